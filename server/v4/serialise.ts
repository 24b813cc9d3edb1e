import type { Cell, EntityTable, Row } from '../store/tables.ts';
import type { V4Choices } from './choices.ts';
import { toV4Date } from './dates.ts';
import type { Entity, Field } from './entity.ts';
import { toV4Day, toV4WallTime } from './wall-clock.ts';

/** What a row's shape needs beside the row. */
export interface ReadContext {
  choices: V4Choices;
  /** The words for a referenced record. */
  label(table: EntityTable, id: number): string | null;
  /** Attachments of the e-mail, in order. */
  attachments(emailId: number): { id: number; name: string }[];
  /** Address of the bytes of a document. */
  link(documentId: number): string;
}

function readReference(field: Field, cell: Cell, context: ReadContext): unknown {
  if (field.kind.type !== 'reference') return null;
  const { form, table } = field.kind;
  const id = typeof cell === 'number' ? cell : null;
  switch (form) {
    case 'value':
      return id === null ? null : { id, value: context.label(table, id) };
    case 'description':
      return id === null ? { id: -1, description: null } : { id, description: context.label(table, id) };
    case 'bare':
      return id ?? -1;
    case 'mail':
      return id ?? (context.choices.emailNoReference === 'null' ? null : -1);
  }
}

function readField(field: Field, row: Row, context: ReadContext): unknown {
  const cell = row[field.name] ?? null;
  switch (field.kind.type) {
    case 'reference':
      return readReference(field, cell, context);
    case 'boolean':
      // A list the server filled itself may lack a flag, which is then not set.
      return cell === null && field.nullable ? null : cell === 1;
    case 'dateTime':
      return typeof cell === 'string' ? toV4Date(cell) : null;
    case 'mailDate':
      return typeof cell === 'string'
        ? { time: toV4Date(cell), timeStamp: Math.floor(Date.parse(cell) / 1_000), timeZone: 'UTC' }
        : null;
    case 'day':
      return typeof cell === 'string' ? toV4Day(cell) : null;
    case 'wallTime':
      if (typeof cell === 'string') return toV4WallTime(cell);
      return context.choices.callNoDate === 'null' ? null : '0001/01/01 00:00:00';
    case 'label':
      return typeof cell === 'number' ? { id: cell, value: field.kind.labels[cell] ?? null } : null;
    case 'addresses':
      return context.choices.emailToAs === 'string'
        ? cell
        : String(cell ?? '')
            .split(',')
            .filter(Boolean);
    case 'attachments':
      return context.attachments(Number(row.id)).map(({ id, name }) => ({ id, name }));
    case 'link':
      return row.fileKey === null ? null : context.link(Number(row.id));
    case 'nothing':
      return null;
    default:
      return cell;
  }
}

/** A row in the shape v4 reads it. */
export function toRecord(entity: Entity, row: Row, context: ReadContext): Record<string, unknown> {
  const shown = entity.fields.filter(({ writeOnly }) => !writeOnly);
  return Object.fromEntries(shown.map((field) => [field.name, readField(field, row, context)]));
}
