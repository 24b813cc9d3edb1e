import { describe, expect, it } from 'vitest';
import { isMailFrame, isUnknownMailApp } from '../../../../utils/capture/icloud/mail-frame.ts';
import { readAccountAnswer, reduceAnswer } from '../../../../utils/capture/icloud/page/account-addresses.ts';
import { icloudPageFilter as filter } from '../../../../utils/capture/icloud/page/page-filter.ts';
import { CLIENT_ID, DSID, HOST, PARAMETERS, settings, signIn } from '../../../fixtures/icloud/fake-icloud.ts';

describe('frames', () => {
  const at = (pathname: string, parent?: ReturnType<typeof frame>) => frame(pathname, parent);
  function frame(pathname: string, parent?: { location: { pathname: string }; parent: never }) {
    const window = { location: { pathname } } as { location: { pathname: string }; parent: never };
    window.parent = (parent ?? window) as never;
    return window;
  }

  it.each([
    ['the mail app in the shell', at('/applications/mail2/current/en-us/index.html', at('/mail/')), true],
    ['the mail app in a window of its own', at('/applications/mail2/current/de-de/index.html'), true],
    ['a later release of the mail app', at('/applications/mail3/current/en-us/index.html', at('/mail/')), true],
    ['the shell', at('/mail/'), false],
    ['a frame of the calendar', at('/applications/calendar/current/en-us/index.html', at('/calendar/')), false],
    ['the frame of a message', at('/applications/mail2-message/current/en-us/index.html', at('/mail/')), false],
    [
      'a frame within the mail app',
      at('/applications/mail2/current/x.html', at('/applications/mail2/current/')),
      false,
    ],
  ])('%s: capture is %s', (_, window, expected) => {
    expect(isMailFrame(window)).toBe(expected);
  });

  it.each([
    ['/applications/mail2/current/en-us/index.html', false],
    ['/applications/mail3/current/en-us/index.html', true],
    ['/applications/mail/current/en-us/index.html', true],
    ['/applications/notes3/current/en-us/index.html', false],
  ])('%s is a mail app nobody has described: %s', (pathname, expected) => {
    expect(isUnknownMailApp({ pathname })).toBe(expected);
  });

  it('the mail app within a page of somebody else captures', () => {
    const window = at('/applications/mail2/current/index.html');
    Object.defineProperty(window, 'parent', {
      value: {
        get location(): never {
          throw new Error('cross-origin');
        },
      },
    });
    expect(isMailFrame(window)).toBe(true);
  });
});

