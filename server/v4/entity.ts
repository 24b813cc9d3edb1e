import type { Records } from '../store/records.ts';
import type { EntityTable, Row } from '../store/tables.ts';
import type { V4Choices } from './choices.ts';

/** What a field holds, how it reads and how it is written. */
export type FieldKind =
  | { type: 'text'; maxLength?: number; oneOf?: readonly string[] }
  | { type: 'integer'; min?: number; max?: number; oneOf?: readonly number[] }
  | { type: 'number' }
  | { type: 'boolean' }
  /** Reads as ISO 8601 UTC; written as `yyyy-MM-dd HH:mm:ss` or ISO 8601. */
  | { type: 'dateTime' }
  /** A day of the calendar on the wall, `yy/MM/dd`. */
  | { type: 'day' }
  /** An hour of the clock on the wall, `HH:mm`. */
  | { type: 'hour' }
  /** Both, with seconds: `yyyy/MM/dd HH:mm:ss`. */
  | { type: 'wallTime' }
  /**
   * Written as the bare id. Reads as `{ id, value }` or null (`value`), as `{ id, description }` with -1 for none
   * (`description`), or as the bare id with -1 (`bare`) or by choice null (`mail`) for none.
   */
  | { type: 'reference'; table: EntityTable; form: 'value' | 'description' | 'bare' | 'mail' }
  /** Written as the index into `labels`, reads as `{ id, value }`. */
  | { type: 'label'; labels: readonly string[] }
  /** Reads as `{ time, timeStamp, timeZone }`, written as ISO 8601 with offset. */
  | { type: 'mailDate' }
  /** E-mail addresses, kept as one text joined by commas. */
  | { type: 'addresses'; maxLength: number }
  /** Not a column: the attachments of an e-mail. */
  | { type: 'attachments' }
  /** Not a column: a signed address of a document's bytes, null until they have arrived. */
  | { type: 'link' }
  /** Always null here; kept for the shape. */
  | { type: 'nothing' };

export interface Field {
  name: string;
  description: string;
  kind: FieldKind;
  /** Another spelling taken on write. */
  alias?: string;
  /** How the schema spells it, where that is not how the data does. */
  schemaName?: string;
  /** Taken and kept, and not shown again. */
  writeOnly?: boolean;
  nullable: boolean;
  readOnly: boolean;
  /** A create without it is refused; an empty text counts as missing unless `mayBeEmpty`. */
  required: boolean;
  mayBeEmpty: boolean;
  /** Value of a create that leaves it out; null when absent. */
  initial?: string | number;
}

export interface Operations {
  create: boolean;
  read: boolean;
  update: boolean;
  delete: boolean;
}

/** A body about to be kept. */
export interface Draft {
  /** Columns as the body gives them; those of a create are complete. */
  written: Row;
  /** The row as it stands; undefined for a create. */
  kept: Row | undefined;
  records: Pick<Records, 'get' | 'list'>;
  /** User of the key. */
  actor: number;
}

/** One resource of the API: its schema, validation, filters and read shape all come from this one table of fields. */
export interface Entity {
  /** Name in the path. */
  resource: string;
  table: EntityTable;
  description: string;
  operations: Operations;
  fields: readonly Field[];
  /** Whether lists take `count` and `offset` as query parameters too. */
  countInQuery?: boolean;
  /**
   * Columns that follow from what was written.
   *
   * @throws `V4Error` 400 when fields that are right each for itself do not fit together.
   */
  complete?(draft: Draft): Promise<Row>;
}

/** An entity as it stands under the switches. */
export type EntityFactory = (choices: V4Choices) => Entity;
