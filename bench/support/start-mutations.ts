import type { Page } from 'playwright';

/** Texts, attributes and nodes change in the page's main part, evenly spread over time. */
export function startMutations(page: Pick<Page, 'evaluate'>, perSecond: number): Promise<void> {
  return page.evaluate((rate) => {
    const main = document.querySelector('[role="main"]') ?? document.body;
    const box = document.createElement('div');
    box.hidden = true;
    main.append(box);
    const spans = Array.from({ length: 100 }, () => box.appendChild(document.createElement('span')));
    const startedAt = performance.now();
    let made = 0;
    setInterval(() => {
      const due = ((performance.now() - startedAt) / 1000) * rate;
      for (; made < due; made++) {
        const span = spans[made % spans.length];
        if (made % 3 === 0) span?.setAttribute('data-n', String(made));
        else if (made % 3 === 1) span?.replaceChildren(String(made));
        else if (span) box.append(span);
      }
      document.documentElement.dataset.mutations = String(made);
    }, 10);
  }, perSecond);
}
