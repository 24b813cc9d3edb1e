import { html } from 'hono/html';
import { tlsNames } from '../imap-words.ts';
import type { Markup } from './layout.ts';

/** What the fields of a mailbox hold, as typed. The password is never sent back. */
export interface ImapFields {
  address: string;
  server: string;
  port: string;
  tls: string;
  userName: string;
  backfillDays: string;
}

export const emptyImapFields: ImapFields = {
  address: '',
  server: '',
  port: '993',
  tls: 'implicit',
  userName: '',
  backfillDays: '30',
};

const DAYS = ['0', '7', '30', '90', '180'];

/** The fields of a mailbox with the buttons of its form. */
export function imapForm(given: {
  action: string;
  formToken: string;
  fields: ImapFields;
  /** Whether it is there already: its address stays, and the password is asked for only where it is needed. */
  isKept: boolean;
  /** Name of the CRM user the mail is logged for. */
  user: string;
}): Markup {
  const { fields, isKept } = given;
  const days = DAYS.includes(fields.backfillDays) ? DAYS : [...DAYS, fields.backfillDays];
  const option = (value: string, chosen: string, label: string) =>
    html`<option value="${value}" ${value === chosen ? 'selected' : ''}>${label}</option>`;
  return html`<form class="settings" method="post" action="${given.action}">
    <input type="hidden" name="formToken" value="${given.formToken}" />
    <div class="field"><span class="label">CRM user</span><bdi>${given.user}</bdi></div>
    <div class="field"><label for="address">Mail address</label>
      <input id="address" name="address" type="email" maxlength="320" required autocomplete="email" value="${fields.address}" ${isKept ? 'readonly' : ''} /></div>
    <div class="field"><label for="password">Password</label>
      <input id="password" name="password" type="password" maxlength="1000" autocomplete="off" ${isKept ? '' : 'required'} aria-describedby="password-words" />
      <p class="note" id="password-words">${
        isKept
          ? 'Leave it empty to keep the one there is. Another server, port, TLS or name needs it again.'
          : 'Kept encrypted. Many providers want an app password here.'
      }</p></div>
    <div class="field"><label for="server">Server</label>
      <input id="server" name="server" maxlength="253" required autocomplete="off" spellcheck="false" placeholder="imap.example.com" value="${fields.server}" /></div>
    <div class="field"><label for="port">Port</label>
      <input id="port" name="port" type="number" min="1" max="65535" required value="${fields.port}" /></div>
    <div class="field"><label for="tls">TLS</label>
      <select id="tls" name="tls">${Object.entries(tlsNames).map(([value, label]) => option(value, fields.tls, label))}</select></div>
    <div class="field"><label for="userName">Name to log in with</label>
      <input id="userName" name="userName" maxlength="320" autocomplete="off" spellcheck="false" aria-describedby="name-words" value="${fields.userName}" />
      <p class="note" id="name-words">Only where it is not the mail address.</p></div>
    <div class="field"><label for="backfillDays">Older mail</label>
      <select id="backfillDays" name="backfillDays">${days.map((day) =>
        option(day, fields.backfillDays, day === '0' ? 'None: from now on' : `Of the last ${day} days`),
      )}</select></div>
    <div class="actions">
      <button name="action" value="test">Connectivity test</button>
      <button class="primary" name="action" value="save">${isKept ? 'Save changes' : 'Synchronise'}</button>
    </div>
  </form>`;
}
