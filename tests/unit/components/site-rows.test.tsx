// @vitest-environment happy-dom
import { act } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Options } from '../../../components/options/options.tsx';
import { checkExchangeHost } from '../../../entrypoints/shared/check-exchange-host.ts';
import { loadTexts } from '../../support/ui/load-texts.ts';
import { fakeForm, fakeOptions } from '../../support/ui/page-states.tsx';
import { type Rendered, render } from '../../support/ui/render.tsx';

const texts = await loadTexts();
let page: Rendered;
afterEach(() => page.remove());

const rowOf = (label: string) =>
  [...page.container.querySelectorAll('.site')].find((row) => row.querySelector('.switch')?.textContent === label);
const stateOf = (label: string) => rowOf(label)?.querySelector('.site__state')?.textContent;
const describedBy = (element: HTMLElement) =>
  (element.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent);

describe('rows of webmails', () => {
  it('show every webmail with its state', async () => {
    const form = fakeForm({ sitesOff: ['yahoo'] });
    const sites = fakeOptions().sites.map((site) => ({ ...site, allowed: site.id !== 'icloud' }));
    page = await render(<Options {...fakeOptions({ form, sites })} />, texts);
    expect(fakeOptions().sites.map(({ label }) => [label, stateOf(label)])).toEqual([
      ['Gmail', 'On'],
      ['Outlook', 'On'],
      ['Exchange (OWA)', 'No server named yet'],
      ['Yahoo / AOL Mail', 'Off'],
      ['iCloud Mail', 'No access yet'],
    ]);
    expect(describedBy(page.get('switch', 'iCloud Mail'))).toEqual(['No access yet']);
  });

  it('switch a webmail, or requests in it, off and on alone', async () => {
    const onChange = vi.fn();
    const form = fakeForm({ sitesOff: ['yahoo'], readsOff: ['icloud'] });
    page = await render(<Options {...fakeOptions({ onChange, form })} />, texts);
    await page.click(page.get('switch', 'Outlook'));
    expect(onChange).toHaveBeenLastCalledWith({ sitesOff: ['yahoo', 'outlook'] });
    await page.click(page.get('switch', 'Yahoo / AOL Mail'));
    expect(onChange).toHaveBeenLastCalledWith({ sitesOff: [] });
    await page.click(page.get('switch', 'Ask Outlook for whole messages'));
    expect(onChange).toHaveBeenLastCalledWith({ readsOff: ['icloud', 'outlook'] });
    await page.click(page.get('switch', 'Ask iCloud Mail for whole messages'));
    expect(onChange).toHaveBeenLastCalledWith({ readsOff: [] });
    expect(page.names('switch')).not.toContain('Ask Yahoo / AOL Mail for whole messages');
  });

  it('leave alone what the administrator has set, and say so', async () => {
    const onChange = vi.fn();
    const fromPolicy = { ...fakeOptions().fromPolicy, sitesOff: ['gmail' as const], readsOff: ['outlook' as const] };
    const form = fakeForm({ sitesOff: ['gmail'], readsOff: ['outlook'] });
    page = await render(<Options {...fakeOptions({ onChange, form, fromPolicy })} />, texts);
    for (const name of ['Gmail', 'Ask Outlook for whole messages']) {
      const locked = page.get('switch', name);
      await page.click(locked);
      expect(describedBy(locked)).toContain('Set by your administrator');
    }
    expect(onChange).not.toHaveBeenCalled();
  });

  it('ask for the hosts of one webmail where the browser keeps us away', async () => {
    const onAllowSite = vi.fn();
    const sites = fakeOptions().sites.map((site) => ({ ...site, allowed: site.id === 'gmail' }));
    page = await render(<Options {...fakeOptions({ sites, onAllowSite })} />, texts);
    await page.click(page.get('button', 'Allow access: Outlook'));
    expect(onAllowSite).toHaveBeenCalledExactlyOnceWith('outlook');
  });
});

describe('Exchange servers', () => {
  const MAIL = 'https://mail.example.com/owa/';

  async function add(text: string) {
    const field = page.get('textbox', 'Add a server');
    await page.type(field, text);
    await act(async () => field.closest('form')?.requestSubmit());
  }

  it('are added in the one spelling they are kept in', async () => {
    const onChange = vi.fn();
    page = await render(<Options {...fakeOptions({ onChange, checkHost: checkExchangeHost })} />, texts);
    await add(' https://Mail.Example.com ');
    expect(onChange).toHaveBeenCalledExactlyOnceWith({ exchangeHosts: [MAIL] });
    expect(page.container.textContent).toContain(`Added ${MAIL}.`);
  });

  it.each([
    ['mail.example.com', 'Enter a web address such as https://mail.example.com'],
    ['http://mail.example.com', 'Enter an address that starts with https://.'],
    ['https://mail.example.com/owa/?ae=1', 'Enter the address up to the folder of Outlook on the web'],
    ['https://outlook.office.com/owa/', 'That is a webmail with a row of its own'],
    ['https://fr.mail.yahoo.com/', 'That is a webmail with a row of its own'],
    ['https://mail.example.com', `${MAIL} is already on the list.`],
  ])('are not added as %s', async (text, sentence) => {
    const onChange = vi.fn();
    const form = fakeForm({ exchangeHosts: [MAIL] });
    page = await render(<Options {...fakeOptions({ onChange, form, checkHost: checkExchangeHost })} />, texts);
    await add(text);
    expect(onChange).not.toHaveBeenCalled();
    expect(page.container.textContent).toContain(sentence);
  });

  it('are each allowed by a button of their own, in the turn of the click', async () => {
    const onAllowHost = vi.fn();
    const other = 'https://owa.example.net:8443/webmail/';
    const form = fakeForm({ exchangeHosts: [MAIL, other] });
    const sites = fakeOptions().sites.map((site) => ({ ...site, allowed: site.id !== 'exchange' }));
    page = await render(<Options {...fakeOptions({ form, sites, onAllowHost, deniedHosts: [other] })} />, texts);
    expect(stateOf('Exchange (OWA)')).toBe('No access yet');
    expect(page.names('button')).not.toContain('Allow access: Exchange (OWA)');
    expect(page.names('button')).not.toContain('Allow access to mail.example.com');
    page.get('button', 'Allow access to owa.example.net:8443').click();
    expect(onAllowHost).toHaveBeenCalledExactlyOnceWith(other);
    const items = [...page.container.querySelectorAll('.site .list__item')].map((item) => item.textContent);
    expect(items).toEqual([
      `${MAIL}Access allowed. Reload pages of it that were open before.`,
      `${other}Your browser asks you before Tandem may work there.Allow access to owa.example.net:8443`,
    ]);
  });

  it('of the administrator stay', async () => {
    const form = fakeForm({ exchangeHosts: [MAIL] });
    const fromPolicy = { ...fakeOptions().fromPolicy, exchangeHosts: [MAIL] };
    page = await render(<Options {...fakeOptions({ form, fromPolicy })} />, texts);
    expect(page.names('button')).not.toContain(`Remove ${MAIL}`);
    expect(rowOf('Exchange (OWA)')?.textContent).toContain('Set by your administrator');
  });
});
