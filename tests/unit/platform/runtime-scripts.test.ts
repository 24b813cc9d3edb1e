import { describe, expect, it, vi } from 'vitest';
import { keepRegistered, type RegistrationApi, type RuntimeScript } from '../../../utils/platform/runtime-scripts.ts';

const A = 'https://a.example/owa/*';
const B = 'https://b.example/owa/*';

/** What a browser keeps, and refuses as it does: an id that is taken, an id it does not know. */
function fakeBrowserScripts() {
  const kept = new Map<string, RuntimeScript>();
  const api = {
    getRegisteredContentScripts: vi.fn<RegistrationApi['getRegisteredContentScripts']>(async ({ ids }) =>
      [...kept.values()].filter(({ id }) => ids.includes(id)),
    ),
    registerContentScripts: vi.fn<RegistrationApi['registerContentScripts']>(async (scripts) => {
      for (const { id, matches, js, world } of scripts) {
        if (kept.has(id) || matches.length === 0) throw new Error(`cannot register ${id}`);
        kept.set(id, { id, matches, js, world });
      }
    }),
    unregisterContentScripts: vi.fn<RegistrationApi['unregisterContentScripts']>(async ({ ids }) => {
      for (const id of ids) if (!kept.delete(id)) throw new Error(`no script ${id}`);
    }),
  };
  return { kept, api };
}

const scripts = (...matches: string[]): RuntimeScript[] => [
  { id: 'page', matches, js: ['page.js'], world: 'MAIN' },
  { id: 'content', matches, js: ['content.js'], world: 'ISOLATED' },
];

describe('scripts registered at run time', () => {
  it('run in the top frame at the start of the page, in their world, for good', async () => {
    const { api } = fakeBrowserScripts();
    expect(await keepRegistered(api, scripts(A))).toEqual({ added: [A], removed: [] });
    const always = { matches: [A], runAt: 'document_start', allFrames: false, persistAcrossSessions: true };
    expect(api.registerContentScripts).toHaveBeenCalledExactlyOnceWith([
      { id: 'page', js: ['page.js'], world: 'MAIN', ...always },
      { id: 'content', js: ['content.js'], world: 'ISOLATED', ...always },
    ]);
  });

  it('are left alone where nothing has changed, in whatever order the browser names their pages', async () => {
    const { api } = fakeBrowserScripts();
    await keepRegistered(api, scripts(A, B));
    expect(await keepRegistered(api, scripts(B, A))).toEqual({ added: [], removed: [] });
    expect(api.registerContentScripts).toHaveBeenCalledOnce();
    expect(api.unregisterContentScripts).not.toHaveBeenCalled();
  });

  it('follow a page that is added and one that is taken away', async () => {
    const { api, kept } = fakeBrowserScripts();
    await keepRegistered(api, scripts(A));
    expect(await keepRegistered(api, scripts(A, B))).toEqual({ added: [B], removed: [] });
    expect(await keepRegistered(api, scripts(B))).toEqual({ added: [], removed: [A] });
    expect([...kept.values()].map(({ matches }) => matches)).toEqual([[B], [B]]);
  });

  it('are gone when no page is left', async () => {
    const { api, kept } = fakeBrowserScripts();
    await keepRegistered(api, scripts(A));
    expect(await keepRegistered(api, scripts())).toEqual({ added: [], removed: [A] });
    expect(kept.size).toBe(0);
    expect(await keepRegistered(api, scripts())).toEqual({ added: [], removed: [] });
    expect(api.unregisterContentScripts).toHaveBeenCalledOnce();
  });
});
