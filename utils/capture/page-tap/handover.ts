/**
 * How the two worlds of a page find each other. The isolated script makes a channel and posts one end with a tag; the
 * page-tap, whose listener was there before any script of the page, takes the first and stops the event, so that the page
 * never sees it. Either may be there first, and after an update of the extension a new pair finds each other the same way.
 */
export const PORT_TAG = 'tandem:page-tap-port';

/** A page-tap says it is there; carries nothing. */
export const READY_EVENT = 'tandem:page-tap-ready';

/** What the isolated script tells the page-tap; `bye` is its last word, and a successor may hand over another port. */
export const COMMANDS = { on: 'observe:on', off: 'observe:off', bye: 'bye' } as const;

/** First word of the page-tap on a port: it has been taken. */
export const TAKEN = 'taken';
