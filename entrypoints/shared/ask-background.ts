import { browser } from 'wxt/browser';
import { createSend } from '../../utils/messaging/send.ts';

/** Asks the background; wakes it when it sleeps. */
export const askBackground = createSend((envelope) => browser.runtime.sendMessage(envelope));
