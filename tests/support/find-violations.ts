import axe from 'axe-core';
import type { DrivenPage } from './driver.ts';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

declare global {
  interface Window {
    axe: {
      run(
        context: Document,
        options: { runOnly: string[] },
      ): Promise<{ violations: { id: string; nodes: { html: string }[] }[]; passes: { id: string }[] }>;
    };
  }
}

/**
 * What axe finds wrong with an open page, one line for each rule.
 *
 * @throws Error where it found nothing to look at, which would pass for a good page
 */
export async function findViolations(page: DrivenPage): Promise<string[]> {
  // Evaluated by the driver, so that no page's content security policy stands in the way.
  await page.evaluate(new Function(axe.source) as () => void);
  const { found, looked } = await page.evaluate(async (tags) => {
    const { violations, passes } = await window.axe.run(document, { runOnly: tags });
    const describe = ({ id, nodes }: (typeof violations)[number]) =>
      `${id}: ${nodes.map(({ html }) => html).join(' ')}`;
    return { found: violations.map(describe), looked: passes.map(({ id }) => id) };
  }, WCAG);
  if (!looked.includes('color-contrast')) throw new Error('axe saw no text on this page.');
  return found;
}
