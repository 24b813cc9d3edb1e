import type { Entity } from '../v4/entity.ts';
import type { ReferenceGuard } from '../v4/where/reference-guard.ts';
import type { Viewer } from './viewer.ts';
import { visibleReference } from './visible.ts';

/** Lets filters and order see a reference only where the user may see what it names, as on read. */
export function referenceGuard(entity: Entity, viewer: Viewer): ReferenceGuard {
  return ({ name, kind }) =>
    kind.type === 'reference' ? visibleReference(entity.table, name, kind.table, viewer) : undefined;
}
