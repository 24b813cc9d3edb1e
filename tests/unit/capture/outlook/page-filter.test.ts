import { describe, expect, it } from 'vitest';
import { createOutlookPageFilter } from '../../../../utils/capture/outlook/page/page-filter.ts';
import type { SeenCall } from '../../../../utils/capture/page-tap/page-filter.ts';

const filter = createOutlookPageFilter('outlook');
const host = 'https://outlook.office.com';

const call = (overrides: Partial<SeenCall> & { headers?: ReadonlyMap<string, string> } = {}): SeenCall => ({
  url: `${host}/owa/service.svc?action=GetItem&app=Mail&n=3`,
  method: 'POST',
  headers: new Map(),
  body: '{"Body":{}}',
  ...overrides,
});

describe('what the page-tap looks for in Outlook', () => {
  it.each([
    ['/owa/service.svc?action=GetItem&app=Mail&n=1', 'GetItem'],
    ['/owa/0/service.svc?action=GetConversationItems', 'GetConversationItems'],
    ['/owa/sales@rep.example/service.svc?action=UpdateItem&EP=1&ID=-30&AC=1', 'UpdateItem'],
    ['/webmail/service.svc?EP=1&action=CreateItem', 'CreateItem'],
    ['/owa/service.svc?action=GetCalendarView', 'other'],
    ['/owa/service.svc?n=1', 'service'],
    ['/owa/0/startupdata.ashx?app=Mail&n=0', 'boot'],
    ['/owa/sessiondata.ashx', 'boot'],
    ['/outlookgatewayb2/graphql', 'gateway'],
  ])('%s is tagged %s', (path, tag) => expect(filter.tagOf(host + path)).toBe(tag));

  it.each([
    '/owa/published/service.svc?action=GetItem',
    '/owa/service.svc/s/GetFileAttachment?id=1',
    '/owa/service.svc/CreateAttachmentFromLocalFile',
    '/owa/service.svc?action=CreateAttachment',
    '/owa/service.svc?action=GetAttachmentDownloadToken',
    '/owa/notificationchannel/start',
    '/mail/inbox',
    '/other.svc?action=GetItem',
  ])('%s passes unseen', (path) => expect(filter.tagOf(host + path)).toBeUndefined());

  const head = (described: string | undefined) => JSON.parse(described?.split('\n')[0] ?? 'null') as unknown;

  it('hands over what a request is, and its payload from wherever it stands', () => {
    const payload = '{"Body":{"Subject":"50 %"}}';
    const inBody = filter.describe?.('GetItem', call({ body: payload }));
    const headers = new Map([['x-owa-urlpostdata', encodeURIComponent(payload)]]);
    const inHeader = filter.describe?.('GetItem', call({ headers, body: '' }));
    expect(inBody).toBe(inHeader);
    expect(inBody?.split('\n')[1]).toBe(payload);
    expect(head(inBody)).toEqual({ action: 'GetItem', mailbox: '', isExplicit: false, hasImmutableIds: false });
  });

  it('never hands over credentials', () => {
    const headers = new Map([
      ['authorization', 'Bearer very-secret'],
      ['x-owa-canary', 'canary-secret'],
      ['cookie', 'cookie-secret'],
      ['prefer', 'IdType="ImmutableId"'],
    ]);
    for (const tag of ['GetItem', 'service', 'boot', 'other', 'gateway']) {
      expect(filter.describe?.(tag, call({ headers })) ?? '').not.toContain('secret');
    }
    expect(head(filter.describe?.('GetItem', call({ headers })))).toMatchObject({ hasImmutableIds: true });
  });

  it.each([
    ['x-owa-explicitlogonuser', 'Sales@rep.example', '', { mailbox: 'sales@rep.example', isExplicit: true }],
    ['x-anchormailbox', 'AAD-SMTP:ana@rep.example', '', { mailbox: 'ana@rep.example', isExplicit: false }],
    ['x-anchormailbox', 'ana@rep.example', '', { mailbox: 'ana@rep.example', isExplicit: false }],
    ['x-anchormailbox', 'PUID:10032000ABCD@84df9e7f', '', { mailbox: '', isExplicit: false }],
    ['x-anchormailbox', 'Oid:84df9e7f-e9f6@rep.example', '', { mailbox: '', isExplicit: false }],
    ['x-anchormailbox', 'CID:00ABCDEF', '', { mailbox: '', isExplicit: false }],
    [
      'x-other',
      '',
      '/owa/sales@rep.example/service.svc?action=GetItem',
      { mailbox: 'sales@rep.example', isExplicit: true },
    ],
    [
      'x-other',
      '',
      '/owa/sales%40rep.example/service.svc?action=GetItem',
      { mailbox: 'sales@rep.example', isExplicit: true },
    ],
    ['x-other', '', '/owa/%E0%A4%A/service.svc?action=GetItem', { mailbox: '', isExplicit: false }],
  ])('tells the mailbox by %s %s %s', (name, value, path, expected) => {
    const url = path === '' ? call().url : host + path;
    expect(head(filter.describe?.('GetItem', call({ url, headers: new Map([[name, value]]) })))).toMatchObject(
      expected,
    );
  });

  it('takes the action from the header where the address has none, and leaves unknown ones alone', () => {
    const named = (action: string) => call({ url: `${host}/owa/service.svc`, headers: new Map([['action', action]]) });
    expect(head(filter.describe?.('service', named('FindItem')))).toMatchObject({ action: 'FindItem' });
    expect(filter.describe?.('service', named('GetMailTips'))).toBeUndefined();
  });

  it('tells of the gateway the names of operations and nothing else', () => {
    const body =
      '[{"operationName":"GetSchedule","variables":{"mail":"bea@client.example"}},{"operationName":"SendMail"}]';
    const told = filter.describe?.('gateway', call({ body })) ?? '';
    expect(told).toBe('{"operations":["GetSchedule","SendMail"]}');
    expect(filter.wantsText('gateway', told)).toBe(true);
    expect(filter.wantsText('gateway', '{"data":{}}')).toBe(false);
    expect(filter.wantsText('other', '{}')).toBe(false);
    expect(filter.wantsText('GetItem', '{}')).toBe(true);
  });

  it('bears a payload header that is no percent-encoding', () => {
    const headers = new Map([['x-owa-urlpostdata', '%E0%A4%A']]);
    expect(filter.describe?.('GetItem', call({ headers }))?.split('\n')[1]).toBe('');
  });
});
