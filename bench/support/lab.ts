import { join } from 'node:path';
import type { BrowserKind } from '../../tests/support/browser-kind.ts';
import type { DrivenPage } from '../../tests/support/driver.ts';
import { createNetwork } from '../../tests/support/network.ts';
import { openDriver } from '../../tests/support/open-driver.ts';
import type { Lab } from '../lab/lab.ts';
import { buildExtension } from './bundle.ts';

/** Opens a browser with an extension of the bench's own, in whose page parts of the product run by themselves. */
export async function withLab<T>(
  kind: BrowserKind,
  scratchDir: string,
  work: (call: Call, page: DrivenPage) => Promise<T>,
): Promise<T> {
  const extensionDir = await buildExtension(join(scratchDir, `lab-${kind}`), {
    manifest: {
      name: 'Tandem bench',
      description: 'Runs parts of Tandem by themselves.',
      permissions: ['storage', 'unlimitedStorage'],
      host_permissions: ['http://127.0.0.1/*'],
      action: { default_popup: 'lab.html' },
      background: { service_worker: 'background.js', scripts: ['background.js'] },
      content_security_policy: { extension_pages: "script-src 'self'; object-src 'self'" },
      browser_specific_settings: {
        gecko: { id: '{7f4a4d0c-0a5b-4a51-9f0c-5f6a3f5e2b64}', strict_min_version: '140.0' },
      },
      // Clocks of pages that nobody else shares a process with tell microseconds.
      ...(kind === 'chromium'
        ? {
            cross_origin_embedder_policy: { value: 'require-corp' },
            cross_origin_opener_policy: { value: 'same-origin' },
          }
        : {}),
    },
    scripts: { 'lab.js': join(import.meta.dirname, '../lab/lab.ts') },
    texts: {
      'background.js': '',
      'lab.html': '<!doctype html><meta charset="utf-8"><title>Lab</title><script src="lab.js"></script>',
    },
  });
  const network = await createNetwork(new Map());
  const browser = await openDriver({ kind, extensionDir, proxyPort: network.proxyPort });
  try {
    const page = await browser.extensionPage('lab.html');
    const call: Call = (name, options) =>
      page.evaluate(
        (method, given) => (globalThis as unknown as { lab: Lab }).lab[method](given as never) as never,
        name,
        options,
      );
    return await work(call, page);
  } finally {
    await browser.close();
    await network.close();
  }
}

/** Calls one of the lab's measurements in its page. */
export type Call = <K extends keyof Lab>(
  name: K,
  options: Parameters<Lab[K]>[0],
) => Promise<Awaited<ReturnType<Lab[K]>>>;