describe('iCloud page filter', () => {
  it.each([
    [`${HOST}/mailws2/v1/thread/search?${PARAMETERS}`, 'thread/search'],
    [`${HOST}/mailws2/v1/thread/get`, 'thread/get'],
    [`${HOST}:443/mailws2/v1/message/get?x`, 'message/get'],
    ['https://p1-mccgateway.icloud.com.cn/mailws2/v1/message/savedraft', 'message/savedraft'],
    [`${HOST}/mailws2/v1/draft/send`, 'draft/send'],
    [`${HOST}/mailws2/v1/thread/move`, 'thread/move'],
    [`${HOST}/mailws2/v1/geqs/query?clientIntent=fetchMailboxQuery`, 'geqs/query'],
    [`${HOST}/mailws2/v1/message/part?guid=x`, undefined],
    [`${HOST}/mailws2/v1/message/download?guid=x`, undefined],
    [`${HOST}/mailws2/v1/thread/flag`, undefined],
    ['https://setup.icloud.com/setup/ws/1/validate?x', 'validate'],
    ['https://setup.icloud.com.cn/setup/ws/1/validate', 'validate'],
    [
      `https://p42-mcc.icloud.com/cc/mail/v1/account/${DSID}/preference/web/all?userEntryPoint=/mail/load`,
      'preferences',
    ],
    ['https://p42-mailws.icloud.com/wm/message?x', 'older'],
    ['https://p42-calendarws.icloud.com/ca/events', undefined],
    ['https://evil.example/mailws2/v1/thread/get', undefined],
    ['https://p1.icloud.com.evil.example/mailws2/v1/thread/get', undefined],
  ])('calls %s %s', (url, tag) => {
    expect(filter.tagOf(url)).toBe(tag);
  });

  it('describes a request by path and body, without person and page', () => {
    const body = JSON.stringify({
      threadId: 't',
      dsid: DSID,
      a: { clientId: CLIENT_ID, n: 1 },
      prsId: 5,
      sessionHeaders: { folder: 'INBOX' },
    });
    const call = {
      url: `${HOST}/mailws2/v1/thread/get?${PARAMETERS}`,
      method: 'POST',
      headers: new Map([['cookie', 'secret']]),
      body,
    };
    const text = filter.describe?.('thread/get', call) ?? '';
    expect(JSON.parse(text)).toEqual({
      path: 'thread/get',
      body: {
        threadId: 't',
        dsid: null,
        a: { clientId: null, n: 1 },
        prsId: null,
        sessionHeaders: { folder: 'INBOX' },
      },
    });
    expect(text).not.toMatch(new RegExp(`${DSID}|${CLIENT_ID}|secret|Hotfix`));
  });

  it.each(['', 'not json', '[1]'])('describes a body that is none by its path: %j', (body) => {
    const call = { url: `${HOST}/mailws2/v1/thread/get`, method: 'POST', headers: new Map(), body };
    expect(JSON.parse(filter.describe?.('thread/get', call) ?? '')).toEqual({ path: 'thread/get', body: null });
  });

  it('hands over nothing of the older client but that it is there', () => {
    expect(filter.wantsText('older', '{"jsonrpc":"2.0","result":[]}')).toBe(false);
    expect(filter.wantsText('older', '{"path":"older","body":null}')).toBe(true);
  });
});

describe('answers about the account', () => {
  it('are reduced to addresses', () => {
    expect(JSON.parse(reduceAnswer(JSON.stringify(signIn)))).toEqual({
      source: 'validate',
      primary: 'ana.rep@icloud.com',
      addresses: ['ana.rep@icloud.com', 'ana@private.example', 'ana.rep@me.com'],
    });
    expect(JSON.parse(reduceAnswer(JSON.stringify(settings)))).toEqual({
      source: 'preferences',
      primary: 'ana.rep@icloud.com',
      addresses: ['ana.rep@icloud.com', 'ana.rep@me.com', 'sales.ana@icloud.com', 'ana@rep.example'],
    });
  });

  it('name the mailbox alike, whatever the order of domains', () => {
    const of = (...domains: string[]) =>
      readAccountAnswer(
        JSON.stringify({ account: { emailId: 'ana', supportedDomains: domains.map((domain) => ({ domain })) } }),
      );
    expect(of('me.com', 'icloud.com')?.primary).toBe('ana@icloud.com');
    expect(of('me.com', 'mac.com')?.primary).toBe(of('mac.com', 'me.com')?.primary);
  });

  it.each([
    '{"dsInfo":"no","dsid":"1"}',
    '{"dsInfo":{"primaryEmail":5,"appleIdAliases":"x","appleIdEntries":[null,1]}}',
    '{"account":{"supportedDomains":[{"domain":null},7],"aliases":[{}],"customDomains":{}}}',
    '{"dsInfo":',
  ])('of another shape give no address, and nothing else either: %s', (text) => {
    const reduced = reduceAnswer(text);
    if (text.includes('":{')) expect(JSON.parse(reduced)).toMatchObject({ addresses: [] });
    expect(reduced).not.toMatch(/"dsid":"1"|primaryEmail/);
  });

  it('are told from mail, which passes as it is', () => {
    const text = '{"threadList":[{"subject":"the \\"dsInfo\\": of it"}]}';
    expect(reduceAnswer(text)).toBe(text);
  });
});
