// @vitest-environment happy-dom
import { act } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Options } from '../../../components/options/options.tsx';
import { Popup } from '../../../components/popup/popup.tsx';
import type { SiteTrouble } from '../../../utils/model/layout-report.ts';
import { NOW } from '../../support/ui/fake-entry.ts';
import { loadTexts } from '../../support/ui/load-texts.ts';
import { fakeHealth, fakeOptions, fakePopup } from '../../support/ui/page-states.tsx';
import { type Rendered, render } from '../../support/ui/render.tsx';

const texts = await loadTexts();
let page: Rendered;
afterEach(() => page.remove());

const trouble = (overrides: Partial<SiteTrouble> = {}): SiteTrouble => ({
  source: 'traffic',
  missing: 'no-responses',
  outline: '{?:[3]}',
  count: 2,
  firstAt: NOW - 60_000,
  lastAt: NOW,
  ...overrides,
});
const outlook = (...troubles: SiteTrouble[]) => fakeHealth({ id: 'outlook', label: 'Outlook', troubles });
const notices = () => [...page.container.querySelectorAll('.popup__sites .notice__text')].map((one) => one.textContent);

describe('the popup', () => {
  it('says nothing of webmails that are seen whole', async () => {
    page = await render(<Popup {...fakePopup({ health: [outlook(trouble({ overAt: NOW }))] })} />, texts);
    expect(notices()).toEqual([]);
    expect(page.names('button')).not.toContain('Show details under Health');
  });

  it.each([
    [
      'by what its page shows',
      [trouble()],
      'Outlook has changed: Tandem now notices mail by what the page shows. Some may be noticed later.',
    ],
    [
      'by what its page loads',
      [trouble({ source: 'dom' })],
      'Outlook has changed: Tandem now notices mail by what the page loads. Reload the page if something is missing.',
    ],
    [
      'without its first mail',
      [trouble({ source: 'embedded' })],
      'Outlook has changed: mail that was there when the page opened is noticed once you open it.',
    ],
    [
      'not at all',
      [trouble({ source: 'dom' }), trouble()],
      'Tandem cannot see mail in Outlook at present. Your mail itself is not affected.',
    ],
  ])('says in one sentence that a webmail is seen %s, and leads to Health', async (_, troubles, sentence) => {
    const onOpenHealth = vi.fn();
    page = await render(
      <Popup {...fakePopup({ health: [fakeHealth(), outlook(...troubles)], onOpenHealth })} />,
      texts,
    );
    expect(notices()).toEqual([sentence]);
    await page.click(page.get('button', 'Show details under Health'));
    expect(onOpenHealth).toHaveBeenCalledOnce();
  });

  it('names both addresses where a mailbox is not the CRM user’s, and what to do', async () => {
    const refused = { mailbox: 'nora@icloud.com', repAddress: 'omar@example.com' };
    page = await render(
      <Popup {...fakePopup({ health: [fakeHealth({ id: 'icloud', label: 'iCloud Mail', refused })] })} />,
      texts,
    );
    expect(notices()).toEqual([
      'iCloud Mail is open as nora@icloud.com, but your user in the CRM is omar@example.com. Nothing of it is logged. Change your address in the CRM and in these settings to nora@icloud.com, or sign in to iCloud Mail as omar@example.com.',
    ]);
  });
});

describe('Health', () => {
  const section = () => page.container.querySelector('#health');

  it('tells when mail was last noticed and read, and that there is nothing to report', async () => {
    const health = fakeHealth();
    delete health.readAt;
    page = await render(<Options {...fakeOptions({ health: [health] })} />, texts);
    const facts = [...(section()?.querySelectorAll('dl > div') ?? [])].map((row) => row.textContent);
    expect(facts).toEqual(['Mail last noticed4 min. ago', 'Message last readNever', 'Last troubleNever']);
    expect(section()?.textContent).toContain('Nothing to report.');
    expect(section()?.querySelector('textarea')).toBeNull();
  });

  it('shows the report to read only, and copies it whole with a word when it is done', async () => {
    const onCopy = vi.fn(async () => undefined);
    const health = [outlook(trouble(), trouble({ source: 'dom', missing: 'no-rows', outline: '', overAt: NOW }))];
    page = await render(<Options {...fakeOptions({ health, onCopy })} />, texts);
    const box = section()?.querySelector('textarea');
    expect(box?.readOnly).toBe(true);
    expect(box?.labels?.[0]?.textContent).toBe('Report on Outlook');
    expect(box?.value).toBe(
      [
        'Tandem 0.1.0, outlook',
        'traffic: no-responses\nseen 2 times, from 2026-03-06T10:41:00.000Z to 2026-03-06T10:42:00.000Z\nlasts\n{?:[3]}',
        'dom: no-rows\nseen 2 times, from 2026-03-06T10:41:00.000Z to 2026-03-06T10:42:00.000Z\nover since 2026-03-06T10:42:00.000Z',
      ].join('\n\n'),
    );
    await page.click(page.get('button', 'Copy the report on Outlook'));
    expect(onCopy).toHaveBeenCalledExactlyOnceWith(box?.value);
    expect(section()?.querySelector('[role="status"]')?.textContent).toBe(
      'Copied. Send it to whoever looks after Tandem for you.',
    );
  });

  it('says what to do where the browser does not let it copy', async () => {
    const onCopy = () => Promise.reject(new Error('not allowed'));
    page = await render(<Options {...fakeOptions({ health: [outlook(trouble())], onCopy })} />, texts);
    await page.click(page.get('button', 'Copy the report on Outlook'));
    expect(section()?.querySelector('[role="status"]')?.textContent).toBe(
      'Your browser did not allow it. Select the text and copy it.',
    );
    const box = section()?.querySelector('textarea');
    await act(async () => box?.focus());
    expect([box?.selectionStart, box?.selectionEnd]).toEqual([0, box?.value.length]);
  });

  it('says so when all webmails are off', async () => {
    page = await render(<Options {...fakeOptions({ health: [] })} />, texts);
    expect(section()?.textContent).toContain('All webmails are off.');
  });
});
