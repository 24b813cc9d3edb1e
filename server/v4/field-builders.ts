import type { EntityTable } from '../store/tables.ts';
import type { Field, FieldKind } from './entity.ts';

type Options = Partial<Omit<Field, 'name' | 'kind'>>;

/** A field that may be null and written, unless the options say otherwise. */
function field(name: string, kind: FieldKind, options: Options = {}): Field {
  const spaced = name.replace(/^Z_/, '').replace(/([a-z])([A-Z0-9])/g, '$1 $2');
  const description = spaced.charAt(0).toUpperCase() + spaced.slice(1).toLowerCase();
  return { name, kind, description, nullable: true, readOnly: false, required: false, mayBeEmpty: false, ...options };
}

export const text = (name: string, maxLength?: number, options?: Options) =>
  field(name, maxLength === undefined ? { type: 'text' } : { type: 'text', maxLength }, options);
export const texts = (names: string, maxLength?: number) => names.split(' ').map((name) => text(name, maxLength));
export const integer = (
  name: string,
  options?: Options & { min?: number; max?: number; oneOf?: readonly number[] },
) => {
  const { min, max, oneOf, ...rest } = options ?? {};
  return field(
    name,
    {
      type: 'integer',
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
      ...(oneOf === undefined ? {} : { oneOf }),
    },
    rest,
  );
};
export const number = (name: string, options?: Options) => field(name, { type: 'number' }, options);
export const boolean = (name: string, options?: Options) => field(name, { type: 'boolean' }, options);
/** A boolean that is false until it is set. */
export const flag = (name: string, options?: Options) => boolean(name, { nullable: false, initial: 0, ...options });
export const flags = (names: string) => names.split(' ').map((name) => flag(name));
export const dateTime = (name: string, options?: Options) => field(name, { type: 'dateTime' }, options);
export const reference = (
  name: string,
  table: EntityTable,
  options: Options & { form?: 'value' | 'description' | 'bare' | 'mail' } = {},
) => {
  const { form = 'value', ...rest } = options;
  return field(name, { type: 'reference', table, form }, rest);
};
export const nothing = (name: string) => field(name, { type: 'nothing' }, { readOnly: true });
export const special = field;

/** Where a record stands on the map; filled in by the vendor's own service, so read-only here. */
export const geoFields = (): Field[] => [
  boolean('geocoded', { readOnly: true, initial: 0 }),
  integer('geocodingAccuracy', { readOnly: true }),
  number('latitude'),
  number('longitude'),
];

/** Visibility from 1 to 5, of which examples show 2 most often, and whether the record is closed to changes. */
export const accessFields = (): Field[] => [
  integer('permissionLevel', { min: 0, max: 5, nullable: false, initial: 2 }),
  flag('readOnly', { readOnly: true }),
];

/** On every record, and never written by a client. */
export const auditFields = (): Field[] => [
  dateTime('dateCreated', { readOnly: true, nullable: false }),
  dateTime('dateUpdated', { readOnly: true }),
  dateTime('dateDeleted', { readOnly: true }),
  boolean('deleted', { readOnly: true, nullable: false }),
  integer('salesRepIdCreated', { readOnly: true }),
  integer('salesRepIdUpdated', { readOnly: true }),
  integer('salesRepIdDeleted', { readOnly: true }),
];

export const id = (): Field => integer('id', { readOnly: true, nullable: false });
