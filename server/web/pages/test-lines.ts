import { html } from 'hono/html';
import type { TestResult, TestStep } from '../../imap/connectivity-test.ts';
import type { Markup } from './layout.ts';

const results: Record<TestStep['result'], { tone: string; sign: string; name: string }> = {
  ok: { tone: 'good', sign: '✓', name: 'In order' },
  failed: { tone: 'bad', sign: '!', name: 'Failed' },
  notTried: { tone: 'off', sign: '–', name: 'Not tried' },
};

function line({ label, result, details, words, advice }: TestStep): Markup {
  const { tone, sign, name } = results[result];
  return html`<li><span class="badge state ${tone}"><span aria-hidden="true">${sign}</span> ${name}</span> <strong>${label}</strong>
    ${details === null ? '' : html`<span class="note"><bdi>${details}</bdi></span>`}
    ${words === null ? '' : html`<span class="note">“<bdi>${words}</bdi>”</span>`}
    ${advice === null ? '' : html`<span class="advice">${advice}</span>`}
  </li>`;
}

/** A test of a connection, line by line. */
export function testLines(result: TestResult, mailbox: string): Markup {
  return html`<section class="card" aria-labelledby="test" role="status">
    <h2 id="test">Connectivity test of <bdi>${mailbox}</bdi></h2>
    <ol class="steps">${result.steps.map(line)}</ol>
    <p>${result.ok ? 'Everything is in order.' : 'Something is not in order: see the line that failed.'}</p>
  </section>`;
}
