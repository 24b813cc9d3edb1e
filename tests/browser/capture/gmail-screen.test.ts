import { afterEach, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  answerWith,
  conversation,
  hexOf,
  idOf,
  list,
  MS,
  message,
  own,
  received,
  removePages,
  row,
  start,
} from './adapter-page.ts';
import { pause, until } from './framed-page.ts';

afterEach(removePages);

describe('Gmail adapter: page', () => {
  it('finds mail of others in list rows, and leaves adverts, drafts and own mail to traffic', async () => {
    const rows = [
      row(MS, 'bea@client.example'),
      row(MS + 1, 'ads@ads.example', '<i class="am0"></i>'),
      row(MS + 2, ACCOUNT),
      row(MS + 3, 'carla@client.example', '<i data-standalone-draft-id="#msg-a:r9"></i>'),
    ];
    const { notices, window } = start(list(rows.join('')));
    await until('a row is noticed', () => notices.length > 0);
    expect(notices).toMatchObject([
      {
        ref: idOf(MS),
        noticedBy: 'dom',
        state: 'received',
        sentAt: MS,
        envelope: { from: { email: 'bea@client.example' }, complete: false },
      },
    ]);
    const recycled = window.document.querySelector('tr');
    if (recycled !== null) recycled.outerHTML = row(MS + 60_000, 'dora@client.example');
    await until('a recycled row is read anew', () => notices.some(({ ref }) => ref === idOf(MS + 60_000)));
  });

  it('ignores views that are kept in the page but not shown', async () => {
    const { notices } = start(
      `<div hidden>${list(row(MS, 'old@client.example'))}</div>${list(row(MS + 1, 'bea@client.example'))}`,
    );
    await until('the shown one is noticed', () => notices.length > 0);
    expect(notices.map(({ ref }) => ref)).toEqual([idOf(MS + 1)]);
  });

  it.each(['a98 iY', 'PeIF1d', 'if', 'ao9', 'never-seen'])('reads a conversation in a container .%s', async (root) => {
    const ids = `data-thread-perm-id="undefined" data-legacy-thread-id="${hexOf(MS)}"`;
    const inner = message(`data-message-id="#${idOf(MS)}" data-legacy-message-id="${hexOf(MS)}"`, 'bea@client.example');
    const { notices } = start(conversation(root, inner, ids));
    await until('it is noticed', () => notices.length > 0);
    expect(notices[0]).toMatchObject({
      ref: idOf(MS),
      threadRef: idOf(MS).replace('msg', 'thread'),
      envelope: { from: { email: 'bea@client.example' }, to: [{ email: ACCOUNT }] },
    });
  });

  it('knows by the legacy id alone, and waits for folded messages without any', async () => {
    const inner =
      message(`data-legacy-message-id="${hexOf(MS)}" data-message-id="undefined"`, 'bea@client.example', false) +
      message('', 'carla@client.example', false);
    const { notices } = start(conversation('a98 iY', inner, ''));
    await until('it is noticed', () => notices.length > 0);
    await pause(300);
    expect(new Set(notices.map(({ ref }) => ref))).toEqual(new Set([idOf(MS)]));
  });

  it('gives own mail one name, whether traffic, row or conversation shows it', async () => {
    const inner = message(`data-message-id="#msg-a:r77" data-legacy-message-id="${hexOf(MS - 5)}"`, ACCOUNT);
    const alias = row(MS, 'alias@rep.example');
    const { notices, frame: tell, window } = start('');
    tell(
      'answer',
      'sync-s',
      answerWith([own(['^all', '^f', '^i'], { 1: [1, 'alias@rep.example', 'Ana'], 17: MS, 55: hexOf(MS) })]),
    );
    await until('traffic tells it', () => notices.length === 1);
    window.document.body.innerHTML = list(alias) + conversation('a98 iY', inner, '');
    await pause(600);
    expect(new Set(notices.map(({ ref }) => ref))).toEqual(new Set(['msg-a:r77']));
  });

  it('takes own mail from the page where traffic is silent', async () => {
    const inner = message(`data-message-id="#msg-a:r77" data-legacy-message-id="${hexOf(MS)}"`, ACCOUNT);
    const { notices } = start(conversation('a98 iY', inner, ''));
    await until('it is noticed', () => notices.length > 0);
    expect(notices[0]).toMatchObject({ ref: 'msg-a:r77', state: 'sent', direction: 'outgoing' });
  });

  it.each([
    ['the start screen', '<div id="loading"><div class="msg">Cargando ana@rep.example…</div></div>'],
    [
      'the banner',
      '<div role="banner"><div><div>Ana</div><div>ana@rep.example</div><a href="https://myaccount.google.com/">x</a></div></div>',
    ],
    [
      'an inline script',
      '<script type="text/plain">var GLOBALS=[null,1,,,"es",,,"/mail/u/0",,"k3y5",\'ana@rep.example\',[2]];</script>',
    ],
  ])('finds the mailbox in %s', async (_, body) => {
    const { accounts } = start(body, { address: '' });
    await until('it is known', () => accounts.length > 0);
    expect(accounts).toEqual([ACCOUNT]);
  });

  it('says once that it is blind, without a word of the page', async () => {
    const blind =
      '<tr class="zA"><td class="yX"><div class="yW"><span email="bea@client.example">Bea</span></div>secret</td></tr>';
    const { troubles, window } = start(list(blind.repeat(3)));
    await until('it is told', () => troubles.length > 0);
    window.document.body.append('x');
    await pause(500);
    expect(troubles).toHaveLength(1);
    expect(troubles[0]).toMatchObject({ source: 'dom', missing: 'no-id-in-list-rows' });
    expect(troubles[0]?.outline).not.toMatch(/secret|bea@/);
  });

  it('changes nothing in the page, and is silent once ended', async () => {
    const { notices, window, frame: tell, end } = start(list(row(MS, 'bea@client.example')));
    const before = window.document.documentElement.outerHTML;
    await until('it is noticed', () => notices.length > 0);
    expect(window.document.documentElement.outerHTML).toBe(before);
    end.abort();
    const count = notices.length;
    window.document.body.innerHTML = list(row(MS + 9, 'new@client.example'));
    tell('answer', 'sync-s', answerWith([received(MS + 10)]));
    await pause(600);
    expect(notices).toHaveLength(count);
  });
});
