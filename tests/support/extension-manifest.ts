import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the drivers need to know of the extension they load. */
export interface ExtensionManifest {
  geckoId: string;
  hostPermissions: string[];
  /** A page of the extension's own to write settings from. */
  settingsPage: string;
}

/** Reads the manifest of an unpacked build. */
export function readExtensionManifest(extensionDir: string): ExtensionManifest {
  const manifest = JSON.parse(readFileSync(join(extensionDir, 'manifest.json'), 'utf8'));
  return {
    geckoId: manifest.browser_specific_settings?.gecko?.id ?? '',
    hostPermissions: manifest.host_permissions ?? [],
    settingsPage: manifest.options_ui?.page ?? manifest.action?.default_popup ?? '',
  };
}
