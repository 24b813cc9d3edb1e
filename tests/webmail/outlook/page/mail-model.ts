import type { Client } from './client.ts';
import type { PageConfig } from './config.ts';
import { itemsRequest, listRequest, readConversationRequest, readItemRequest, threadsRequest } from './requests.ts';
import { createRowCache, mergeItem, type PageItem, type Row, rowsOf, type Thread } from './store.ts';
import type { Cause } from './ticket.ts';
import { at, listAt, textAt } from './wire.ts';

/** What the page holds of the mailbox, and how it gets more. */
export interface MailModel {
  rows(): Row[];
  /** Brings the list of a folder up to date. */
  loadList(role: string): Promise<void>;
  /** Takes the list that came with the boot answer, or that of the page's database. */
  takeFirst(startup: unknown): Promise<boolean>;
  /** Loads what of a row's messages is not held yet; nothing is asked where nothing is missing. */
  open(row: Row): Promise<void>;
  /** Messages of a row, newest first, one for each however many folders it stands in. */
  items(row: Row): PageItem[];
  prefetch(around: Row | undefined): Promise<void>;
  markRead(row: Row, cause: Cause): Promise<void>;
}

const BATCH = 10;

export function createMailModel(config: PageConfig, client: Client): MailModel {
  const { behaviour } = config;
  const threads = new Map<string, Thread>();
  const single = new Map<string, { item: PageItem; mark: string }>();
  const cache = createRowCache(config.storeName);
  const unseen = behaviour.firstList === 'store';
  let rows: Row[] = [];

  function takeThread(conversation: unknown, mark: string): void {
    const id = textAt(conversation, 'ConversationId', 'Id');
    const known = threads.get(id);
    const items = new Map<string, PageItem>();
    for (const node of listAt(conversation, 'ConversationNodes')) {
      for (const json of listAt(node, 'Items')) {
        const item = mergeItem(known?.items.get(textAt(json, 'ItemId', 'Id')), json);
        items.set(item.id, item);
      }
    }
    threads.set(id, { id, items, mark, syncState: textAt(conversation, 'SyncState') });
  }

  async function loadThreads(wanted: Row[], hidden: boolean): Promise<void> {
    const asked = wanted.map((row) => ({
      id: row.conversationId,
      syncState: threads.get(row.conversationId)?.syncState ?? '',
    }));
    if (asked.length === 0) return;
    const body = await client.call('GetConversationItems', threadsRequest(config, asked), {
      cause: 'own',
      unseen: hidden,
    });
    listAt(body, 'ResponseMessages', 'Items').forEach((one, place) => {
      takeThread(at(one, 'Conversation'), wanted[place]?.mark ?? '');
    });
  }

  async function loadItems(ids: string[], take: (json: unknown) => void): Promise<void> {
    if (ids.length === 0) return;
    const body = await client.call('GetItem', itemsRequest(config, ids), { cause: 'own' });
    for (const one of listAt(body, 'ResponseMessages', 'Items')) take(at(one, 'Items', 0));
  }

  const isHeld = (row: Row): boolean =>
    row.itemId ? single.get(row.itemId)?.mark === row.mark : threads.get(row.conversationId)?.mark === row.mark;

  return {
    rows: () => rows,
    async loadList(role) {
      const { action, body } = listRequest(role, behaviour.conversationView);
      rows = rowsOf(await client.call(action, body, { cause: 'own', unseen }));
      if (unseen && role === 'inbox') cache.write(rows);
    },
    async takeFirst(startup) {
      const given = at(startup, 'findConversation', 'Body') ?? at(startup, 'findItem', 'Body');
      const cached = given === undefined && unseen ? await cache.read() : undefined;
      if (given === undefined && cached === undefined) return false;
      rows = cached ?? rowsOf(given);
      return true;
    },
    async open(row) {
      const { itemId } = row;
      if (!itemId) {
        if (!isHeld(row)) await loadThreads([row], unseen && behaviour.prefetch === 'all');
        const thread = threads.get(row.conversationId);
        const missing = [...(thread?.items.values() ?? [])].filter((item) => item.html === undefined);
        await loadItems(
          missing.map((item) => item.id),
          (json) => {
            const item = mergeItem(thread?.items.get(textAt(json, 'ItemId', 'Id')), json);
            thread?.items.set(item.id, item);
          },
        );
      } else if (!isHeld(row)) {
        await loadItems([itemId], (json) => single.set(itemId, { item: mergeItem(undefined, json), mark: row.mark }));
      }
    },
    items(row) {
      if (row.itemId) {
        const held = single.get(row.itemId);
        return held ? [held.item] : [];
      }
      const all = [...(threads.get(row.conversationId)?.items.values() ?? [])];
      const seen = new Set<string>();
      return all
        .sort((a, b) => Date.parse(b.date) - Date.parse(a.date))
        .filter((item) => {
          const isCopy = item.messageId !== '' && seen.has(item.messageId);
          seen.add(item.messageId);
          return !isCopy;
        });
    },
    async prefetch(around) {
      if (!behaviour.conversationView || behaviour.prefetch === 'none') return;
      const place = around ? rows.findIndex((row) => row.key === around.key) : -1;
      const near = place < 0 ? [] : [rows[place - 1], rows[place + 1]].filter((row) => row !== undefined);
      const wanted = (behaviour.prefetch === 'all' ? rows : near).filter((row) => !isHeld(row));
      await loadThreads(wanted.slice(0, BATCH), unseen);
    },
    async markRead(row, cause) {
      if (!row.isUnread) return;
      row.isUnread = false;
      if (!row.itemId) {
        await client.call('ApplyConversationAction', readConversationRequest(row.conversationId), { cause });
        return;
      }
      const changeKey = single.get(row.itemId)?.item.changeKey ?? '';
      await client.call('UpdateItem', readItemRequest(row.itemId, changeKey), { cause });
    },
  };
}
