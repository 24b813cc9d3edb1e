import { join } from 'node:path';
import { limit } from '../figure.ts';
import type { Row } from '../row.ts';
import { bundle } from '../support/bundle.ts';
import { gmailJs, inboxSdk } from '../support/paths.ts';
import { gzipBytes } from '../support/sizes.ts';

const KB = 1000;

/** What is added to a Gmail page, both worlds together, compressed. */
export const scriptWeight: Row = {
  name: 'script-weight',
  title: 'Script added to a webmail page, both worlds, gzip',
  async measure({ builds, scratchDir }) {
    const ours = ['gmail.js', 'gmail-page.js']
      .map((name) => gzipBytes(join(builds.chromium, 'content-scripts', name)))
      .reduce((sum, bytes) => sum + bytes, 0);
    const sdk = [
      await bundle(inboxSdk.content, scratchDir, 'inboxsdk.js'),
      await bundle(inboxSdk.pageWorld, scratchDir, 'pageWorld.js'),
    ];
    const sdkBytes = sdk.reduce((sum, path) => sum + gzipBytes(path), 0);
    const gmailJsBytes = gzipBytes(await bundle(gmailJs, scratchDir, 'gmail-js.js'));
    return [
      {
        name: 'content scripts',
        unit: 'KB',
        ours: [ours / KB],
        by: 'median',
        against: [
          limit(60),
          { with: '@inboxsdk/core', value: [sdkBytes / KB], atMost: 1 / 5 },
          { with: 'gmail-js, without its jQuery', value: [gmailJsBytes / KB] },
        ],
      },
    ];
  },
};
