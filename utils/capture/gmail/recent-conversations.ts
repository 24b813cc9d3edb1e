/** Answers are kept this long, in case an order for one of their messages finds every better way closed. */
const KEEP_MS = 60_000;
const MAX_CHARS = 8 * 1024 * 1024;

/**
 * The last answers with whole conversations, as the page itself got them, unread. Conversations are asked for once and
 * never again, and asking ourselves would take the page's own keys. Lives in this page's memory alone and is emptied
 * after a minute.
 */
export interface RecentConversations {
  add(text: string, at: number): void;
  /** Newest first, those that name the message. */
  naming(id: string, at: number): string[];
  clear(): void;
}

export function createRecentConversations(): RecentConversations {
  let kept: { text: string; at: number }[] = [];

  const forgetOld = (at: number) => {
    kept = kept.filter((entry) => at - entry.at < KEEP_MS);
  };

  return {
    add(text, at) {
      forgetOld(at);
      kept.push({ text, at });
      let chars = kept.reduce((sum, entry) => sum + entry.text.length, 0);
      while (chars > MAX_CHARS && kept.length > 0) chars -= kept.shift()?.text.length ?? 0;
    },
    naming(id, at) {
      forgetOld(at);
      return kept
        .filter(({ text }) => text.includes(id))
        .map(({ text }) => text)
        .reverse();
    },
    clear() {
      kept = [];
    },
  };
}
