import type { FullConfig } from 'playwright/test';
import { buildIfStale } from '../../scripts/build-if-stale.ts';

/** End-to-end tests load the built extension, so a stale build is made anew before them. */
export default async function globalSetup(_config: FullConfig): Promise<void> {
  await buildIfStale('chrome');
  await buildIfStale('firefox');
}
