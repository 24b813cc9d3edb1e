import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** Prints the packages that are loaded before a server can start. */
const LIST_PACKAGES = `
  import { registerHooks } from 'node:module';
  const packages = new Set();
  registerHooks({
    load(url, context, next) {
      const [, name] = /.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url) ?? [];
      if (name !== undefined) packages.add(name);
      return next(url, context);
    },
  });
  await import('./server/start-server.ts');
  console.log(JSON.stringify([...packages]));
`;

it('a start on SQLite waits for no package that it does not need to answer', async () => {
  const args = ['--input-type=module', '--eval', LIST_PACKAGES];
  const packages: string[] = JSON.parse((await promisify(execFile)('node', args)).stdout);
  expect(packages).toEqual(expect.arrayContaining(['hono', 'kysely', 'zod']));
  const late = ['pg', 'pg-boss', 'sanitize-html', 'postcss', 'imapflow', '@aws-sdk/client-s3', '@aws-sdk/lib-storage'];
  expect(packages.filter((name) => late.includes(name))).toEqual([]);
});
