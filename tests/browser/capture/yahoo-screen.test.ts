import { afterEach, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  BEA,
  batchAnswer,
  bootstrap,
  CLARA,
  FOLDERS,
  listAnswer,
  MAILBOX,
  message,
  midOf,
} from '../../fixtures/yahoo/wire.ts';
import { pause, until } from './framed-page.ts';
import { removePages, start } from './yahoo-page.ts';

afterEach(removePages);

const list = (rows: string) =>
  `<div id="mail-app-component"><div data-test-id="virtual-list"><ul role="list">${rows}</ul></div></div>`;
const linked = (mid: string, email: string, folder = '1') =>
  `<li><a data-test-id="message-list-item" href="/d/folders/${folder}/messages/${mid}"><span title="Asunto">x</span><span title="${email}">Bea</span></a></li>`;
const suffixed = (suffix: string, email: string) =>
  `<li><div data-test-id="message-list-item"><span id="email-sender-${suffix}" title="${email}">B</span>
   <span id="email-subject-snippet-${suffix}" class="sr-only">x</span><span id="email-subject-${suffix}" title="otra@persona.example">s</span></div></li>`;
const opened = (from: string, more = '') =>
  `<div data-test-id="message-group-view"><div data-test-id="message-view" ${more}><header><span data-test-id="message-from">
   <span data-test-id="email-pill"><span><span>${from}</span></span></span></span>
   <span data-test-id="message-to"><span title="${ACCOUNT}">Ana</span><span title="clara@client.example">C</span></span></header></div></div>`;

