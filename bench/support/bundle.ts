import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

/** Bundles one entry into one classic script, with the minifier the product is built with. */
export async function bundle(entry: string, outDir: string, fileName: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir,
      emptyOutDir: false,
      target: 'chrome120',
      chunkSizeWarningLimit: Number.POSITIVE_INFINITY,
      rolldownOptions: { input: entry, output: { format: 'iife', entryFileNames: fileName } },
    },
  });
  return join(outDir, fileName);
}

export interface ExtensionParts {
  /** Without version numbers of manifest and extension. */
  manifest: Record<string, unknown>;
  /** Path of an entry by the name of its file in the extension. */
  scripts?: Record<string, string>;
  /** Files taken as they are, by their name in the extension. */
  files?: Record<string, string>;
  /** Files by their content. */
  texts?: Record<string, string>;
}

/** Makes an unpacked extension in a folder. */
export async function buildExtension(folder: string, parts: ExtensionParts): Promise<string> {
  await mkdir(folder, { recursive: true });
  const manifest = { manifest_version: 3, version: '1.0', ...parts.manifest };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  for (const [name, entry] of Object.entries(parts.scripts ?? {})) await bundle(entry, folder, name);
  for (const [name, path] of Object.entries(parts.files ?? {})) await cp(path, join(folder, name));
  for (const [name, text] of Object.entries(parts.texts ?? {})) await writeFile(join(folder, name), text);
  return folder;
}
