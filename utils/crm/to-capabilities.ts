import { type CrmCapabilities, defaultCapabilities } from './crm.ts';
import type { EntitySchema } from './wire/entity-schema.ts';
import type { Resources } from './wire/resources.ts';

/** What a tenant told about itself; null where it did not answer. */
export interface TenantFacts {
  resources: Resources | null;
  emails: EntitySchema | null;
  documents: EntitySchema | null;
}

/**
 * What this tenant offers. Where it is silent, v4's documented limits hold; where `/resources` answers but does not
 * list a resource, that resource does not exist here.
 */
export function toCapabilities({ resources, emails, documents }: TenantFacts): CrmCapabilities {
  const limit = (field: string) => emails?.properties.get(field)?.maxLength;
  const extId = documents?.properties.get('extId');
  return {
    maxEmailBody: limit('body') ?? defaultCapabilities.maxEmailBody,
    maxSubject: limit('subject') ?? defaultCapabilities.maxSubject,
    maxEmailFrom: limit('emailFrom') ?? defaultCapabilities.maxEmailFrom,
    maxEmailTo: limit('emailTo') ?? defaultCapabilities.maxEmailTo,
    canCreateEmails: mayCreate(resources, 'emails') ?? defaultCapabilities.canCreateEmails,
    canAttachDocuments: mayCreate(resources, 'documents') ?? defaultCapabilities.canAttachDocuments,
    documentExtId: extId !== undefined && !extId.readOnly,
    emailCustomFields: new Map(
      [...(emails?.properties ?? [])].flatMap(([name, field]) =>
        /^z_/i.test(name) && !field.readOnly
          ? [[name.toLowerCase(), { name, maxLength: field.maxLength ?? null }] as const]
          : [],
      ),
    ),
  };
}

/** Undefined where nothing is known. An entry without `operations` says only that the resource exists. */
function mayCreate(resources: Resources | null, name: string): boolean | undefined {
  if (resources === null || resources.rows.length === 0) return undefined;
  const found = resources.rows.filter((row) => row.end_point.toLowerCase().replace(/\/+$/, '').endsWith(`/${name}`));
  return found.some((row) => row.operations?.create ?? true);
}
