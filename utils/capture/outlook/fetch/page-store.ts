import type { MailItem } from '../readers/mail-item.ts';
import { mergeItem } from '../readers/merge-item.ts';

const MAX_ITEMS = 200;
const MAX_CHARS = 8_000_000;

/** What the page itself has loaded, kept only while nothing may be asked of the server. Oldest goes first. */
export interface PageStore {
  keep(item: MailItem): void;
  get(id: string): MailItem | undefined;
  clear(): void;
}

export function createPageStore(): PageStore {
  const items = new Map<string, MailItem>();
  let chars = 0;

  const drop = (id: string) => {
    chars -= items.get(id)?.body?.value.length ?? 0;
    items.delete(id);
  };

  return {
    keep(news) {
      const known = items.get(news.id);
      const item = known === undefined ? news : mergeItem(known, news);
      drop(news.id);
      items.set(news.id, item);
      chars += item.body?.value.length ?? 0;
      for (const id of items.keys()) {
        if (items.size <= MAX_ITEMS && chars <= MAX_CHARS) break;
        drop(id);
      }
    },
    get: (id) => items.get(id),
    clear() {
      items.clear();
      chars = 0;
    },
  };
}
