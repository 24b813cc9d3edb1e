import { afterEach, describe, expect, it } from 'vitest';
import { pause, until } from './framed-page.ts';
import { openOutlook, orderOf, removeOutlookPages } from './outlook-page.ts';
import { ACCOUNT, conversationOf, idOf, type StoredMessage } from './outlook-service.ts';

afterEach(removeOutlookPages);

const list = (...rows: [name: string, selected?: boolean][]) =>
  `<div id="MailList"><div role="listbox">${rows
    .map(
      ([name, selected = false]) =>
        `<div role="option" data-convid="${conversationOf(name)}" aria-selected="${selected}" style="height:20px">fila</div>`,
    )
    .join('')}</div></div>`;

const block = (sender: string, text: string, extra = '') =>
  `<div><div id="MSG_x${text.length}_FROM"><span aria-label="Von: ${sender}">x</span></div>
   <div data-testid="RecipientWell"><span data-lpc-hover-target-id="1">Ana&lt;${ACCOUNT}&gt;</span><span data-lpc-hover-target-id="2">Colega</span></div>
   <div id="UniqueMessageBody_1" role="document"><div class="rps_1"><p>${text}</p></div></div>${extra}</div>`;

const pane = (...blocks: string[]) =>
  `<div data-app-section="MailReadCompose" role="main" style="height:100px"><div><h2 role="heading" id="CONV_1_SUBJECT" title="Asunto">Asunto resumir</h2>${blocks.join('')}</div></div>`;

const folderTree = `<div id="primaryMailboxRoot_1" role="treeitem" title="${ACCOUNT}"><span>Ana</span></div>`;
const hello: StoredMessage = { name: 'Hello', from: 'bea@client.example', to: [ACCOUNT] };

