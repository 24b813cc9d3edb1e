import type { V4Choices } from '../v4/choices.ts';
import { documentOwners } from '../v4/document-owners.ts';
import type { Entity } from '../v4/entity.ts';
import { describeAudit } from './audit-routes.ts';
import { describeCalls } from './call-routes.ts';
import { describeChanges } from './change-routes.ts';
import type { DescribedRoute } from './described-route.ts';
import { describeEntity } from './entity-routes.ts';
import { describeImap } from './imap-routes.ts';
import { describeNotices } from './notice-routes.ts';
import { describeDiscovery, describeDocumentsOf, describeRelations, describeTransfers } from './other-routes.ts';
import { describeSync } from './sync-routes.ts';

/**
 * Every route of the API under these switches. Routes of an entity follow from its table of fields; a route of any other
 * kind describes itself in a function of its own, which is called here.
 */
function describeRoutes(entities: ReadonlyMap<string, Entity>, choices: V4Choices): DescribedRoute[] {
  return [
    ...describeDiscovery(),
    ...[...entities.values()].flatMap((entity) => describeEntity(entity, choices)),
    ...describeRelations(entities, choices),
    ...describeDocumentsOf(Object.keys(documentOwners), entities, choices),
    ...describeCalls(entities, choices),
    ...describeTransfers(choices),
    ...describeChanges(choices),
    ...describeAudit(choices),
    ...describeImap(choices),
    ...describeSync(choices),
    ...describeNotices(choices),
  ];
}

/** The routes under the switches in force, described anew only when a switch has changed: it takes a tenth of a second. */
export function createRouteCatalogue(
  entities: ReadonlyMap<string, Entity>,
  choices: V4Choices,
): () => readonly DescribedRoute[] {
  let known: { key: string; routes: readonly DescribedRoute[] } | undefined;
  return () => {
    const key = JSON.stringify(choices);
    if (known?.key !== key) known = { key, routes: describeRoutes(entities, choices) };
    return known.routes;
  };
}
