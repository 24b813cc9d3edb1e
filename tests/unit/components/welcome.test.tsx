// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Welcome } from '../../../components/welcome/welcome.tsx';
import { loadTexts } from '../../support/ui/load-texts.ts';
import { fakeForm, fakeWelcome } from '../../support/ui/page-states.tsx';
import { type Rendered, render } from '../../support/ui/render.tsx';

const texts = await loadTexts();
let page: Rendered;
afterEach(() => page.remove());

describe('first run', () => {
  it('says what is read, where it goes, what never leaves and what is kept before it asks', async () => {
    page = await render(<Welcome {...fakeWelcome()} />, texts);
    const terms = [...page.container.querySelectorAll('dt')].map((term) => term.textContent);
    expect(terms).toEqual(['What is read', 'Where it goes', 'What never leaves', 'What is kept here']);
  });

  it('takes a click on the button as the yes', async () => {
    const onAgree = vi.fn();
    page = await render(<Welcome {...fakeWelcome({ onAgree })} />, texts);
    expect(onAgree).not.toHaveBeenCalled();
    await page.click(page.get('button', 'Agree and continue'));
    expect(onAgree).toHaveBeenCalledOnce();
  });

  it('says that capture stays off after a no, and lets the rep change their mind', async () => {
    const onDecline = vi.fn();
    page = await render(<Welcome {...fakeWelcome({ onDecline })} />, texts);
    await page.click(page.get('button', 'Not now'));
    expect(onDecline).toHaveBeenCalledOnce();
    await page.draw(<Welcome {...fakeWelcome({ declined: true })} />);
    expect(page.container.querySelector('[role="status"]')?.textContent).toContain('Capture stays off.');
    expect(page.names('button')).toContain('Agree and continue');
  });

  it.each([
    ['browser', 'You agreed to this when you installed Tandem in your browser.'],
    ['policy', 'Your administrator agreed to this for your company.'],
  ] as const)('does not ask again when consent came from the %s', async (consent, sentence) => {
    const onStep = vi.fn();
    page = await render(<Welcome {...fakeWelcome({ consent, onStep })} />, texts);
    expect(page.container.textContent).toContain(sentence);
    expect(page.names('button')).toEqual(['Continue']);
    await page.click(page.get('button', 'Continue'));
    expect(onStep).toHaveBeenCalledExactlyOnceWith('connect');
  });

  it('moves the focus to the heading of the next step', async () => {
    page = await render(<Welcome {...fakeWelcome()} />, texts);
    await page.draw(<Welcome {...fakeWelcome({ step: 'connect', consent: 'given' })} />);
    expect(document.activeElement).toBe(page.get('heading', 'Connect your CRM'));
  });

  it('promises mail in the CRM only when connected and agreed', async () => {
    page = await render(<Welcome {...fakeWelcome({ step: 'done', consent: 'given', form: fakeForm() })} />, texts);
    expect(page.names('heading')).toContain('You are all set');
    await page.draw(<Welcome {...fakeWelcome({ step: 'done', consent: 'given' })} />);
    expect(page.names('heading')).toContain('Almost there');
    await page.draw(<Welcome {...fakeWelcome({ step: 'done', consent: 'missing', form: fakeForm() })} />);
    expect(page.names('heading')).toContain('Capture is off');
  });
});
