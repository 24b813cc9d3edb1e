import { describe, expect, it } from 'vitest';
import { waitUntil } from '../../../support/wait-until.ts';
import type { OutlookStandInOptions } from '../../../webmail/outlook/options.ts';
import { controls } from '../../../webmail/outlook/user.ts';
import { REP, sample } from '../gmail/client.ts';
import { DRAFT, prepareOutlook } from './stage.ts';

const setUp = prepareOutlook();
const pdf = { name: 'a b.pdf', mime: 'application/pdf', bytes: new Uint8Array(2048) };
const INSIDE = 'Max Ma <max@example.com>';

describe('the page of the cloud', () => {
  it.each([
    ['en', 'From: Ana Torres<ana@northwind.example>'],
    ['de', 'Von: Ana Torres<ana@northwind.example>'],
    ['es', 'De: Ana Torres<ana@northwind.example>'],
  ] as const)('holds the anchors of reading in %s, words in the language alone', async (locale, from) => {
    const { user, tab, webmail } = await setUp({ locale }, (one) => {
      one.deliver(REP, sample({ files: [pdf], cc: INSIDE }));
    });
    await user.openConversation('Offer');
    const row = tab.locator('#MailList [role="listbox"] [role="option"][data-convid]');
    const id = await row.getAttribute('data-convid');
    expect(id).toMatch(/^AAQk/);
    expect([await row.getAttribute('aria-selected'), await row.getAttribute('aria-setsize')]).toEqual(['true', '1']);
    const pane = tab.locator('[data-app-section="MailReadCompose"][role="main"]');
    const topic = pane.locator('[role="heading"][id^="CONV_"][id$="_SUBJECT"]');
    expect(await topic.getAttribute('title')).toBe('Offer');
    expect(await topic.textContent()).not.toBe('Offer');
    expect(await pane.locator('[id^="MSG_"][id$="_FROM"] [aria-label]').getAttribute('aria-label')).toBe(from);
    expect(await pane.locator('[data-testid="RecipientWell"] [data-lpc-hover-target-id]').allTextContents()).toEqual([
      'Robin Reyes',
      'Max Ma',
    ]);
    expect(await pane.locator('[role="document"] [id^="UniqueMessageBody"] div[class^="rps_"]').count()).toBe(1);
    const file = pane.locator('[role="listbox"] [role="option"] [title]');
    expect(await file.evaluateAll((all) => all.map((one) => one.getAttribute('title')))).toEqual(['a b.pdf', '2 KB']);
    const root = tab.locator('[id^="primaryMailboxRoot_"][role="treeitem"]').first();
    expect(await root.getAttribute('title')).toBe(REP);
    expect(new URL(tab.url()).pathname).toBe(`/mail/inbox/id/${encodeURIComponent(id ?? '')}`);
    expect(webmail.strayChanges).toEqual([]);
  });

  it('shows people of the organisation by name alone, and a draft of the thread as something editable', async () => {
    const { user, tab } = await setUp({}, (one) => {
      one.deliver(REP, sample({ from: { name: 'Max Ma', email: 'max@example.com' } }));
    });
    await user.openConversation('Offer');
    await user.reply('Later');
    await user.closeCompose();
    expect(await tab.locator('[id^="MSG_"][id$="_FROM"]').textContent()).toBe('Max Ma');
    const draft = tab.locator('[data-stand-in="draft"] [contenteditable="true"]');
    await draft.waitFor();
    expect(await draft.textContent()).toContain('Later');
    expect(await tab.locator(controls.message).count()).toBe(1);
  });

  it('holds the anchors of writing', async () => {
    const { user, tab } = await setUp();
    await user.compose({ ...DRAFT, cc: 'kim@northwind.example' });
    const pane = tab.locator('[data-app-section="MailReadCompose"]');
    expect(await pane.locator('[data-testid="ComposeSendButton"] button[title*="Ctrl+Enter"]').count()).toBe(1);
    expect(await pane.locator('input[id^="MSG_"][id$="_SUBJECT"][maxlength="255"]').inputValue()).toBe('Prices');
    expect(await pane.locator('[id^="editorParent_"] div[contenteditable="true"][role="textbox"]').count()).toBe(1);
    expect(await pane.locator('button#discardCompose').count()).toBe(1);
    const wells = pane.locator('div[contenteditable="true"]:not([aria-multiline])');
    expect(await wells.locator('[data-lpc-hover-target-id]').allTextContents()).toEqual([
      'ana@northwind.example',
      'kim@northwind.example',
    ]);
  });

  it('draws only the rows in view, and finds the others by scrolling', async () => {
    const { user, tab } = await setUp({}, (webmail) => {
      for (let number = 0; number < 40; number += 1) {
        webmail.deliver(REP, sample({ subject: `Number ${number}`, messageId: `<${number}@x.example>` }), {
          receivedMs: 1_000_000 * number,
        });
      }
    });
    expect(await tab.locator('[data-convid]').count()).toBeLessThan(20);
    expect(await tab.locator('[data-convid]').first().getAttribute('aria-setsize')).toBe('40');
    await user.openConversation('Number 3');
    expect(await tab.locator(controls.topic).textContent()).toBe('Number 3');
  });

  it('shows hostile mail harmless', async () => {
    const html =
      '<img src=x onerror="document.title=1"><script>alert(1)</script><a href="javascript:alert(1)">x</a><p class="a" id="b">kept</p>';
    const { user, tab } = await setUp({}, (webmail) => void webmail.deliver(REP, sample({ html })));
    await user.openConversation('Offer');
    const shown = await tab.locator('[id^="UniqueMessageBody"]').innerHTML();
    expect(shown).toContain('kept');
    expect(shown).not.toMatch(/script|onerror|javascript:|src=/);
    expect(shown).toContain('class="x_a" id="x_b"');
  });

  it('has no folder pane by option', async () => {
    const { tab } = await setUp({ folderPane: 'collapsed' });
    expect(await tab.locator('[id^="primaryMailboxRoot_"]').count()).toBe(0);
  });

  it('runs no script that somebody inserts', async () => {
    const { tab } = await setUp();
    const ran = await tab.evaluate(() => {
      const script = document.createElement('script');
      try {
        script.textContent = 'window.inserted = true';
      } catch {
        return 'refused';
      }
      document.head.append(script);
      return 'inserted' in window ? 'ran' : 'blocked';
    });
    expect(ran).not.toBe('ran');
  });
});

