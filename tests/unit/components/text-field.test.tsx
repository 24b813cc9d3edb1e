// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { TextField } from '../../../components/ui/text-field.tsx';
import { loadTexts } from '../../support/ui/load-texts.ts';
import { type Rendered, render } from '../../support/ui/render.tsx';

const texts = await loadTexts();
let page: Rendered;
afterEach(() => page.remove());

const validate = (text: string) => (text.startsWith('https://') ? null : 'Enter a web address');

async function draw(props: Partial<Parameters<typeof TextField>[0]> = {}) {
  const onCommit = vi.fn();
  page = await render(
    <TextField label="CRM address" value="https://a.example" validate={validate} onCommit={onCommit} {...props} />,
    texts,
  );
  return { onCommit, field: page.get('textbox', 'CRM address') as HTMLInputElement };
}

describe('a setting that saves itself', () => {
  it('is not used while it is half typed', async () => {
    const { onCommit, field } = await draw();
    await page.type(field, 'https://b.ex');
    expect(onCommit).not.toHaveBeenCalled();
  });

  it.each([
    ['the field is left', (field: HTMLElement) => page.leave(field)],
    ['Enter is pressed', (field: HTMLElement) => page.press(field, 'Enter')],
    ['the page goes away', async () => void window.dispatchEvent(new Event('pagehide'))],
  ])('is saved when %s, trimmed', async (_when, finish) => {
    const { onCommit, field } = await draw();
    await page.type(field, ' https://b.example ');
    await finish(field);
    expect(onCommit).toHaveBeenCalledExactlyOnceWith('https://b.example');
  });

  it('says that it was saved', async () => {
    const { field } = await draw();
    await page.type(field, 'https://b.example');
    await page.leave(field);
    expect(page.container.querySelector('[aria-live="polite"]')?.textContent).toBe('Saved');
  });

  it('keeps a wrong value in the field, marks it and does not save it', async () => {
    const { onCommit, field } = await draw();
    await page.type(field, 'crm');
    await page.leave(field);
    expect(onCommit).not.toHaveBeenCalled();
    expect(field.value).toBe('crm');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(page.container.textContent).toContain('Enter a web address');
  });

  it('can be emptied', async () => {
    const { onCommit, field } = await draw();
    await page.type(field, '');
    await page.leave(field);
    expect(onCommit).toHaveBeenCalledExactlyOnceWith('');
  });

  it('saves nothing when nothing changed', async () => {
    const { onCommit, field } = await draw();
    await page.type(field, 'https://a.example');
    await page.leave(field);
    expect(onCommit).not.toHaveBeenCalled();
  });

  it('follows a value that was changed elsewhere', async () => {
    const { field } = await draw();
    await page.draw(<TextField label="CRM address" value="https://c.example" onCommit={() => undefined} />);
    expect(field.value).toBe('https://c.example');
  });

  it('cannot be changed when the administrator set it, and says so', async () => {
    const { field } = await draw({ locked: true });
    expect(field.readOnly).toBe(true);
    const ids = field.getAttribute('aria-describedby')?.split(' ') ?? [];
    expect(ids.map((id) => document.getElementById(id)?.textContent)).toContain('Set by your administrator');
  });

  it('hides a secret until asked to show it', async () => {
    const { field } = await draw({ secret: true });
    expect(field.type).toBe('password');
    await page.click(page.get('button', 'Show: CRM address'));
    expect(field.type).toBe('text');
  });
});
