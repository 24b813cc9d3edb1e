// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Popup } from '../../../components/popup/popup.tsx';
import { fakeEntry, fakeSummary } from '../../support/ui/fake-entry.ts';
import { loadTexts } from '../../support/ui/load-texts.ts';
import { fakePopup, pageStates } from '../../support/ui/page-states.tsx';
import { type Rendered, render } from '../../support/ui/render.tsx';

const texts = await loadTexts('en');
let page: Rendered;
afterEach(() => page.remove());

const parked = fakeEntry({
  id: 'p1',
  state: 'parked',
  reason: 'crm-refused',
  detail: 'text too long',
  subject: 'Contract',
});

describe('popup', () => {
  it('turns capture off by a switch that says its state', async () => {
    const onSwitch = vi.fn();
    page = await render(<Popup {...fakePopup({ onSwitch })} />, texts);
    const capture = page.get('switch', 'Capture');
    expect(capture.getAttribute('aria-checked')).toBe('true');
    await page.click(capture);
    expect(onSwitch).toHaveBeenCalledExactlyOnceWith(false);
  });

  it('leaves a switch the administrator set alone and says why', async () => {
    const onSwitch = vi.fn();
    page = await render(<Popup {...fakePopup({ onSwitch, captureLocked: true })} />, texts);
    const capture = page.get('switch', 'Capture');
    await page.click(capture);
    expect(onSwitch).not.toHaveBeenCalled();
    const reason = document.getElementById(capture.getAttribute('aria-describedby') ?? '');
    expect(reason?.textContent).toBe('Set by your administrator');
  });

  it('announces politely what turning the switch did to open tabs', async () => {
    page = await render(<Popup {...fakePopup()} />, texts);
    const live = () => [...page.container.querySelectorAll('[role="status"]')].map((element) => element.textContent);
    expect(live().join()).not.toContain('Open webmail tabs');
    await page.draw(<Popup {...fakePopup({ captureOn: false, turned: 'off' })} />);
    expect(live()).toContain('Capture is off. Open webmail tabs stopped at once.');
  });

  it("shows a refusal in the CRM's own words and retries that one item", async () => {
    const onRetry = vi.fn();
    page = await render(
      <Popup {...fakePopup({ onRetry, parked: [parked], summary: fakeSummary({ parked: 1 }) })} />,
      texts,
    );
    expect(page.container.textContent).toContain('The CRM refused this mail: text too long');
    await page.click(page.get('button', 'Retry: Contract'));
    expect(onRetry).toHaveBeenCalledExactlyOnceWith('p1');
  });

  it('offers to retry all only where there is more than one', async () => {
    const onRetry = vi.fn();
    page = await render(
      <Popup {...fakePopup({ onRetry, parked: [parked], summary: fakeSummary({ parked: 1 }) })} />,
      texts,
    );
    expect(page.names('button')).not.toContain('Retry all');
    await page.draw(<Popup {...fakePopup({ onRetry, parked: [parked], summary: fakeSummary({ parked: 5 }) })} />);
    expect(page.container.textContent).toContain('and 4 more');
    await page.click(page.get('button', 'Retry all'));
    expect(onRetry).toHaveBeenCalledExactlyOnceWith();
  });

  it('links an item to the CRM only with its address in hand', async () => {
    const waiting = fakeEntry({ id: 'w', state: 'pending', subject: 'Minutes' });
    delete waiting.crmUrl;
    page = await render(<Popup {...fakePopup({ latest: [fakeEntry({ subject: 'Offer' }), waiting] })} />, texts);
    expect(page.names('link')).toEqual(['In the CRMOffer (opens in a new tab)']);
    expect(page.get('link', /Offer/).getAttribute('rel')).toBe('noreferrer');
    expect(page.container.textContent).toContain('Waiting');
  });

  it('says direction and state in words and explains the state in a tooltip', async () => {
    page = await render(<Popup {...fakePopup({ latest: [fakeEntry({ direction: 'incoming' })] })} />, texts);
    expect(page.container.textContent).toContain('Received');
    expect(page.get('link', /In the CRM/).title).toMatch(/^In the CRM · Anna Ruiz, Acme SL · \d/);
  });

  it('tries again at once on request while the CRM does not answer', async () => {
    const onRetry = vi.fn();
    page = await render(<Popup {...fakePopup({ onRetry, status: { kind: 'crm-unavailable' } })} />, texts);
    await page.click(page.get('button', 'Try now'));
    expect(onRetry).toHaveBeenCalledExactlyOnceWith();
  });

  it('shows markup in a subject as text', async () => {
    page = await render(<Popup {...fakePopup({ latest: [fakeEntry({ subject: '<img src=x>' })] })} />, texts);
    expect(page.container.textContent).toContain('<img src=x>');
    expect(page.container.querySelector('img[src="x"]')).toBeNull();
  });
});

describe('every page', () => {
  const spanish = loadTexts('es');
  it.each(Object.entries(pageStates))(
    '%s has all its texts in Spanish, one main heading and named controls',
    async (_name, draw) => {
      page = await render(draw(), await spanish);
      expect(page.container.querySelectorAll('h1')).toHaveLength(1);
      for (const role of ['button', 'switch', 'link', 'textbox']) expect(page.names(role)).not.toContain('');
      expect(page.container.textContent).not.toMatch(/\{\w+\}|\$\d/);
      expect(page.container.querySelector('[style]')).toBeNull();
    },
  );
});
