import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createOutlookStandIn } from '../../../webmail/outlook/outlook-stand-in.ts';
import { fieldsOf, newItem } from '../../../webmail/outlook/page/outgoing.ts';
import { REP, sample } from '../gmail/client.ts';
import { openPage, type Reply } from './client.ts';

/** Recorded traffic, where the machine has it; it is no part of the project. */
const RECORDED = join(import.meta.dirname, '../../../../../shared/recorded/outlook');
const isHere = existsSync(RECORDED);
if (!isHere) console.info('left out: no recorded traffic beside the project to compare shapes with');

/** Paths of all keys of a value; entries of lists count as one. */
function pathsOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((one) => pathsOf(one, `${path}[]`)))];
  if (typeof value !== 'object' || value === null) return [`${path}:${value === null ? 'null' : typeof value}`];
  return Object.entries(value).flatMap(([key, held]) => pathsOf(held, `${path}.${key}`));
}

const read = (name: string): string => readFileSync(join(RECORDED, name), 'utf8');

const written = {
  from: undefined,
  to: [{ name: 'Ana Torres', email: 'ana@northwind.example' }],
  cc: [],
  bcc: [],
  subject: 'Prices',
  html: '<p>Dear Ana</p>',
};
const createRequest = (disposition: string): object => ({
  Items: [newItem(fieldsOf(written))],
  ClientSupportsIrm: true,
  OutboundCharset: 'AutoDetect',
  MessageDisposition: disposition,
  ComposeOperation: 'newMail',
});

/** Members that tell of features outside mail, or that only one tenant has. */
const ELSEWHERE = /SipUri|OriginalDisplayName/;

const ours: Record<string, () => Promise<unknown>> = {
  'createitem_savedraft_response.json': async (): Promise<unknown> => {
    const page = await openPage(createOutlookStandIn());
    return (await page.call('CreateItem', createRequest('SaveOnly'))).json;
  },
  'getitem_messagedetails.response.json': async () => {
    const webmail = createOutlookStandIn({ onPremises: true });
    const told = webmail.deliver(REP, sample());
    const page = await openPage(webmail);
    const body = { ItemIds: [{ Id: told.ref }], ItemShape: { BaseShape: 'IdOnly' }, ShapeName: 'MessageDetails' };
    return (await page.call('GetItem', body)).json;
  },
};

const names = isHere ? Object.keys(ours).filter((name) => existsSync(join(RECORDED, name))) : [];

describe('shapes of the service, compared with recorded traffic where it is present', () => {
  it('compares every file it can, or says that it was left out', () => {
    expect(names.length).toBe(isHere ? Object.keys(ours).length : 0);
  });

  if (isHere) {
    it.each(names)('agree with %s', async (name) => {
      const theirs = pathsOf(JSON.parse(read(name))).filter((path) => !ELSEWHERE.test(path));
      const made = pathsOf(await ours[name]?.());
      expect(theirs.filter((path) => !made.includes(path))).toEqual([]);
    });

    it('agree with a request that sends', () => {
      const theirs = pathsOf(JSON.parse(read('createitem_send_2013.request_body.json')).Body).filter(
        (path) => !ELSEWHERE.test(path),
      );
      const made = pathsOf({ __type: 'CreateItemRequest:#Exchange', ...createRequest('SendAndSaveCopy') });
      expect(theirs.filter((path) => !made.includes(path))).toEqual([]);
    });

    it('understand a recorded payload in the header, with a message of their own named in it', async () => {
      const webmail = createOutlookStandIn({ onPremises: true });
      const told = webmail.deliver(REP, sample());
      const page = await openPage(webmail);
      const payload = JSON.parse(decodeURIComponent(read('getitem_messagedetails.request_urlpostdata.txt').trim()));
      payload.Body.ItemIds[0].Id = told.ref;
      const response = await page.request('/owa/service.svc?action=GetItem&EP=1&ID=-30&AC=1', {
        method: 'POST',
        headers: { ...page.headers('GetItem'), 'X-OWA-UrlPostData': encodeURIComponent(JSON.stringify(payload)) },
      });
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('Message-ID: <offer@northwind.example>');
    });

    it('break off where the recorded answer does', async () => {
      const webmail = createOutlookStandIn();
      const ics = { name: '', mime: 'text/calendar', bytes: Buffer.from('BEGIN:VCALENDAR') };
      const told = webmail.deliver(REP, sample({ files: [ics] }));
      const page = await openPage(webmail);
      const body = { ItemIds: [{ Id: told.ref }], ItemShape: { BaseShape: 'AllProperties' } };
      const reply: Reply = await page.call('GetItem', body);
      const masked = (text: string): string => text.trim().replace(/:\d+|V\d{4}_\d\d_\d\d/g, '#');
      expect(masked(reply.text)).toBe(masked(read('getitem_allproperties_500_truncated.response.txt')));
    });
  }
});
