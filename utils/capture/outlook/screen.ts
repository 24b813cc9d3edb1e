import type { MailReference } from '../../model/mail-reference.ts';
import type { CapturePage } from '../adapter.ts';
import type { CaptureReport } from '../noticing/capture-report.ts';
import { createTwoWays } from '../noticing/two-ways.ts';
import { outlineOfElement } from '../page/outline-of-element.ts';
import { watchPage } from '../page/watch-page.ts';
import { readShownAccount } from './dom/read-account.ts';
import { readPage, type ShownMessage, type ShownPane } from './dom/read-pane.ts';
import { readShownMessage } from './dom/read-shown-message.ts';
import { watchedAttributes } from './dom/selectors.ts';
import { isShownRef, refOfShown } from './dom/shown-ref.ts';
import type { EnvelopeReader } from './envelope-reader.ts';
import type { StructuredDraft } from './fetch/to-structured.ts';
import type { OutlookSite } from './flavours.ts';
import type { MailIndex } from './mail-index.ts';
import type { Mailboxes, MailboxHint } from './mailboxes.ts';
import type { MailItem } from './readers/mail-item.ts';
import { emptyEnvelope } from './to-reference.ts';

/** After a change of conversation the pane shows the one before for up to 200 ms. */
const SETTLED_AFTER_MS = 350;
const CHECK_EVERY_MS = 2500;
/** The first data tells whose mailbox it is, and comes long before. Where it went by unseen the server is asked, seldom. */
const ASK_WHOSE_MAILBOX_AT = [2, 6, 24];

export interface ScreenDependencies {
  site: OutlookSite;
  page: CapturePage;
  told: CaptureReport;
  index: MailIndex;
  mailboxes: Mailboxes;
  envelopes: EnvelopeReader;
  idle(callback: () => void): void;
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Something may be known now of whose mailbox it is. */
  settle(): void;
  /** Asks the server for the settings of who is signed in, where nothing that passed has told. */
  askWhoseMailbox(): Promise<unknown>;
  /** Names of operations of another kind of traffic, for the report that this kind is gone. */
  otherOperations(): readonly string[];
  signal: AbortSignal;
}

export interface Screen {
  /** Traffic told of mail. */
  sawTraffic(): void;
  /** What the pane shows of a message, where it is sure to be that one. */
  shown(ref: string, item: Partial<MailItem> | undefined): StructuredDraft | undefined;
}

/**
 * The second way of noticing: what the page shows. Lists and opened conversations name conversations only, so where traffic told
 * nothing of one, its envelopes are asked for by that name. Where that is not to be had either, an opened message is told of
 * from the page alone, with the addresses it shows.
 */
