import type { Entity } from '../entity.ts';
import {
  auditFields,
  boolean,
  dateTime,
  flag,
  id,
  integer,
  nothing,
  reference,
  text,
  texts,
} from '../field-builders.ts';

/** People who work with the CRM; `salesRep…` always means one of these. They are made by the administrator, not by v4. */
export const users: Entity = {
  resource: 'users',
  table: 'users',
  description: 'Users',
  operations: { create: false, read: true, update: false, delete: false },
  fields: [
    id(),
    text('name', undefined, { nullable: false }),
    ...texts('lastName email nic phone phoneExtension'),
    integer('idPrefix'),
    flag('isActive'),
    integer('level', { min: 1, max: 5, nullable: false }),
    reference('branches', 'branches', { form: 'description' }),
    reference('userTypeId', 'userTypes', { form: 'description' }),
    reference('managerId', 'users', { form: 'description' }),
    nothing('rateId'),
    boolean('branchRestriction'),
    ...texts('locale dbLanguage uiLanguage'),
    ...[flag('billable'), flag('computeSfm')],
    text('extId', 100),
    dateTime('lastPasswordChangeDate'),
    ...auditFields(),
  ].map((field) => ({ ...field, readOnly: true })),
};
