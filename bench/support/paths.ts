import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** A file of the project, by its path from the root. */
export function projectFile(path: string): string {
  return join(root, path);
}

const sdk = (name: string) => projectFile(`node_modules/@inboxsdk/core/${name}`);

/** The peer: the library most Gmail extensions are built on, as it is published. */
export const inboxSdk = {
  content: sdk('inboxsdk.js'),
  pageWorld: sdk('pageWorld.js'),
  background: sdk('background.js'),
};

export const gmailJs = projectFile('node_modules/gmail-js/src/gmail.js');
