import type { Row } from '../../store/tables.ts';
import { findBranchZone } from '../branch-zone.ts';
import type { Draft, Entity, Field } from '../entity.ts';
import { auditFields, id, integer, reference, special, text } from '../field-builders.ts';
import { badRequest } from '../v4-error.ts';

/** Users of the audit fields read as -1 for none here, unlike everywhere else. */
const bareAuditFields = (): Field[] =>
  auditFields().map((field) =>
    field.name.startsWith('salesRepId') ? reference(field.name, 'users', { form: 'bare', readOnly: true }) : field,
  );

/** The zone of the owner's branch where none is given, and an order of times that can be. */
async function completeCall({ written, kept, records }: Draft): Promise<Row> {
  const call: Row = { ...kept, ...written };
  const { startDate, endDate } = call;
  if (typeof startDate === 'string' && typeof endDate === 'string' && endDate < startDate) {
    throw badRequest('the end is before the start');
  }
  return typeof call.timeZoneId === 'number' ? {} : { timeZoneId: (await findBranchZone(records, call)).id };
}

/** Telephone calls. References are bare numbers, -1 for none; times are those of a wall clock in `timeZoneId`. */
export const calls: Entity = {
  resource: 'calls',
  table: 'calls',
  description: 'Calls',
  operations: { create: true, read: true, update: true, delete: true },
  countInQuery: true,
  complete: completeCall,
  fields: [
    id(),
    text('phone', 255, { required: true, nullable: false }),
    text('phoneAlias', 255),
    // 0 incoming, 1 outgoing, 2 missed.
    integer('type', { min: 0, max: 2 }),
    special('startDate', { type: 'wallTime' }),
    special('endDate', { type: 'wallTime' }),
    reference('timeZoneId', 'timezones', { form: 'bare' }),
    integer('duration', { min: 0, description: 'Seconds' }),
    text('description', 6_000),
    integer('terminalType'),
    reference('accountId', 'accounts', { form: 'bare', required: true }),
    reference('contactId', 'contacts', { form: 'bare' }),
    reference('opportunityId', 'opportunities', { form: 'bare' }),
    reference('salesRepId', 'users', { form: 'bare', required: true }),
    ...bareAuditFields(),
  ],
};
