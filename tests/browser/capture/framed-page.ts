import type { gmailPageFilter } from '../../../utils/capture/gmail/page-filter.ts';
import type { installPageTap, TapWindow } from '../../../utils/capture/page-tap/page-tap.ts';
import type { createPageTapChannel } from '../../../utils/capture/page-tap/page-tap-channel.ts';

/** A page of its own, with the product's code loaded in its own realm, as content scripts are. */
export interface FramedPage {
  window: TapWindow & Record<string, unknown>;
  installPageTap: typeof installPageTap;
  createPageTapChannel: typeof createPageTapChannel;
  gmailPageFilter: typeof gmailPageFilter;
  remove(): void;
}

const modules = ['page-tap/page-tap.ts', 'page-tap/page-tap-channel.ts', 'gmail/page-filter.ts'];

/**
 * @param head Put before everything else, such as a policy.
 * @param body The page.
 */
export async function framedPage(head = '', body = ''): Promise<FramedPage> {
  const frame = document.createElement('iframe');
  const imports = modules.map((file) => `import('/utils/capture/${file}')`).join(',');
  frame.style.cssText = 'width:1000px;height:800px';
  frame.srcdoc = `<!doctype html>${head}<body>${body}<script type="module">
    const loaded = await Promise.all([${imports}]);
    window.productCode = Object.assign({}, ...loaded);
  </script>`;
  document.body.append(frame);
  const window = await new Promise<FramedPage['window']>((resolve) => {
    const look = () => {
      const inner = frame.contentWindow as FramedPage['window'] | null;
      if (inner?.productCode === undefined) setTimeout(look, 10);
      else resolve(inner);
    };
    look();
  });
  const code = window.productCode as Pick<FramedPage, 'installPageTap' | 'createPageTapChannel' | 'gmailPageFilter'>;
  return { ...code, window, remove: () => frame.remove() };
}

/** Far above what anything here takes: adapters find a way blind after 10 to 16 seconds, later on a busy machine. */
const PATIENCE_MS = 45_000;

/** Resolves once the condition holds. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    if (condition()) return;
    await pause(10);
  }
  throw new Error(`waited in vain until ${what}`);
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
