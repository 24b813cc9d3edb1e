/** The parts of `scripting` and `tabs` that putting scripts into open pages needs. */
export interface ScriptingApi {
  getManifest(): { content_scripts?: readonly ManifestContentScript[] | undefined };
  queryTabs(matches: string[]): Promise<readonly { id?: number | undefined; discarded?: boolean | undefined }[]>;
  executeScript(injection: {
    target: { tabId: number; allFrames?: boolean };
    files: string[];
    world: 'MAIN' | 'ISOLATED';
    injectImmediately: boolean;
  }): Promise<unknown>;
}

interface ManifestContentScript {
  matches?: string[] | undefined;
  js?: string[] | undefined;
  world?: 'MAIN' | 'ISOLATED' | undefined;
  all_frames?: boolean | undefined;
}

/**
 * Puts the content scripts of this version into pages that are already open, after an install or an update. Chromium
 * leaves open pages with the old copy, which steps aside when the new one arrives; Firefox does this by itself, and a
 * second copy of the same version finds the first and does nothing.
 *
 * @returns how many pages were reached. A page that cannot be reached (an error page, one being closed) is left alone.
 */
export async function injectIntoOpenPages(api: ScriptingApi): Promise<number> {
  const scripts = api.getManifest().content_scripts ?? [];
  const reached = new Set<number>();
  for (const script of scripts) {
    for (const tab of await api.queryTabs(script.matches ?? [])) {
      if (tab.id === undefined || tab.discarded) continue;
      const injection = {
        target: { tabId: tab.id, ...(script.all_frames ? { allFrames: true } : {}) },
        files: script.js ?? [],
        world: script.world ?? 'ISOLATED',
        injectImmediately: true,
      } as const;
      const done = await api.executeScript(injection).then(
        () => true,
        () => false,
      );
      if (done) reached.add(tab.id);
    }
  }
  return reached.size;
}
