import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readMime } from '../../../../utils/capture/outlook/fetch/read-content.ts';
import { payloadOf } from '../../../../utils/capture/outlook/page/service-call.ts';
import { readRequest } from '../../../../utils/capture/outlook/readers/read-request.ts';
import { runAtOnce } from '../../../../utils/capture/sliced-work.ts';
import { fixture, readingOf, treeOf } from './fixtures.ts';

const beside = fileURLToPath(new URL('../../../../../shared/recorded/outlook', import.meta.url));
const recorded = process.env.RECORDED_OUTLOOK ?? beside;
const text = (name: string) => readFileSync(`${recorded}/${name}`, 'utf8');

describe('Outlook readers against whole files', () => {
  it.each([
    ['getconversationitems.answer', 3],
    ['getitem-batch.answer', 2],
  ])('find every message of the synthetic %s', (name, count) => {
    expect(readingOf(fixture(name)).results.flatMap(({ items }) => items)).toHaveLength(count);
  });

  if (existsSync(recorded)) {
    it('read the answer to a saved draft', () => {
      const [result] = readingOf(text('createitem_savedraft_response.json')).results;
      expect(result?.isSuccess).toBe(true);
      expect(result?.items).toHaveLength(1);
      const [draft] = result?.items ?? [];
      expect(draft?.id).toMatch(/^AQMkAGNk.*AAA==$/);
      expect(draft?.conversationId).toMatch(/^AAQkAGNk/);
      expect(draft?.from?.email).toBe('testuser@contoso.onmicrosoft.com');
      expect(draft).toMatchObject({ isDraft: true, itemClass: 'IPM.Note', body: { isHtml: true, isPart: false } });
      expect(draft?.deferredMs).toBeUndefined();
    });

    it('bear the same answer as it was published, with a quote missing', () => {
      expect(readingOf(text('createitem_savedraft_response.as_published.txt')).results).toEqual([]);
    });

    it('read the request of a direct send', () => {
      const meta = JSON.parse(text('createitem_send_2013.request_meta.json')) as { headers: Record<string, string> };
      const headers = new Map(Object.entries(meta.headers).map(([name, value]) => [name.toLowerCase(), value]));
      const payload = payloadOf({ headers, body: text('createitem_send_2013.request_body.json') });
      const [change] = readRequest('CreateItem', treeOf(payload)).changes;
      expect(change).toMatchObject({ isSend: true, isUndeferred: false, picture: { subject: 'API' } });
      expect(change?.draftId).toBeUndefined();
      expect(change?.picture.to?.people).toEqual([{ email: 'george.lucas@nih.mail.edu.fr', name: 'George LUCAS' }]);
      expect(change?.picture).toMatchObject({ cc: { people: [] }, bcc: { people: [] } });
      expect(change?.picture.from).toBeUndefined();
    });

    it('read a payload that stands in a header', () => {
      const headers = new Map([['x-owa-urlpostdata', text('getitem_messagedetails.request_urlpostdata.txt').trim()]]);
      const root = treeOf(payloadOf({ headers, body: '' }));
      expect(root).toMatchObject({ Body: { ShapeName: 'MessageDetails' } });
    });

    it('read an answer of Exchange 2016, which names its types less often', () => {
      const [result] = readingOf(text('getitem_messagedetails.response.json')).results;
      expect(result).toMatchObject({ isSuccess: true, items: [{ id: expect.stringMatching(/^AAMkADNk/) }] });
    });

    it('take an answer that breaks off for none', () => {
      const cut = text('getitem_allproperties_500_truncated.response.txt');
      expect(readingOf(cut).results).toEqual([]);
      expect(runAtOnce(readMime(new TextEncoder().encode(cut)))).toEqual({ kind: 'unreadable' });
    });
  } else {
    console.info(
      'LEFT OUT: no folder of recorded Outlook traffic beside this project and none named in RECORDED_OUTLOOK.',
    );
  }
});