describe('Outlook adapter: page', () => {
  it('learns who wrote to whom of an opened conversation the page took from its own store, by one request', async () => {
    const page = await openOutlook({ messages: [hello], body: list(['Hello', true]) + pane(block('x', 'hola')) });
    await until('it is noticed', () => page.notices.length > 0);
    expect(page.notices[0]).toMatchObject({ ref: idOf('Hello'), envelope: { complete: true } });
    page.window.document.body.append('x');
    await pause(900);
    expect(page.service.own().map(({ action }) => action)).toEqual(['GetConversationItems']);
    const shape = JSON.stringify(page.service.own()[0]?.payload);
    expect(shape).not.toMatch(/item:Body|UniqueBody|MimeContent|Subject|Preview|Attachments/);
  });

  it('asks once more when more is shown than is known', async () => {
    const page = await openOutlook({ messages: [hello], body: list(['Hello', true]) + pane(block('x', 'hola')) });
    await until('it is noticed', () => page.notices.length > 0);
    page.service.messages.push({ name: 'News', from: 'bea@client.example', to: [ACCOUNT], conversation: 'Hello' });
    page.window.document.body.innerHTML = list(['Hello', true]) + pane(block('x', 'hola'), block('x', 'más cosas'));
    await until('the news is noticed', () => page.notices.some(({ ref }) => ref === idOf('News')));
    expect(page.service.own()).toHaveLength(2);
  });

  it('asks nothing for rows that are not opened, nor where nothing may be asked', async () => {
    const rows = await openOutlook({ messages: [hello], body: list(['Hello'], ['Other']) });
    const off = await openOutlook({
      messages: [hello],
      body: list(['Hello', true]) + pane(block('x', 'a')),
      mayRead: false,
    });
    await pause(1200);
    expect(rows.service.own()).toEqual([]);
    expect(off.service.own()).toEqual([]);
    expect([...rows.notices, ...off.notices]).toEqual([]);
  });

  it('tells of an opened message from the page alone where traffic is blind, with the addresses it shows', async () => {
    const body =
      folderTree + list(['Hello', true]) + pane(block('Bea<bea@client.example>', 'hola'), block('Colega', 'sí'));
    const page = await openOutlook({ body, boots: false });
    await until('the blindness is told', () => page.troubles.length > 0);
    await until('it is noticed', () => page.notices.length > 0);
    expect(page.troubles[0]).toMatchObject({ source: 'traffic', missing: 'no-answer-of-the-service' });
    expect(page.notices).toHaveLength(1);
    const [notice] = page.notices;
    expect(notice).toMatchObject({
      account: ACCOUNT,
      noticedBy: 'dom',
      state: 'received',
      threadRef: conversationOf('Hello'),
      envelope: { complete: false, from: { email: 'bea@client.example' }, to: [{ email: ACCOUNT }] },
    });
    const result = await page.adapter.fetch(orderOf(page, notice?.ref ?? ''), page.end.signal);
    expect(result).toMatchObject({
      ok: true,
      message: { rung: 'dom', message: { subject: 'Asunto', html: '<div class="rps_1"><p>hola</p></div>' } },
    });
    await page.boot();
    await until('it sees again', () => page.recovered.length > 0);
    expect(page.recovered).toEqual(['traffic']);
  });

  it('says that the page shows nothing it knows, without a word of it', async () => {
    const page = await openOutlook({
      messages: [hello],
      body: '<div class="abc" data-secret="x">geheim bea@client.example</div>',
    });
    await page.call('FindItem', { ItemShape: {} });
    await until('it is told', () => page.troubles.length > 0);
    expect(page.troubles[0]).toMatchObject({ source: 'dom', missing: 'no-list-and-no-message' });
    expect(page.troubles[0]?.outline).not.toMatch(/geheim|bea@/);
  });

  it('leaves drafts in a conversation alone, and changes nothing in the page', async () => {
    const draft = block('Ana<ana@rep.example>', 'borrador', '<div contenteditable="true"></div>');
    const page = await openOutlook({ messages: [hello], body: list(['Hello', true]) + pane(block('x', 'a'), draft) });
    const before = page.window.document.documentElement.outerHTML;
    await until('it is noticed', () => page.notices.length > 0);
    await pause(500);
    expect(page.service.own()).toHaveLength(1);
    expect(page.window.document.documentElement.outerHTML).toBe(before);
  });

  it('asks a server of one’s own by its cookies where traffic is blind, also whose mailbox it is', async () => {
    const body = list(['Hello', true]) + pane(block('Bea', 'hola'));
    const page = await openOutlook({ messages: [hello], body, site: 'exchange', boots: false, canary: 'c4n4ry' });
    await until('it is noticed', () => page.notices.length > 0);
    expect(page.accounts[0]?.email).toBe(ACCOUNT);
    expect(page.notices[0]).toMatchObject({ site: 'exchange', ref: idOf('Hello'), envelope: { complete: true } });
    const asked = page.service.own().map(({ action }) => action);
    expect(asked.toSorted()).toEqual(['GetConversationItems', 'GetOwaUserConfiguration']);
  });

  it.each([
    ['the root of the folders', folderTree],
    ['the card behind the picture', `<div id="mectrl_currentAccount_secondary">${ACCOUNT}</div>`],
    ['the only address among the folders', `<div role="tree"><b>${ACCOUNT}</b><i>Inbox</i></div>`],
  ])('finds the mailbox in %s', async (_, body) => {
    const page = await openOutlook({ body: body + pane(block('Bea<bea@client.example>', 'hola')), boots: false });
    await until('it is known', () => page.accounts.length > 0);
    expect(page.accounts.map(({ email }) => email)).toEqual([ACCOUNT]);
  });

  it('does not choose between two addresses', async () => {
    const page = await openOutlook({ body: `<nav><b>${ACCOUNT}</b><b>sales@rep.example</b></nav>`, boots: false });
    await pause(2500);
    expect(page.accounts).toEqual([]);
  });

  it('is silent once ended', async () => {
    const page = await openOutlook({ messages: [hello], body: list(['Hello', true]) + pane(block('x', 'a')) });
    page.end.abort();
    const count = page.service.calls.length;
    page.window.document.body.append('x');
    await pause(600);
    expect(page.service.calls).toHaveLength(count);
  });
});
