import { afterAll, afterEach } from 'vitest';
import { runEndings } from '../unit/server/endings.ts';

// Setup runs anew for each file, also where the files of a worker share their modules.
afterEach(() => runEndings('test'));
afterAll(() => runEndings('file'));
