import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Profile {
  readonly dir: string;
  /** Removes the folder if it was made here; one that was given belongs to the giver. */
  remove(): void;
}

/** The given folder, or a fresh one that lives as long as the driver. */
export function takeProfile(given: string | undefined): Profile {
  if (given !== undefined) return { dir: given, remove() {} };
  const dir = mkdtempSync(join(tmpdir(), 'tandem-profile-'));
  // A browser's last child may still be writing when the folder goes.
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }) };
}
