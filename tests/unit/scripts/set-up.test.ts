import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureBrowsers } from '../../../scripts/setup/browsers.mjs';
import { ensureDovecot } from '../../../scripts/setup/dovecot.mjs';
import { ensureNode } from '../../../scripts/setup/node.mjs';
import { installPackages } from '../../../scripts/setup/packages.mjs';
import { ensurePostgres } from '../../../scripts/setup/postgres.mjs';

const scripts = join(import.meta.dirname, '../../../scripts');
const variables = ['PATH', 'CHROMIUM', 'FIREFOX', 'POSTGRES_BIN', 'DOVECOT'] as const;
const keptEnv = Object.fromEntries(variables.map((name) => [name, process.env[name]]));

let folder: string;
let root: string;
let bin: string;
let calls: string;

/** Puts a program into the only folder of PATH; it notes its name and arguments, then does `body` in plain shell. */
function fake(name: string, body = ''): void {
  const path = join(bin, name);
  writeFileSync(path, `#!/bin/sh\necho "${name} $*" >> '${calls}'\n${body}\n`);
  chmodSync(path, 0o755);
}

function install(...names: string[]): string {
  return names
    .map((name) => `printf '#!/bin/sh\\n' > '${join(bin, name)}'; /bin/chmod +x '${join(bin, name)}'`)
    .join('\n');
}

const made = () => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : []);
const writeLock = (text: string) => writeFileSync(join(root, 'package-lock.json'), text);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-set-up-'));
  root = join(folder, 'root');
  bin = join(folder, 'bin');
  calls = join(folder, 'calls');
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  mkdirSync(bin);
  writeLock('{}');
  process.env.PATH = bin;
  delete process.env.CHROMIUM;
  delete process.env.FIREFOX;
  delete process.env.POSTGRES_BIN;
  delete process.env.DOVECOT;
});

