import { html } from 'hono/html';
import type { NoticeContent } from './notice-content.ts';
import { describeTimes } from './notice-times.ts';
import { wordsOf } from './words.ts';

/** A notice as people read it. */
export interface RenderedNotice {
  subject: string;
  text: string;
  html: string;
}

/** Longer titles are cut in the subject, where programs show a line; the text has them whole. */
const MAX_SUBJECT_TITLE = 120;

function cut(title: string): string {
  const signs = [...title];
  return signs.length <= MAX_SUBJECT_TITLE ? title : `${signs.slice(0, MAX_SUBJECT_TITLE - 1).join('')}…`;
}

function factsOf(content: NoticeContent): [label: string, value: string][] {
  const words = wordsOf[content.language];
  const { plannedZone } = content;
  const rows: [string, string | null][] = [
    [words.when, describeTimes(content, content.zone)],
    plannedZone === null || !content.hasHour
      ? ['', null]
      : [words.plannedIn(plannedZone), describeTimes(content, plannedZone)],
    [words.where, content.location],
    [words.online, content.conferenceUrl],
    [words.company, content.company],
    [words.contact, content.contact],
  ];
  return rows.flatMap(([label, value]) => (value === null ? [] : [[label, value]]));
}

/** @param link Where the notice is shown in the CRM; none when the CRM does not know its own address. */
export function renderNotice(content: NoticeContent, link: string | undefined): RenderedNotice {
  const words = wordsOf[content.language];
  const title = content.title ?? words.untitled;
  const facts = factsOf(content);
  const ending = [...(content.inSeries ? [words.repeats] : []), words.attached, words.once];
  const text = [
    words.added,
    title,
    facts.map(([label, value]) => `${label}: ${value}`).join('\n'),
    ...(content.comment === null ? [] : [content.comment]),
    ...(link === undefined ? [] : [`${words.open}: ${link}`]),
    ending.join('\n'),
  ].join('\n\n');
  const label = 'padding:2px 16px 2px 0;color:#5b6470;vertical-align:top;text-align:left;font-weight:normal';
  const page = html`<!doctype html>
<html lang="${content.language}">
  <head><meta charset="utf-8" /><title>${title}</title></head>
  <body style="font:15px/1.5 system-ui,sans-serif;color:#1d232b;max-width:36em">
    <p>${words.added}</p>
    <h1 style="font-size:19px">${title}</h1>
    <table style="border-collapse:collapse">
      ${facts.map(([name, value]) => html`<tr><th scope="row" style="${label}">${name}</th><td style="padding:2px 0">${value}</td></tr>`)}
    </table>
    ${content.comment === null ? '' : html`<p style="white-space:pre-wrap">${content.comment}</p>`}
    ${link === undefined ? '' : html`<p><a href="${link}">${words.open}</a></p>`}
    <p style="color:#5b6470">${ending.join(' ')}</p>
  </body>
</html>`;
  return { subject: words.subject(cut(title)), text: `${text}\n`, html: String(page) };
}
