import { act, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { type Texts, TextsProvider } from '../../../components/texts.tsx';

/** A drawn component, found and used the way a person does: by role and name. */
export interface Rendered {
  readonly container: HTMLElement;
  /** The one element of this role with this accessible name; an error names what is there instead. */
  get(role: string, name: string | RegExp): HTMLElement;
  names(role: string): string[];
  click(element: HTMLElement): Promise<void>;
  /** Empties the field, types, and stays in it. */
  type(field: HTMLElement, text: string): Promise<void>;
  leave(field: HTMLElement): Promise<void>;
  press(element: HTMLElement, key: string): Promise<void>;
  draw(page: ReactNode): Promise<void>;
  remove(): Promise<void>;
}

const selectors: Record<string, string> = {
  button: 'button:not([role])',
  textbox: 'input',
  link: 'a[href]',
  heading: 'h1, h2, h3',
};

export async function render(page: ReactNode, texts: Texts): Promise<Rendered> {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  const container = document.createElement('div');
  document.body.append(container);
  const root = createRoot(container);
  const draw = (next: ReactNode) => act(async () => root.render(<TextsProvider texts={texts}>{next}</TextsProvider>));
  await draw(page);

  const all = (role: string) =>
    [...container.querySelectorAll<HTMLElement>(`${selectors[role] ?? 'no-such-tag'}, [role="${role}"]`)].filter(
      (element) => (element.getAttribute('role') ?? role) === role,
    );

  return {
    container,
    draw,
    get(role, name) {
      const found = all(role).filter((element) => matches(accessibleName(element), name));
      if (found.length === 1 && found[0]) return found[0];
      throw new Error(`${found.length} of ${role} "${name}" among: ${all(role).map(accessibleName).join(' | ')}`);
    },
    names: (role) => all(role).map(accessibleName),
    click: (element) => act(async () => element.click()),
    type: (field, text) =>
      act(async () => {
        field.focus();
        // React keeps its own idea of the value; the setter of the prototype goes past it, as typing does.
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, text);
        field.dispatchEvent(new Event('input', { bubbles: true }));
      }),
    leave: (field) => act(async () => field.blur()),
    press: (element, key) =>
      act(async () => void element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))),
    remove: () =>
      act(async () => {
        root.unmount();
        container.remove();
      }),
  };
}

function matches(actual: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? actual === wanted : wanted.test(actual);
}

function accessibleName(element: HTMLElement): string {
  const own = element.getAttribute('aria-label');
  if (own !== null) return own;
  const label = element.id === '' ? null : document.querySelector(`label[for="${element.id}"]`);
  return (label ?? element).textContent?.replace(/\s+/g, ' ').trim() ?? '';
}