export function createScreen(dependencies: ScreenDependencies): Screen {
  const { site, page, told, index, mailboxes, envelopes, wait, signal } = dependencies;
  const { window, document } = page;
  const ways = createTwoWays(window.performance.now());
  const clock = () => window.performance.now();
  const asked = new Map<string, number>();
  let opened: { id: string; at: number } | undefined;
  let isLookingAgain = false;

  const isMailPage = () => !/\/(?:calendar|people|compose)\b/i.test(window.location.pathname);

  const hintOfPage = (): MailboxHint => {
    const named = /^\/mail\/([^/@]+@[^/]+)\//.exec(safeDecode(window.location.pathname))?.[1];
    if (named !== undefined) return { mailbox: named.toLowerCase(), isExplicit: true };
    return mailboxes.primary === undefined ? { mailbox: '', isExplicit: false } : mailboxes.hintOf(mailboxes.primary);
  };

  const askFor = (id: string, count: number) => {
    const known = index.countOf(id);
    if (known >= count) return;
    const before = asked.get(id) ?? 0;
    // More is shown than before and than is known: something came meanwhile.
    if (before >= count) return;
    asked.set(id, count);
    envelopes.wantConversation(id, hintOfPage(), before > 0);
  };

  const tellShown = ({ conversationId, messages }: ShownPane) => {
    const account = mailboxes.primary;
    if (account === undefined || conversationId === undefined || index.countOf(conversationId) > 0) return;
    if (ways.blind(clock()) !== 'traffic' || envelopes.mayStillRead()) return;
    const own = mailboxes.addressesOf(account);
    const references = messages.map((shown) => toShownReference(shown, { conversationId, account, own, site }));
    told.notice(references.filter((found) => found !== undefined).map((found) => () => found));
  };

  const lookAgainSoon = () => {
    if (isLookingAgain) return;
    isLookingAgain = true;
    void wait(SETTLED_AFTER_MS, signal)
      .then(() => {
        isLookingAgain = false;
        return look();
      })
      .catch(() => undefined);
  };

  const look = async () => {
    if (signal.aborted) return;
    const account = mailboxes.primary === undefined ? readShownAccount(document) : undefined;
    if (account !== undefined) mailboxes.learnSign(account, 'page', page.now());
    dependencies.settle();
    const { hasList, pane } = readPage(document, window.location.pathname);
    if (hasList || pane !== undefined) {
      ways.saw('dom', clock());
      told.sees('dom');
    }
    const id = pane?.conversationId;
    if (pane === undefined || id === undefined) {
      opened = undefined;
      return;
    }
    if (opened?.id !== id) opened = { id, at: clock() };
    if (clock() - opened.at < SETTLED_AFTER_MS) {
      lookAgainSoon();
      return;
    }
    askFor(id, pane.messages.length);
    tellShown(pane);
  };

  const check = async () => {
    for (let round = 1; !signal.aborted; round += 1) {
      await wait(CHECK_EVERY_MS, signal);
      dependencies.settle();
      const isUnknown = mailboxes.primary === undefined && ASK_WHOSE_MAILBOX_AT.includes(round);
      if (isUnknown && page.mayRead()) await dependencies.askWhoseMailbox();
      if (!isMailPage()) continue;
      const blind = ways.blind(clock());
      if (blind === 'traffic') {
        const outline = dependencies.otherOperations().join(' ');
        told.trouble({ source: 'traffic', missing: 'no-answer-of-the-service', outline });
        await look();
      } else if (blind === 'dom' && !document.hidden) {
        // Lists are filled only where somebody looks.
        const outline = outlineOfElement(document.body);
        told.trouble({ source: 'dom', missing: 'no-list-and-no-message', outline });
      }
    }
  };

  watchPage({ window, idle: dependencies.idle, look, signal, attributes: watchedAttributes });
  document.addEventListener('visibilitychange', () => envelopes.poke(), { signal });
  void check().catch(() => undefined);

  return {
    sawTraffic() {
      ways.saw('traffic', clock());
      told.sees('traffic');
    },

    shown(ref, item) {
      const { pane } = readPage(document, window.location.pathname);
      const id = pane?.conversationId;
      if (pane === undefined || id === undefined) return undefined;
      const found = isShownRef(ref)
        ? pane.messages.filter((one) => refOfShown(id, one) === ref)
        : messagesOf(pane, item, index);
      const [only] = found;
      return only === undefined || found.length > 1 ? undefined : readShownMessage(pane, only);
    },
  };
}

/** Messages of a pane that can only be the one in question: nobody else's by this sender is shown or known there. */
function messagesOf(pane: ShownPane, item: Partial<MailItem> | undefined, index: MailIndex): ShownMessage[] {
  const { conversationId, from } = item ?? {};
  if (conversationId === undefined || from === undefined || conversationId !== pane.conversationId) return [];
  const known = [...index.entries()].filter(
    (entry) => entry.item.conversationId === conversationId && entry.item.from?.email === from.email,
  );
  const ids = new Set(known.map((entry) => entry.item.messageId ?? entry.item.id));
  return ids.size > 1 ? [] : pane.messages.filter(({ sender }) => sender?.email === from.email);
}

interface ShownContext {
  conversationId: string;
  account: string;
  own: ReadonlySet<string>;
  site: OutlookSite;
}

function toShownReference(shown: ShownMessage, context: ShownContext): MailReference | undefined {
  const { conversationId, account, own, site } = context;
  const ref = refOfShown(conversationId, shown);
  if (ref === undefined || shown.sender === undefined) return undefined;
  const isOwn = own.has(shown.sender.email);
  return {
    site,
    account,
    ref,
    threadRef: conversationId,
    direction: isOwn ? 'outgoing' : 'incoming',
    state: isOwn ? 'sent' : 'received',
    envelope: { ...emptyEnvelope, from: shown.sender, to: shown.recipients },
    noticedBy: 'dom',
  };
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
