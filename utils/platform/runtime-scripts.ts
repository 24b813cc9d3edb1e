/** A content script registered while the extension runs. */
export interface RuntimeScript {
  /** Unique, and not beginning with `_`, which browsers keep to themselves. */
  id: string;
  matches: string[];
  js: string[];
  world: 'MAIN' | 'ISOLATED';
}

/** A script as the browser names it. */
interface RegisteredScript {
  id: string;
  matches?: string[] | undefined;
  world?: 'MAIN' | 'ISOLATED' | undefined;
}

/** The part of `browser.scripting` that registering needs. */
export interface RegistrationApi {
  getRegisteredContentScripts(filter: { ids: string[] }): Promise<readonly RegisteredScript[]>;
  registerContentScripts(
    scripts: (RuntimeScript & { runAt: 'document_start'; allFrames: false; persistAcrossSessions: true })[],
  ): Promise<unknown>;
  unregisterContentScripts(filter: { ids: string[] }): Promise<unknown>;
}

/** Match patterns whose pages got scripts, and whose pages get none any more. */
export interface RegistrationChange {
  added: string[];
  removed: string[];
}

/**
 * Makes the browser run exactly these scripts, in the top frame and before the page's own. The browser keeps them over
 * restarts and drops them with an update, so this is called whenever the background starts.
 *
 * @param wanted scripts with the pages they belong to; one without a page is not to be registered.
 */
export async function keepRegistered(
  api: RegistrationApi,
  wanted: readonly RuntimeScript[],
): Promise<RegistrationChange> {
  const before = await api.getRegisteredContentScripts({ ids: wanted.map(({ id }) => id) });
  const missing = wanted.filter(
    (script) => script.matches.length > 0 && !before.some((other) => isSame(script, other)),
  );
  const stale = before.filter((script) => !wanted.some((other) => isSame(other, script)));
  const ids = stale.map(({ id }) => id);
  if (ids.length > 0) await api.unregisterContentScripts({ ids });
  if (missing.length > 0) {
    await api.registerContentScripts(
      missing.map((script) => ({ ...script, runAt: 'document_start', allFrames: false, persistAcrossSessions: true })),
    );
  }
  const [old, now] = [pagesOf(before), pagesOf(wanted)];
  return { added: now.filter((page) => !old.includes(page)), removed: old.filter((page) => !now.includes(page)) };
}

function isSame(wanted: RuntimeScript, found: RegisteredScript): boolean {
  const pages = found.matches ?? [];
  return (
    found.id === wanted.id &&
    (found.world ?? 'ISOLATED') === wanted.world &&
    pages.length === wanted.matches.length &&
    pages.every((page) => wanted.matches.includes(page))
  );
}

function pagesOf(scripts: readonly RegisteredScript[]): string[] {
  return [...new Set(scripts.flatMap(({ matches }) => matches ?? []))];
}
