import { expect, it, vi } from 'vitest';
import { injectIntoOpenPages } from '../../../utils/platform/content-scripts.ts';

it('puts each script of the manifest into each open page of its sites, in its world', async () => {
  const executeScript = vi.fn(async () => {});
  const reached = await injectIntoOpenPages({
    getManifest: () => ({
      content_scripts: [
        { matches: ['https://mail.google.com/*'], js: ['page.js'], world: 'MAIN' },
        { matches: ['https://mail.google.com/*'], js: ['content.js'] },
      ],
    }),
    queryTabs: async () => [{ id: 1 }, { id: 2, discarded: true }, {}],
    executeScript,
  });
  expect(reached).toBe(1);
  expect(executeScript.mock.calls).toEqual([
    [{ target: { tabId: 1 }, files: ['page.js'], world: 'MAIN', injectImmediately: true }],
    [{ target: { tabId: 1 }, files: ['content.js'], world: 'ISOLATED', injectImmediately: true }],
  ]);
});

it('goes on when a page cannot be reached', async () => {
  const executeScript = vi.fn().mockRejectedValueOnce(new Error('closed')).mockResolvedValue(undefined);
  const reached = await injectIntoOpenPages({
    getManifest: () => ({ content_scripts: [{ matches: ['https://mail.google.com/*'], js: ['content.js'] }] }),
    queryTabs: async () => [{ id: 1 }, { id: 2 }],
    executeScript,
  });
  expect(reached).toBe(1);
  expect(executeScript).toHaveBeenCalledTimes(2);
});

it('reaches into the frames of a page whose mail is shown by one', async () => {
  const executeScript = vi.fn(async () => {});
  await injectIntoOpenPages({
    getManifest: () => ({
      content_scripts: [{ matches: ['https://www.icloud.com/*'], js: ['content.js'], all_frames: true }],
    }),
    queryTabs: async () => [{ id: 1 }],
    executeScript,
  });
  expect(executeScript).toHaveBeenCalledExactlyOnceWith({
    target: { tabId: 1, allFrames: true },
    files: ['content.js'],
    world: 'ISOLATED',
    injectImmediately: true,
  });
});
