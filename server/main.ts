import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Reading and stripping the sources is most of a start. Kept beside what it is made of, as safe as that from other users;
// where nothing can be written there, the start takes longer.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/server'));
await import('./command.ts');