describe('Yahoo adapter: page', () => {
  it('finds mail in rows by links and by ids of the right shape, among adverts and separators', async () => {
    const rows = [
      linked(midOf(1), 'bea@client.example'),
      '<li data-test-id="time-chunk-separator">x</li>',
      '<li><a href="https://api.taboola.com/x"><span title="ads@ads.example">x</span></a></li>',
      suffixed(midOf(2), 'clara@client.example'),
      suffixed('00_1', 'opaque@client.example'),
      linked(midOf(3), ACCOUNT),
      linked(midOf(4), 'spam@spam.example', '6'),
    ];
    const { notices, window } = start(list(rows.join('')));
    await until('rows are noticed', () => notices.length > 0);
    expect(notices.map(({ ref, envelope }) => [ref, envelope.from?.email, envelope.complete])).toEqual([
      [midOf(1), 'bea@client.example', false],
      [midOf(2), 'clara@client.example', false],
    ]);
    const recycled = window.document.querySelector('a[data-test-id]');
    recycled?.setAttribute('href', `/d/folders/1/messages/${midOf(9)}`);
    await until('a recycled row is read anew', () => notices.some(({ ref }) => ref === midOf(9)));
  });

  it('reads the basic view by its links', async () => {
    const basic = `<div id="basic-mail-app-container"><table id="messageListContainer"><tr><td><input name="crumb" value="x"></td>
      <td title="bea@client.example">Bea</td><td><a href="/b/folders/1/messages/${midOf(1)}?x=1" title="Asunto">s</a></td></tr>
      <tr><td>x</td></tr></table></div>`;
    const { notices } = start(basic, { path: '/b/folders/1' });
    await until('it is noticed', () => notices.length > 0);
    expect(notices).toMatchObject([{ ref: midOf(1), state: 'received', envelope: { from: { email: BEA.email } } }]);
  });

  it('leaves to the page’s data what those have told, and search to them alone', async () => {
    const { frame: tell, notices, window } = start('');
    tell('answer', 'batch', listAnswer([message({ id: midOf(1) })]));
    await until('traffic tells it', () => notices.length === 1);
    window.document.body.innerHTML = list(linked(midOf(1), 'clara@client.example'));
    await pause(600);
    expect(notices).toHaveLength(1);
    const search = start(list(suffixed(midOf(5), 'bea@client.example')), { path: '/n/search/keyword=x' });
    await pause(600);
    expect(search.notices).toEqual([]);
  });

  it('takes rows of sent mail for sent only where traffic has told nothing', async () => {
    const rows = list(suffixed(midOf(1), 'bea@client.example'));
    const { notices } = start(rows, { path: '/d/folders/2' });
    await until('it is noticed', () => notices.length > 0);
    expect(notices[0]).toMatchObject({
      state: 'sent',
      direction: 'outgoing',
      envelope: { to: [{ email: BEA.email }] },
    });
    const told = start('', { path: '/d/folders/2' });
    told.frame('answer', 'batch', listAnswer([message({ id: midOf(3) })]));
    await until('traffic tells', () => told.notices.length === 1);
    told.window.document.body.innerHTML = rows;
    await pause(600);
    expect(told.notices).toHaveLength(1);
  });

  it('names a message that is open alone by the address bar, and of several those that carry an id', async () => {
    const path = `/n/folders/1/messages/${midOf(1)}`;
    const alone = start(opened('bea@client.example'), { path });
    await until('it is noticed', () => alone.notices.length > 0);
    expect(alone.notices[0]).toMatchObject({
      ref: midOf(1),
      state: 'received',
      envelope: { from: { email: BEA.email }, to: [{ email: ACCOUNT }, { email: CLARA.email }], complete: false },
    });
    const named = opened('clara@client.example', `data-test-mid="${midOf(2)}"`);
    const several = start(opened('bea@client.example') + named, { path });
    await until('one is noticed', () => several.notices.length > 0);
    expect(new Set(several.notices.map(({ ref }) => ref))).toEqual(new Set([midOf(2)]));
  });

  it('reads mailbox, folders and first list out of the page’s inline data, and no credential', async () => {
    const spam = message({ id: midOf(2), folder: { id: '6', types: undefined } });
    const script = (text: string) => `<script nonce="x" type="text/plain">${text}</script>`;
    const { notices, accounts } = start(script('var a = {};') + script(bootstrap([message(), spam])), {
      constants: false,
    });
    await until('it is noticed', () => notices.length > 0);
    expect(accounts).toEqual([[ACCOUNT, []]]);
    expect(notices).toMatchObject([{ ref: midOf(1), noticedBy: 'embedded', state: 'received' }]);
    expect(JSON.stringify([notices, accounts])).not.toMatch(/S3cr|Lo que dice/);
  });

  it.each([
    ['the account menu', '<a id="ybarAccountMenu" aria-label="Ana Reyes (ana@rep.example)">x</a>', ''],
    ['the title', '', 'Re: bea@client.example (3) - ana@rep.example - Yahoo Mail'],
  ])('finds the mailbox in %s where nothing else tells', async (_, body, title) => {
    const { accounts, window } = start(body, { constants: false });
    window.document.title = title;
    await until('it is known', () => accounts.length > 0);
    expect(accounts[0]?.[0]).toBe(ACCOUNT);
  });

  it('takes no address of a subject for the mailbox', async () => {
    const { accounts, window } = start('', { constants: false });
    window.document.title = 'Re: bea@client.example - Yahoo Mail';
    await pause(5600);
    expect(accounts).toEqual([]);
  });

  it('follows the mailbox the server names rather than what it shows', async () => {
    const { frame: tell, accounts } = start('');
    const mailboxes = [
      { id: 'VjJ-other', email: 'other@rep.example', isPrimary: true, isSelected: false },
      { id: MAILBOX, email: 'Shown@Rep.example', isPrimary: false, isSelected: true },
    ];
    tell('answer', 'batch', batchAnswer([{ id: 'x', result: { mailboxes, folders: FOLDERS } }]));
    await until('it is told', () => accounts.length === 2);
    expect(accounts.map(([email]) => email)).toEqual([ACCOUNT, 'shown@rep.example']);
  });

  it('says that traffic is blind, then asks about what is opened, and says when it sees again', async () => {
    const path = `/d/folders/1/messages/${midOf(1)}`;
    const {
      troubles,
      recoveries,
      asked,
      notices,
      frame: tell,
    } = start('<div data-test-id="message-view"></div>', {
      path,
      reply: ({ what }) => (what === 'message' ? { result: { message: message() } } : undefined),
    });
    await until('it is told', () => troubles.length > 0);
    expect(troubles).toMatchObject([{ source: 'traffic', missing: 'no-answer-in-traffic' }]);
    await until('the opened message is noticed', () => notices.length > 0);
    expect(asked).toEqual([{ what: 'message', mid: midOf(1) }]);
    expect(notices[0]).toMatchObject({ ref: midOf(1), noticedBy: 'dom', envelope: { from: { email: BEA.email } } });
    tell('answer', 'batch', batchAnswer([{ id: 'x' }]));
    await until('it sees again', () => recoveries.length > 0);
    expect(recoveries).toEqual(['traffic']);
  });

  it('says that the page is blind, without a word of it', async () => {
    const { troubles, frame: tell } = start(
      '<div id="mail-app-component"><p data-x="bea@client.example">secreto</p></div>',
    );
    tell('answer', 'batch', listAnswer([message()]));
    await until('it is told', () => troubles.length > 0);
    expect(troubles).toMatchObject([{ source: 'dom', missing: 'no-known-anchor' }]);
    expect(troubles[0]?.outline).not.toMatch(/secreto|bea@/);
  });

  it('is silent on pages of the same host that show no mailbox', async () => {
    const raw = start(list(linked(midOf(1), 'bea@client.example')), { path: `/d/folders/1/messages/${midOf(1)}/raw` });
    await pause(500);
    expect([raw.notices, raw.accounts, raw.requested]).toEqual([[], [], []]);
  });
});
