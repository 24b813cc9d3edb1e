// @vitest-environment happy-dom
import { act } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Options } from '../../../components/options/options.tsx';
import { loadTexts } from '../../support/ui/load-texts.ts';
import { fakeForm, fakeOptions } from '../../support/ui/page-states.tsx';
import { type Rendered, render } from '../../support/ui/render.tsx';

const texts = await loadTexts();
let page: Rendered;
afterEach(() => page.remove());

async function addToNeverLog(text: string) {
  const field = page.get('textbox', 'Add to the never-log list');
  await page.type(field, text);
  await act(async () => field.closest('form')?.requestSubmit());
}

describe('settings page', () => {
  it('adds to the never-log list at once', async () => {
    const onChange = vi.fn();
    page = await render(
      <Options {...fakeOptions({ onChange, form: fakeForm({ neverLog: ['a@example.net'] }) })} />,
      texts,
    );
    await addToNeverLog(' *.Bank.example ');
    expect(onChange).toHaveBeenCalledExactlyOnceWith({ neverLog: ['a@example.net', '*.bank.example'] });
    expect(page.container.textContent).toContain('Added *.bank.example.');
  });

  it.each(['*', 'not an address', '*@*', '@', 'a@', 'bank', '*.com*'])('refuses "%s" with a sentence', async (text) => {
    const onChange = vi.fn();
    page = await render(<Options {...fakeOptions({ onChange })} />, texts);
    await addToNeverLog(text);
    expect(onChange).not.toHaveBeenCalled();
    expect(page.container.textContent).toContain('Enter an address or a domain, such as');
  });

  it('says so when an item is on the list already', async () => {
    const onChange = vi.fn();
    page = await render(
      <Options {...fakeOptions({ onChange, form: fakeForm({ neverLog: ['a@example.net'] }) })} />,
      texts,
    );
    await addToNeverLog('A@example.net');
    expect(onChange).not.toHaveBeenCalled();
    expect(page.container.textContent).toContain('a@example.net is already on the list.');
  });

  it('removes an item, keeps the keyboard in the list and takes the removal back', async () => {
    const onChange = vi.fn();
    page = await render(
      <Options {...fakeOptions({ onChange, form: fakeForm({ neverLog: ['a@example.net', 'b@example.net'] }) })} />,
      texts,
    );
    await page.click(page.get('button', 'Remove a@example.net'));
    expect(onChange).toHaveBeenLastCalledWith({ neverLog: ['b@example.net'] });
    expect(document.activeElement).toBe(page.get('textbox', 'Add to the never-log list'));
    await page.click(page.get('button', 'Undo'));
    expect(onChange).toHaveBeenLastCalledWith({ neverLog: ['a@example.net', 'b@example.net'] });
  });

  it("does not offer to remove the administrator's items", async () => {
    const form = fakeForm({ neverLog: ['a@example.net', '*.bank.example'] });
    const fromPolicy = { ...fakeOptions().fromPolicy, neverLog: ['*.bank.example'] };
    page = await render(<Options {...fakeOptions({ form, fromPolicy })} />, texts);
    expect(page.names('button')).toContain('Remove a@example.net');
    expect(page.names('button')).not.toContain('Remove *.bank.example');
  });

  it('switches one webmail off', async () => {
    const onChange = vi.fn();
    page = await render(<Options {...fakeOptions({ onChange })} />, texts);
    await page.click(page.get('switch', 'Gmail'));
    expect(onChange).toHaveBeenCalledExactlyOnceWith({ sitesOff: ['gmail'] });
  });

  it('tests the connection only when everything it needs is there', async () => {
    const onTest = vi.fn();
    page = await render(<Options {...fakeOptions({ onTest, form: fakeForm({ privateKey: '' }) })} />, texts);
    await page.click(page.get('button', 'Test connection'));
    expect(onTest).not.toHaveBeenCalled();
    await page.draw(<Options {...fakeOptions({ onTest })} />);
    await page.click(page.get('button', 'Test connection'));
    expect(onTest).toHaveBeenCalledOnce();
  });

  it('shows each step of a failed test with its outcome, what to do and what the server said', async () => {
    const steps = [
      { step: 'reach', ok: true } as const,
      { step: 'sign-in', ok: false, detail: 'no such key' } as const,
    ];
    page = await render(<Options {...fakeOptions({ test: { kind: 'result', steps } })} />, texts);
    expect([...page.container.querySelectorAll('.connection__step')].map((step) => step.textContent)).toEqual([
      'Reach the CRMDone',
      "Sign in with the keysFailedCheck both keys. Your administrator finds them in the CRM's settings under API.The CRM said: no such key",
      'Find you among its usersNot tried',
      'Read contacts and companiesNot tried',
      'Log mailNot tried',
    ]);
  });

  it('names values that cannot be used and who set them', async () => {
    const problems = [{ source: 'policy', key: 'neverLog[3]', why: 'wrong-value' } as const];
    page = await render(<Options {...fakeOptions({ problems })} />, texts);
    expect(page.container.textContent).toContain('neverLog[3] · value cannot be used · set by your administrator');
  });

  it('asks for the host of the CRM where the browser holds it back', async () => {
    const onAllowCrm = vi.fn();
    page = await render(<Options {...fakeOptions({ onAllowCrm, crmAccess: false })} />, texts);
    await page.click(page.get('button', 'Allow access to crm.example.com'));
    expect(onAllowCrm).toHaveBeenCalledOnce();
  });

  it('counts what each rule kept out, most first, and leaves out rules that kept out nothing', async () => {
    const skipped = new Map([
      ['never-log-domain', 0] as const,
      ['automated-sender', 3] as const,
      ['nobody-in-crm', 1204] as const,
    ]);
    page = await render(<Options {...fakeOptions({ skipped })} />, texts);
    const rows = [...page.container.querySelectorAll('tbody tr')].map((row) => row.textContent);
    expect(rows).toEqual(['Nobody in the CRM1,204', 'Automated sender, such as no-reply3']);
  });
});
