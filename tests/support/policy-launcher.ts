import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BrowserKind } from './browser-kind.ts';

export interface PolicyLauncher {
  /** A program to start in place of the browser. */
  readonly path: string;
  remove(): void;
}

/** Folders the browsers read policies from on Linux, the first that exists. */
const folders = {
  chromium: ['/etc/chromium/policies/managed', '/etc/chromium'],
  firefox: ['/usr/lib/firefox-esr/distribution', '/usr/lib/firefox/distribution', '/etc/firefox'],
};

/**
 * Why no policy can be given to a browser on this machine, or undefined where it can. Browsers take policies only from
 * folders of the whole machine. Here a browser sees its own copy of that folder, mounted for its processes alone, so
 * that no other browser is touched and no right is needed but that of a user to open a namespace.
 */
export function whyNoPolicy(kind: BrowserKind): string | undefined {
  const folder = folders[kind].find((path) => existsSync(path));
  if (!folder) return `none of ${folders[kind].join(', ')} exists to mount a policy on`;
  try {
    execFileSync('unshare', ['-rm', 'mount', '--bind', tmpdir(), folder], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'this user may not open a mount namespace (unshare -rm)';
  }
}

/**
 * Makes a launcher that shows `policies` to one browser.
 *
 * @param policies - the whole content of the policy file
 */
export function createPolicyLauncher(kind: BrowserKind, executablePath: string, policies: unknown): PolicyLauncher {
  const folder = folders[kind].find((path) => existsSync(path));
  if (!folder) throw new Error(`No policy folder for ${kind}.`);
  const own = mkdtempSync(join(tmpdir(), 'tandem-policy-'));
  const file = fileIn(kind, folder, join(own, 'folder'));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(policies));
  const path = join(own, 'browser');
  const words = { own: join(own, 'folder'), folder, executablePath };
  const script = `#!/bin/sh
exec unshare -rm /bin/sh -c 'mount --bind "$1" "$2" && program="$3" && shift 3 && exec "$program" "$@"' sh ${quote(words.own)} ${quote(words.folder)} ${quote(words.executablePath)} "$@"
`;
  writeFileSync(path, script, { mode: 0o755 });
  return { path, remove: () => rmSync(own, { recursive: true, force: true }) };
}

/** Where the file lies below `root`, which stands in for `folder`. */
function fileIn(kind: BrowserKind, folder: string, root: string): string {
  if (kind === 'chromium') return join(root, folder.endsWith('/managed') ? '' : 'policies/managed', 'tandem.json');
  return join(root, folder.startsWith('/etc') ? 'policies' : '', 'policies.json');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
