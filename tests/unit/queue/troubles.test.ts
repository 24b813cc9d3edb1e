import { describe, expect, it } from 'vitest';
import { endTroubles, noteTrouble, readSiteTroubles } from '../../../utils/queue/troubles.ts';
import { openDatabase } from './open-database.ts';

const layout = (what: string, outline = '0div') => ({ kind: 'layout' as const, what, outline });

describe('troubles with the layout of a page', () => {
  it('are listed by site, the newest first, the same one once', async () => {
    const db = openDatabase();
    await noteTrouble(db, layout('outlook/traffic/no-responses'), 10);
    await noteTrouble(db, layout('outlook/dom/no-rows', '0div[role]'), 20);
    await noteTrouble(db, layout('outlook/traffic/no-responses'), 30);
    await noteTrouble(db, layout('gmail/dom/no-id'), 40);
    await noteTrouble(db, { kind: 'storage-full', what: 'messages' }, 50);
    const troubles = await readSiteTroubles(db);
    expect([...troubles.keys()]).toEqual(['gmail', 'outlook']);
    expect(troubles.get('outlook')).toEqual([
      { source: 'traffic', missing: 'no-responses', outline: '0div', count: 2, firstAt: 10, lastAt: 30 },
      { source: 'dom', missing: 'no-rows', outline: '0div[role]', count: 1, firstAt: 20, lastAt: 20 },
    ]);
  });

  it('are over for one way of noticing alone, and stay to be looked at', async () => {
    const db = openDatabase();
    await noteTrouble(db, layout('outlook/traffic/no-responses'), 10);
    await noteTrouble(db, layout('outlook/dom/no-rows'), 20);
    await endTroubles(db, 'layout', 'outlook/traffic/', 30);
    await endTroubles(db, 'layout', 'outlook/traffic/', 40);
    const found = (await readSiteTroubles(db)).get('outlook');
    expect(found?.map(({ source, overAt }) => [source, overAt])).toEqual([
      ['dom', undefined],
      ['traffic', 30],
    ]);
  });

  it('last again when they come back', async () => {
    const db = openDatabase();
    await noteTrouble(db, layout('outlook/dom/no-rows'), 10);
    await endTroubles(db, 'layout', 'outlook/', 20);
    await noteTrouble(db, layout('outlook/dom/no-rows'), 30);
    const [trouble] = (await readSiteTroubles(db)).get('outlook') ?? [];
    expect(trouble).toMatchObject({ count: 2, firstAt: 10, lastAt: 30 });
    expect(trouble).not.toHaveProperty('overAt');
  });

  it('of a site or a form nobody knows any more are passed over, and old ones read as strictly as new ones', async () => {
    const db = openDatabase();
    await noteTrouble(db, layout('hotmail/dom/no-rows'), 10);
    await noteTrouble(db, layout('gmail'), 20);
    await noteTrouble(db, layout('yahoo/dom/no-rows', '0div[ann@example.com]'), 30);
    const troubles = await readSiteTroubles(db);
    expect([...troubles.keys()]).toEqual(['yahoo']);
    expect(troubles.get('yahoo')?.[0]?.outline).toBe('0div[?]');
  });
});