afterEach(() => {
  rmSync(folder, { recursive: true });
  for (const [name, value] of Object.entries(keptEnv)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

describe('packages', () => {
  it('are installed from the lock once, and again when the lock changes', () => {
    fake('npm');
    installPackages(root);
    installPackages(root);
    expect(made()).toEqual([expect.stringMatching(/^npm ci .*--prefer-offline/)]);
    writeLock('{"changed":true}');
    installPackages(root);
    expect(made()).toHaveLength(2);
  });

  it('are installed again when somebody emptied node_modules', () => {
    fake('npm');
    installPackages(root);
    rmSync(join(root, 'node_modules'), { recursive: true });
    mkdirSync(join(root, 'node_modules'));
    installPackages(root);
    expect(made()).toHaveLength(2);
  });

  it('are tried again after npm failed, which is said in a sentence', () => {
    fake('npm', 'exit 1');
    expect(() => installPackages(root)).toThrow('The packages could not be installed.');
    expect(() => installPackages(root)).toThrow('The packages could not be installed.');
    expect(made()).toHaveLength(2);
  });
});

describe('node', () => {
  const packaged = () => join(root, 'node_modules/.bin/node');

  beforeEach(() => mkdirSync(join(root, 'node_modules/.bin')));

  it('is the packaged one, however old the machine is', () => {
    writeFileSync(packaged(), '#!/bin/sh\n');
    chmodSync(packaged(), 0o755);
    ensureNode(root, '20.1.0');
    expect(existsSync(packaged())).toBe(true);
  });

  it("is the machine's own where the packaged one cannot run, which is then out of the way", () => {
    writeFileSync(packaged(), 'not a program of this machine');
    chmodSync(packaged(), 0o755);
    ensureNode(root, '24.0.0');
    expect(existsSync(packaged())).toBe(false);
  });

  it.each(['22.18.0', '22.20.1', '24.0.0'])('%s of the machine is recent enough', (version) => {
    expect(() => ensureNode(root, version)).not.toThrow();
  });

  it.each(['18.20.8', '20.20.2', '22.17.1'])('%s of the machine is refused, naming what is needed', (version) => {
    expect(() => ensureNode(root, version)).toThrow(`Node is ${version}`);
    expect(() => ensureNode(root, version)).toThrow('Install Node 22.18 or newer.');
  });
});

describe('browsers', () => {
  it('are left alone when both are there', () => {
    for (const name of ['chromium', 'firefox-esr', 'apt-get']) fake(name);
    ensureBrowsers({ isRoot: true });
    expect(made()).toEqual([]);
  });

  it('that are missing come as Debian packages, after the lists are brought up to date', () => {
    fake('chromium');
    fake('apt-get', `case "$*" in *install*) ${install('firefox-esr')};; esac`);
    ensureBrowsers({ isRoot: true });
    expect(made()).toEqual([
      expect.stringMatching(/^apt-get .*update$/),
      expect.stringMatching(/^apt-get .*install -y --no-install-recommends firefox-esr$/),
    ]);
  });

  it('are installed with sudo by anybody but root', () => {
    fake('apt-get');
    fake('sudo', `case "$*" in *install*) ${install('chromium', 'firefox-esr')};; esac`);
    ensureBrowsers({ isRoot: false });
    expect(made()).toEqual([
      expect.stringMatching(/^sudo -n DEBIAN_FRONTEND=noninteractive apt-get .*update$/),
      expect.stringMatching(/^sudo -n .*install -y --no-install-recommends chromium firefox-esr$/),
    ]);
  });

  it('that nobody may install are asked for by the exact command', () => {
    fake('apt-get');
    fake('sudo', 'exit 1');
    expect(() => ensureBrowsers({ isRoot: false })).toThrow('Run: sudo apt-get install chromium firefox-esr');
  });

  it('that apt-get installed without effect are asked for too', () => {
    fake('apt-get');
    expect(() => ensureBrowsers({ isRoot: true })).toThrow('apt-get could not install them here');
  });

  it('are asked for by name where there is no apt-get', () => {
    fake('firefox');
    expect(() => ensureBrowsers({ isRoot: true })).toThrow('need chromium: install what is missing');
  });

  it('may be named by variable', () => {
    fake('my-chromium');
    fake('my-firefox');
    process.env.CHROMIUM = join(bin, 'my-chromium');
    process.env.FIREFOX = join(bin, 'my-firefox');
    ensureBrowsers({ isRoot: false });
    expect(made()).toEqual([]);
  });

  it('named by a variable that leads nowhere are a mistake to correct', () => {
    process.env.CHROMIUM = join(bin, 'absent');
    expect(() => ensureBrowsers({ isRoot: true })).toThrow('is not an executable file');
  });
});

describe('PostgreSQL', () => {
  /** Stands for Debian's folder of versions; on this machine the real one may have some. */
  const debian = () => join(folder, 'postgresql');
  const program = (path: string) => {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, '#!/bin/sh\n');
    chmodSync(path, 0o755);
  };

  it('is left alone where Debian keeps it', () => {
    fake('apt-get');
    for (const name of ['initdb', 'postgres']) program(join(debian(), '15/bin', name));
    ensurePostgres({ isRoot: true, debian: debian() });
    expect(made()).toEqual([]);
  });

  it('is left alone on PATH, and where a variable says', () => {
    for (const name of ['initdb', 'postgres']) fake(name);
    ensurePostgres({ isRoot: true, debian: debian() });
    process.env.POSTGRES_BIN = join(folder, 'mine');
    expect(() => ensurePostgres({ isRoot: true, debian: debian() })).toThrow('does not hold initdb and postgres');
    for (const name of ['initdb', 'postgres']) program(join(folder, 'mine', name));
    ensurePostgres({ isRoot: true, debian: debian() });
    expect(made()).toEqual([]);
  });

  it('that is missing comes as a Debian package', () => {
    fake('apt-get', `case "$*" in *install*) ${install('initdb', 'postgres')};; esac`);
    ensurePostgres({ isRoot: true, debian: debian() });
    expect(made()).toEqual([
      expect.stringMatching(/^apt-get .*update$/),
      expect.stringMatching(/^apt-get .*install -y --no-install-recommends postgresql$/),
    ]);
  });

  it('that cannot be installed is asked for in a sentence', () => {
    expect(() => ensurePostgres({ isRoot: true, debian: debian() })).toThrow('The tests need PostgreSQL 15 or newer');
    fake('apt-get');
    expect(() => ensurePostgres({ isRoot: true, debian: debian() })).toThrow('Run: sudo apt-get install postgresql');
  });
});

describe('Dovecot', () => {
  const debian = () => join(folder, 'sbin/dovecot');
  const program = () => {
    mkdirSync(join(folder, 'sbin'), { recursive: true });
    writeFileSync(debian(), '#!/bin/sh\n');
    chmodSync(debian(), 0o755);
  };

  it('is left alone where Debian keeps it, on PATH, and where a variable says', () => {
    fake('apt-get');
    program();
    ensureDovecot({ isRoot: true, debian: debian() });
    rmSync(debian());
    fake('dovecot');
    ensureDovecot({ isRoot: true, debian: debian() });
    process.env.DOVECOT = join(folder, 'mine');
    expect(() => ensureDovecot({ isRoot: true, debian: debian() })).toThrow('is not a program');
    expect(made()).toEqual([]);
  });

  it('that is missing comes as a Debian package, and is asked for in a sentence where it cannot', () => {
    expect(() => ensureDovecot({ isRoot: true, debian: debian() })).toThrow('The tests need Dovecot 2.3');
    fake('apt-get');
    expect(() => ensureDovecot({ isRoot: true, debian: debian() })).toThrow('Run: sudo apt-get install dovecot-imapd');
    fake('apt-get', `case "$*" in *install*) ${install('dovecot')};; esac`);
    ensureDovecot({ isRoot: true, debian: debian() });
    expect(made().at(-1)).toMatch(/install -y --no-install-recommends dovecot-imapd$/);
  });
});

describe('setup.mjs', () => {
  const setUp = (...args: string[]) => {
    const started = performance.now();
    const done = spawnSync(process.execPath, [join(root, 'scripts/setup.mjs'), ...args], { encoding: 'utf8' });
    return { ...done, tookMs: performance.now() - started };
  };

  beforeEach(() => {
    cpSync(scripts, join(root, 'scripts'), { recursive: true, filter: (path) => !path.endsWith('.ts') });
    fake(
      'npm',
      `/bin/mkdir -p node_modules/.bin; printf '#!/bin/sh\\n' > node_modules/.bin/node; /bin/chmod +x node_modules/.bin/node`,
    );
    fake('chromium');
    fake('firefox');
  });

  it('does what is missing, and is quick and silent the next time', () => {
    expect(setUp()).toMatchObject({ status: 0, stdout: 'Installing packages…\n', stderr: '' });
    const again = setUp();
    expect(again).toMatchObject({ status: 0, stdout: '', stderr: '' });
    // 0.1 s on an idle machine; the limit leaves room for a busy one.
    expect(again.tookMs).toBeLessThan(1000);
    expect(made()).toHaveLength(1);
  });

  it('looks for PostgreSQL where the tests are to run', () => {
    process.env.POSTGRES_BIN = '/absent';
    expect(setUp()).toMatchObject({ status: 0, stderr: '' });
    const done = setUp('--tests');
    expect(done.status).toBe(1);
    expect(done.stderr.trim()).toBe('POSTGRES_BIN=/absent does not hold initdb and postgres.');
  });

  it('ends with one sentence and no stack when it cannot go on', () => {
    rmSync(join(bin, 'chromium'));
    const done = setUp();
    expect(done.status).toBe(1);
    expect(done.stderr.trim().split('\n')).toEqual([expect.stringMatching(/^The tests and the tour need chromium/)]);
  });

  it('says so when a variable points to no browser', () => {
    process.env.FIREFOX = '/absent/firefox';
    const done = setUp();
    expect(done.status).toBe(1);
    expect(done.stderr.trim().split('\n')).toEqual(['FIREFOX=/absent/firefox is not an executable file.']);
  });
});
