import { chromiumOnly, test } from '../support/gmail-desk.ts';
import { tellPlainStory } from '../support/gmail-stories.ts';
import type { GmailStandInOptions } from '../webmail/gmail/options.ts';

/** What differs on the wire between users, browsers and years. */
const wires: [string, GmailStandInOptions][] = [
  ['records are objects of numbered keys', { form: 'object' }],
  ['a label change alone confirms a send', { confirmations: 'labels' }],
  ['a later answer confirms a send', { confirmedBy: 'later' }],
  ['a label change in a later answer confirms a send', { confirmations: 'labels', confirmedBy: 'later' }],
  ['the page holds a message while it may be undone', { undoHeldBy: 'page' }],
  ['there is no time to undo', { undoMs: 0 }],
  ['the source of a sent message is late', { sourceLagMs: 3000 }],
  ['answers are slow', { answerDelayMs: 400 }],
  ['each answer carries 5 MB of something else', { paddingBytes: 5_000_000, pollMs: 1000 }],
  ['the token against forgery changes with each request', { rotateXsrfAfter: 1 }],
];

/** What meets the parts in which browsers differ: size of answers, timing of requests. */
const inBoth = ['objects of numbered keys', 'label change in a later', 'page holds', '5 MB'];

for (const [title, options] of wires) {
  const where = inBoth.some((words) => title.includes(words)) ? {} : chromiumOnly;
  test(`logs what is sent and received where ${title}`, where, async ({ desk }, testInfo) => {
    await tellPlainStory(desk, testInfo, options);
  });
}
