import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The peer: the library most Gmail extensions are built on, as it is published. */
export const inboxSdk = {
  content: require.resolve('@inboxsdk/core'),
  pageWorld: require.resolve('@inboxsdk/core/pageWorld.js'),
  background: require.resolve('@inboxsdk/core/background.js'),
};

export const gmailJs = require.resolve('gmail-js');

/** Scripts that are bundled into extensions of the bench. */
export const peers = {
  askBare: require.resolve('../peers/ask-bare.ts'),
  bareBackground: require.resolve('../peers/bare-background.ts'),
  noteMessages: require.resolve('../peers/note-messages.ts'),
  sdkContent: require.resolve('../peers/sdk-content.ts'),
};
