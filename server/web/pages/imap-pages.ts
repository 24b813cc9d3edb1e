import { html } from 'hono/html';
import { CALENDAR_REFUSAL } from '../../imap/account-form.ts';
import type { ImapAccount } from '../../imap/accounts.ts';
import type { TestResult } from '../../imap/connectivity-test.ts';
import { imapStateWords } from '../imap-words.ts';
import { facts } from './facts.ts';
import { type ImapFields, imapForm } from './imap-form.ts';
import { layout, type Markup, type PageContext } from './layout.ts';
import { stateBadge } from './state-badge.ts';
import { testLines } from './test-lines.ts';

const crumb = html`<p class="crumb"><a href="/profile">My profile</a> › Tools › <a href="/profile/sync">Email and Calendar Synchronisation</a> ›
  <a href="/profile/sync/providers">All providers</a> › IMAP</p>`;

/** What was done or found just now. */
interface News {
  done?: string | undefined;
  problem?: string | undefined;
  test?: { result: TestResult; mailbox: string } | undefined;
}

const newsOf = ({
  done,
  problem,
  test,
}: News) => html`${done === undefined ? '' : html`<p class="done" role="status">${done}</p>`}
  ${problem === undefined ? '' : html`<p class="warning" role="alert">${problem}</p>`}
  ${test === undefined ? '' : testLines(test.result, test.mailbox)}`;

function mailbox(account: ImapAccount, context: PageContext): Markup {
  const { id, isOn } = account;
  const { moment } = context.format;
  const state = imapStateWords(account);
  const button = (
    action: string,
    label: string,
    look = '',
  ) => html`<button class="${look}" name="action" value="${action}">${label}<span
    class="hidden"> of ${account.address}</span></button>`;
  return html`<li class="card">
    <h2><bdi>${account.address}</bdi></h2>
    <p>${stateBadge(state)}</p>
    ${account.words === null ? '' : html`<p class="note">“<bdi>${account.words}</bdi>”</p>`}
    ${state.words === '' ? '' : html`<p>${state.words}</p>`}
    ${facts([
      ['Server', html`<bdi>${account.server}</bdi>, port ${account.port}`],
      ['Since', moment(account.createdAt)],
      ['Logged', account.logged],
      ['Not in CRM', account.skipped],
      ['Waiting', account.parked === 0 ? null : account.parked],
      ['Next try', account.nextTryAt === null ? null : moment(account.nextTryAt)],
    ])}
    <form class="actions" method="post" action="/profile/sync/imap/${id}/do">
      <input type="hidden" name="formToken" value="${context.formToken}" />
      ${button('test', 'Connectivity test')}
      ${isOn ? button('stop', 'Stop synchronisation', 'stop') : button('start', 'Synchronise', 'primary')}
      <a class="button" href="/profile/sync/imap/${id}">Change<span class="hidden"> ${account.address}</span></a>
    </form>
    <details><summary>Forget this mailbox<span class="hidden"> ${account.address}</span></summary>
      <p class="note">Password and settings are deleted. E-mails that were logged stay in the CRM.</p>
      <form method="post" action="/profile/sync/imap/${id}/do">
        <input type="hidden" name="formToken" value="${context.formToken}" />
        ${button('remove', 'Forget it', 'stop')}
      </form>
    </details>
  </li>`;
}

/** The user's mailboxes that are read by IMAP. */
export function imapListPage(context: PageContext, accounts: readonly ImapAccount[], news: News): Markup {
  return layout(
    'Mail by IMAP',
    context,
    html`${crumb}<h1>Mail by IMAP</h1>
      ${newsOf(news)}
      <ul class="choices mailboxes">${accounts.map((account) => mailbox(account, context))}</ul>
      ${accounts.length === 0 ? html`<p class="empty">No mailbox is set up.</p>` : ''}
      <p><a class="button" href="/profile/sync/imap/new">Set up a mailbox</a></p>
      <p class="note">${CALENDAR_REFUSAL}</p>`,
  );
}

/** The form of one mailbox, new or there already. */
export function imapFormPage(
  context: PageContext,
  given: { action: string; fields: ImapFields; isKept: boolean } & News,
): Markup {
  return layout(
    'IMAP',
    context,
    html`${crumb}<h1>IMAP</h1>
      ${newsOf(given)}
      <section class="card form" aria-label="Mailbox">
        ${imapForm({ ...given, formToken: context.formToken, user: context.user })}
      </section>
      <p class="note">${CALENDAR_REFUSAL}</p>`,
  );
}
