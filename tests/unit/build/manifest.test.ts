import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BuildTarget, outputFolder } from '../../../scripts/build-if-stale.ts';

// Every word of what a browser grants is compared, so that nothing is asked for unnoticed. The lists are written out
// here on purpose: a test that took them from where the manifest takes them could not fail.

const targets: BuildTarget[] = ['chrome', 'edge', 'firefox'];
const chromiumTargets: BuildTarget[] = ['chrome', 'edge'];

const pathOf = (target: BuildTarget, file: string) => join(outputFolder(target), file);
const readManifest = (target: BuildTarget) => JSON.parse(readFileSync(pathOf(target, 'manifest.json'), 'utf8'));

/** All files of a build, with `/` between folders. */
const filesOf = (target: BuildTarget) =>
  readdirSync(outputFolder(target), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe.each(targets)('the build for %s', (target) => {
  it('asks for exactly these rights', () => {
    const manifest = readManifest(target);
    expect(manifest.permissions.toSorted()).toEqual(['alarms', 'scripting', 'storage', 'unlimitedStorage']);
    expect(manifest.host_permissions.toSorted()).toEqual([
      'http://127.0.0.1/*',
      'http://localhost/*',
      'https://*.mail.yahoo.com/*',
      'https://api.forcemanager.com/*',
      'https://api.forcemanager.net/*',
      'https://forcemanager0001.s3.eu-west-1.amazonaws.com/*',
      'https://mail-attachment.googleusercontent.com/*',
      'https://mail.aol.com/*',
      'https://mail.google.com/*',
      'https://outlook.cloud.microsoft/*',
      'https://outlook.live.com/*',
      'https://outlook.office.com/*',
      'https://outlook.office365.com/*',
      'https://www.icloud.com.cn/*',
      'https://www.icloud.com/*',
    ]);
    expect(manifest.optional_host_permissions.toSorted()).toEqual(['http://*/*', 'https://*/*']);
    expect(manifest.optional_permissions).toBeUndefined();
  });

  it('has no other door', () => {
    const common = [
      'action',
      'background',
      'content_scripts',
      'content_security_policy',
      'default_locale',
      'description',
      'host_permissions',
      'icons',
      'incognito',
      'manifest_version',
      'name',
      'optional_host_permissions',
      'options_ui',
      'permissions',
      'short_name',
      'version',
    ];
    const own = target === 'firefox' ? ['browser_specific_settings'] : ['key', 'minimum_chrome_version', 'storage'];
    expect(Object.keys(readManifest(target)).toSorted()).toEqual([...common, ...own].toSorted());
  });

  it('runs in webmail pages only, before their own scripts, and in frames only where mail is shown by one', () => {
    const pages: [site: string, matches: string[], frames: object][] = [
      ['gmail', ['https://mail.google.com/*'], {}],
      ['icloud', ['https://www.icloud.com.cn/*', 'https://www.icloud.com/*'], { all_frames: true }],
      [
        'outlook',
        [
          'https://outlook.cloud.microsoft/*',
          'https://outlook.live.com/*',
          'https://outlook.office.com/*',
          'https://outlook.office365.com/*',
        ],
        {},
      ],
      ['yahoo', ['https://*.mail.yahoo.com/*', 'https://mail.aol.com/*'], {}],
    ];
    expect(
      readManifest(target).content_scripts.map((script: { matches: string[] }) => ({
        ...script,
        matches: script.matches.toSorted(),
      })),
    ).toEqual(
      pages.flatMap(([site, matches, frames]) => [
        { matches, run_at: 'document_start', js: [`content-scripts/${site}-page.js`], world: 'MAIN', ...frames },
        { matches, run_at: 'document_start', js: [`content-scripts/${site}.js`], ...frames },
      ]),
    );
  });

  it('brings the scripts of Exchange, which run nowhere until a server has been chosen', () => {
    for (const file of ['content-scripts/exchange.js', 'content-scripts/exchange-page.js']) {
      expect(existsSync(pathOf(target, file))).toBe(true);
      expect(JSON.stringify(readManifest(target))).not.toContain(file);
    }
  });

  it('loads no foreign code, and stays out of private windows', () => {
    const manifest = readManifest(target);
    expect(manifest.content_security_policy).toEqual({ extension_pages: "script-src 'self'; object-src 'self'" });
    expect(manifest.incognito).toBe('not_allowed');
    expect(manifest.manifest_version).toBe(3);
  });

  it('holds every file its manifest names, pictures in their sizes', () => {
    const { icons, background, content_scripts, action, options_ui } = readManifest(target);
    const named = [
      background.service_worker ?? background.scripts,
      content_scripts.flatMap(({ js }: { js: string[] }) => js),
      action.default_popup,
      options_ui.page,
    ].flat();
    expect(named.filter((file) => !existsSync(pathOf(target, file)))).toEqual([]);
    expect(Object.keys(icons)).toEqual(['16', '32', '48', '96', '128']);
    for (const [size, file] of Object.entries<string>(icons)) {
      // A PNG tells its width in the bytes from 16 on.
      expect(readFileSync(pathOf(target, file)).readUInt32BE(16)).toBe(Number(size));
    }
  });

  it('has its name and description in every language', () => {
    for (const language of ['en', 'es']) {
      const texts = JSON.parse(readFileSync(pathOf(target, `_locales/${language}/messages.json`), 'utf8'));
      expect(texts.extName.message).toContain('Tandem');
      expect(texts.extDescription.message.length).toBeGreaterThan(20);
      // The stores cut longer ones.
      expect(texts.extDescription.message.length).toBeLessThanOrEqual(132);
    }
  });

  it('carries no source maps, no settings of the builder and no foreign address to load from', () => {
    const files = filesOf(target);
    expect(files.filter((file) => /\.map$|\.env|\.ts$/.test(file))).toEqual([]);
    const pages = files.filter((file) => file.endsWith('.html')).map((file) => readFileSync(file, 'utf8'));
    expect(pages.filter((page) => /(?:src|href)="(?:https?:)?\/\//.test(page))).toEqual([]);
  });
});

describe.each(chromiumTargets)('the build for %s', (target) => {
  it('keeps its id, which its key decides', () => {
    const { key } = readManifest(target);
    const digest = createHash('sha256').update(Buffer.from(key, 'base64')).digest('hex').slice(0, 32);
    const id = digest.replace(/./g, (digit) => String.fromCharCode('a'.charCodeAt(0) + Number.parseInt(digit, 16)));
    expect(id).toBe('eddfdafffffdooljllgmeopnecgpgipk');
  });

  it('runs on Chromium 120 and newer, and names the settings an administrator may decide', () => {
    const { minimum_chrome_version, storage } = readManifest(target);
    expect(minimum_chrome_version).toBe('120');
    expect(existsSync(pathOf(target, storage.managed_schema))).toBe(true);
  });
});

describe('the build for firefox', () => {
  it('keeps its id, says what data it collects, and where it runs', () => {
    expect(readManifest('firefox').browser_specific_settings).toEqual({
      gecko: {
        id: '{099b1315-c3f3-4fdf-8ac2-d25049ab2146}',
        strict_min_version: '140.0',
        data_collection_permissions: {
          required: ['personalCommunications', 'personallyIdentifyingInfo', 'authenticationInfo', 'websiteContent'],
        },
      },
      gecko_android: { strict_min_version: '142.0' },
    });
  });
});