describe('the page on-premises', () => {
  it.each([
    ['2016', 'c'],
    ['2019', 'k'],
  ] as const)('is known by the beginnings of its autoids, whose ends differ: %s', async (build, letter) => {
    const { user, tab } = await setUp({ onPremises: true, undoMs: 0, build }, (one) => void one.deliver(REP, sample()));
    await user.openConversation('Offer');
    expect(await tab.locator('div[data-convid]').count()).toBe(1);
    expect(await tab.locator('div[autoid="_rp_3"] #Item\\.MessageUniqueBody div[class^="rps_"]').count()).toBe(1);
    await user.compose(DRAFT);
    expect(await tab.locator(`button[autoid="_mcp_${letter}"]`).getAttribute('data-stand-in')).toBe('send');
    expect(await tab.locator('input[autoid^="_mcp_"]').inputValue()).toBe('Prices');
    expect(await tab.locator('input[autoid^="_fp_"]').count()).toBe(3);
    const editor = tab.frameLocator('iframe#EditorBody').locator('#MicrosoftOWAEditorRegion');
    expect(await editor.textContent()).toBe('Dear Ana');
  });

  it('asks by XMLHttpRequest, in the words of the older client, header and body by turns', async () => {
    const { user, tab } = await setUp({ onPremises: true, undoMs: 0, pollMs: 100_000 });
    const asked: { url: string; headers: Record<string, string>; body: string | null; type: string }[] = [];
    tab.on('request', (request) => {
      asked.push({
        url: request.url(),
        headers: request.headers(),
        body: request.postData(),
        type: request.resourceType(),
      });
    });
    await user.compose(DRAFT);
    await user.send();
    await waitUntil('the sending request', () =>
      asked.some((one) => one.headers['x-owa-actionname'] === 'UpdateMessageForComposeSend'),
    );
    expect(asked.every((one) => one.type === 'xhr')).toBe(true);
    expect(asked.every((one) => /action=\w+&EP=1&ID=-30&AC=1$/.test(one.url))).toBe(true);
    expect(asked.every((one) => Boolean(one.headers['x-owa-canary']) && !('authorization' in one.headers))).toBe(true);
    expect(new Set(asked.map((one) => one.body === null))).toEqual(new Set([true, false]));
    expect(await tab.evaluate(() => document.cookie)).toContain('X-OWA-CANARY=');
  });
});

describe('the page in other releases', () => {
  it.each([
    ['of the cloud', {}],
    ['on-premises', { onPremises: true, undoMs: 0 }],
  ] satisfies [string, OutlookStandInOptions][])('has none of the known anchors: %s', async (_, options) => {
    const renamed = { anchors: 'renamed', ...options } as const;
    const { user, tab } = await setUp(renamed, (one) => void one.deliver(REP, sample({ files: [pdf] })));
    await user.openConversation('Offer');
    await user.reply('Thank you');
    const known = [
      '[data-convid]',
      '[role="option"]',
      '[data-app-section]',
      '[data-testid]',
      '[autoid]',
      '[id^="MSG_"]',
      '[id^="CONV_"]',
      '[id^="UniqueMessageBody"]',
      '[id^="primaryMailboxRoot_"]',
      '[contenteditable="true"]',
      '#EditorBody',
      '#discardCompose',
      '[data-icon-name]',
      '[data-lpc-hover-target-id]',
    ];
    expect(await tab.locator(known.join(', ')).count()).toBe(0);
  });

  it.each([false, true])(
    'asks nothing of the service in traffic nobody knows (on-premises: %s)',
    async (onPremises) => {
      const { user, webmail, tab } = await setUp(
        { traffic: 'unknown', onPremises, undoMs: 0 },
        (one) => void one.deliver(REP, sample()),
      );
      const urls: string[] = [];
      tab.on('request', (request) => urls.push(request.url()));
      await user.openConversation('Offer');
      await user.reply('Thank you');
      await user.send();
      await waitUntil('the reply to be sent', () => webmail.sent(REP).length === 1);
      expect(webmail.requests.filter((one) => /service\.svc|startupdata|sessiondata/.test(one.url))).toEqual([]);
      expect(urls.length).toBeGreaterThan(0);
    },
  );
});

