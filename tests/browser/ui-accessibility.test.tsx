import '../../components/styles/base.css';
import '../../components/styles/ui.css';
import axe from 'axe-core';
import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { cdp, page } from 'vitest/browser';
import { TextsProvider } from '../../components/texts.tsx';
import { pageStates } from '../support/ui/page-states.tsx';
import { createTexts, type Messages } from '../support/ui/texts.ts';

declare module 'vitest' {
  interface ProvidedContext {
    messages: { en: Messages; es: Messages };
  }
}

const messages = inject('messages');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let root: Root;
let container: HTMLElement;

beforeEach(() => {
  container = document.createElement('div');
  document.body.append(container);
  root = createRoot(container);
});

afterEach(async () => {
  root.unmount();
  container.remove();
  document.documentElement.dir = 'ltr';
  await setColors('light');
});

/** Colours as the operating system asks for them. */
async function setColors(scheme: 'light' | 'dark') {
  await cdp().send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
}

function draw(state: keyof typeof pageStates, language: 'en' | 'es' = 'en') {
  document.documentElement.lang = language;
  document.title = 'Tandem';
  flushSync(() =>
    root.render(
      <TextsProvider texts={createTexts(messages[language], language)}>{pageStates[state]?.()}</TextsProvider>,
    ),
  );
}

async function findViolations() {
  const { violations, passes } = await axe.run(container, { runOnly: WCAG });
  // A run that looked at nothing would find nothing.
  expect(passes.map(({ id }) => id)).toEqual(expect.arrayContaining(['color-contrast', 'button-name']));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

const names = Object.keys(pageStates);

describe.each(['light', 'dark'] as const)('in %s colours', (scheme) => {
  it.each(names)('axe finds nothing on %s', async (name) => {
    await setColors(scheme);
    draw(name);
    expect(matchMedia('(prefers-color-scheme: dark)').matches).toBe(scheme === 'dark');
    expect(await findViolations()).toEqual([]);
  });
});

describe('on a phone of 360 × 640', () => {
  it.each(names.flatMap((name) => (['ltr', 'rtl'] as const).map((dir) => [name, dir] as const)))(
    '%s fits its width, %s, in Spanish',
    async (name, dir) => {
      await page.viewport(360, 640);
      document.documentElement.dir = dir;
      draw(name, 'es');
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
    },
  );
});

describe('by keyboard alone', () => {
  it.each(names)('every control of %s can take the focus', (name) => {
    draw(name);
    const controls = [...container.querySelectorAll<HTMLElement>('button, input, textarea, a[href]')];
    const unreachable = controls.filter((control) => {
      control.focus();
      return document.activeElement !== control || control.tabIndex < 0;
    });
    expect(unreachable).toEqual([]);
    expect(controls.length).toBeGreaterThan(0);
  });
});