describe('what the page holds already', () => {
  const asksOf = (requests: readonly { url: string; kind: string }[], kind: string): number =>
    requests.filter((one) => one.kind === kind && one.url.includes('service.svc')).length;

  it.each(['boot', 'request', 'store'] as const)('has its first list from: %s', async (firstList) => {
    const { webmail, tab, user } = await setUp(
      { firstList, pollMs: 100_000 },
      (one) => void one.deliver(REP, sample()),
    );
    await tab.waitForSelector(controls.row);
    await user.page.reload();
    await tab.waitForSelector(controls.row);
    const expected = { boot: 0, request: 2, store: 0 }[firstList];
    expect(asksOf(webmail.requests, 'FindConversation')).toBe(expected);
  });

  it('opens what was loaded before without asking', async () => {
    const { webmail, user } = await setUp(
      { prefetch: 'all', pollMs: 100_000 },
      (one) => void one.deliver(REP, sample()),
    );
    await waitUntil('the conversation to be loaded', () =>
      webmail.requests.some((one) => one.kind === 'GetConversationItems'),
    );
    await user.openConversation('Offer');
    expect(asksOf(webmail.requests, 'GetConversationItems')).toBe(1);
  });

  it('loads the neighbours of what is opened, in one request', async () => {
    const { webmail, user } = await setUp({ pollMs: 100_000 }, (one) => {
      for (const subject of ['A', 'B', 'C']) one.deliver(REP, sample({ subject, messageId: `<${subject}@x.example>` }));
    });
    await user.openConversation('B');
    await waitUntil('the neighbours to be loaded', () => asksOf(webmail.requests, 'GetConversationItems') === 2);
    expect(webmail.requests.findLast((one) => one.kind === 'GetConversationItems')?.revealed).toHaveLength(2);
    await user.openConversation('C');
    expect(asksOf(webmail.requests, 'GetConversationItems')).toBe(2);
  });

  it('asks for other things than mail too, in forms of their own', async () => {
    const { webmail } = await setUp();
    const odd = ['GetInboxRule', 'SubscribeToNotification', 'graphql'];
    await waitUntil('them to be asked', () => odd.every((kind) => webmail.requests.some((one) => one.kind === kind)));
    expect(webmail.requests.filter((one) => one.kind === 'refused')).toEqual([]);
  });

  it('shows every message of a thread, also where the server gave one body and then told only what was new', async () => {
    const { webmail, user, tab } = await setUp({ threadBodies: 'first-only' }, (one) => {
      const told = one.deliver(REP, sample());
      one.deliver(REP, sample({ messageId: '<2@x.example>', inReplyTo: told.messageId, html: '<p>Second</p>' }));
    });
    await user.openConversation('Offer');
    await tab.waitForSelector(`${controls.body} >> text=Dear Robin`);
    webmail.deliver(REP, sample({ messageId: '<3@x.example>', inReplyTo: '<2@x.example>', html: '<p>Third</p>' }));
    await tab.waitForSelector(`${controls.body} >> text=Third`);
    expect(await tab.locator(controls.body).allTextContents()).toEqual(['Third', 'Second', 'Dear Robin']);
  });

  it.each(['cut-off', 'not-json', 'wrong-types'] as const)('goes on after answers that are %s', async (answers) => {
    const { webmail, user, tab } = await setUp({ answers }, (one) => void one.deliver(REP, sample()));
    await tab.click(controls.row);
    await tab.waitForTimeout(300);
    webmail.set({ answers: 'usual' });
    await user.openConversation('Offer');
    expect(user.page.errors).toEqual([]);
  });

  it('opens a shared mailbox at its address, and all calls name it', async () => {
    const { webmail, user, tab } = await setUp(
      { shared: [{ address: 'office@example.com', name: 'Office' }] },
      (one) => {
        one.deliver('office@example.com', sample());
      },
    );
    await user.open('office@example.com');
    await user.openConversation('Offer');
    expect(new URL(tab.url()).pathname).toMatch(/^\/mail\/office@example\.com\/inbox\/id\//);
    expect(webmail.requests.some((one) => one.url.includes('/owa/office@example.com/service.svc'))).toBe(true);
    expect(webmail.strayChanges).toEqual([]);
  });
});
