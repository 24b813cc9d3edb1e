import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { EffectiveSettings } from '../../../utils/settings/effective-settings.ts';
import { defaultSettings } from '../../../utils/settings/schema.ts';
import {
  keepFromContentScripts,
  readSettings,
  SettingsRefusedError,
  updateSettings,
  watchSettings,
} from '../../../utils/settings/settings-store.ts';

const stored = async (key = 'settings') => (await fakeBrowser.storage.local.get(key))[key];
const setPolicy = (policy: Record<string, unknown>) => fakeBrowser.storage.managed.set(policy);

beforeEach(() => fakeBrowser.reset());

describe('settings in storage', () => {
  it('are the defaults in a new profile, and store nothing by being read', async () => {
    expect((await readSettings()).settings).toEqual(defaultSettings);
    expect(await stored()).toBeUndefined();
  });

  it('keep only what was changed', async () => {
    const now = await updateSettings({ attachmentLimitMb: 10, crmUrl: 'https://crm.example/' });
    expect(now.settings).toMatchObject({ attachmentLimitMb: 10, crmUrl: 'https://crm.example' });
    expect(await stored()).toEqual({ attachmentLimitMb: 10, crmUrl: 'https://crm.example' });
  });

  it('lose no change when two pages write at once', async () => {
    await Promise.all([
      updateSettings({ publicKey: 'a' }),
      updateSettings({ captureOn: false }),
      updateSettings({ repAddress: 'rep@own.example' }),
    ]);
    expect((await readSettings()).settings).toMatchObject({
      publicKey: 'a',
      captureOn: false,
      repAddress: 'rep@own.example',
    });
  });

  it('keep aside a value nobody understood when it is replaced, and leave the rest where it is', async () => {
    await fakeBrowser.storage.local.set({ settings: { attachmentLimitMb: 'ten', ofTheFuture: 1, captureOn: 'no' } });
    expect((await readSettings()).problems.map(({ key }) => key)).toEqual([
      'attachmentLimitMb',
      'ofTheFuture',
      'captureOn',
    ]);
    await updateSettings({ attachmentLimitMb: 10 });
    expect(await stored()).toEqual({ attachmentLimitMb: 10, ofTheFuture: 1, captureOn: 'no' });
    expect(await stored('settingsAside')).toEqual({ attachmentLimitMb: 'ten' });
  });

  it('recover from a stored value that is no settings at all', async () => {
    await fakeBrowser.storage.local.set({ settings: 'broken' });
    expect(await readSettings()).toMatchObject({
      settings: defaultSettings,
      problems: [{ key: 'settings', why: 'not-an-object' }],
    });
    await updateSettings({ captureOn: false });
    expect(await stored()).toEqual({ captureOn: false });
    expect(await stored('settingsAside')).toEqual({ settings: 'broken' });
  });

  it('refuse wrong values and locked keys, and then write nothing', async () => {
    await setPolicy({ captureOn: true });
    await expect(updateSettings({ attachmentLimitMb: 1000, publicKey: 'k' })).rejects.toThrow(SettingsRefusedError);
    await expect(updateSettings({ captureOn: false, publicKey: 'k' })).rejects.toMatchObject({ keys: ['captureOn'] });
    expect(await stored()).toBeUndefined();
  });

  it('do not make the administrator’s entries the rep’s own when a list is saved as shown', async () => {
    await setPolicy({ neverLog: ['hr@own.example'] });
    const { settings } = await readSettings();
    await updateSettings({ neverLog: [...settings.neverLog, 'me@private.example'] });
    expect(await stored()).toEqual({ neverLog: ['me@private.example'] });
    await fakeBrowser.storage.managed.clear();
    expect((await readSettings()).settings.neverLog).toEqual(['me@private.example']);
  });

  it('work where managed storage fails or is not there', async () => {
    const get = vi
      .spyOn(fakeBrowser.storage.managed, 'get')
      .mockRejectedValue(new Error('Managed storage manifest not found'));
    expect((await readSettings()).settings).toEqual(defaultSettings);
    get.mockRestore();
  });

  it('are kept from content scripts where the browser can', async () => {
    const { local } = fakeBrowser.storage;
    const setAccessLevel = vi.spyOn(local, 'setAccessLevel').mockResolvedValue();
    await keepFromContentScripts();
    expect(setAccessLevel).toHaveBeenCalledWith({ accessLevel: 'TRUSTED_CONTEXTS' });
    Object.defineProperty(local, 'setAccessLevel', { value: undefined, configurable: true, writable: true });
    await expect(keepFromContentScripts()).resolves.toBeUndefined();
  });
});

describe('watchSettings', () => {
  const nextCall = (seen: EffectiveSettings[], count: number) => vi.waitFor(() => expect(seen.length).toBe(count));

  it('tells of changes by the rep and by policy, until it is ended', async () => {
    const seen: EffectiveSettings[] = [];
    const stop = watchSettings((now) => seen.push(now));
    await updateSettings({ captureOn: false });
    await nextCall(seen, 1);
    expect(seen[0]?.settings.captureOn).toBe(false);

    await setPolicy({ captureOn: true, consentGiven: true });
    await nextCall(seen, 2);
    expect(seen[1]).toMatchObject({
      settings: { captureOn: true, consentGiven: true },
      locked: ['captureOn', 'consentGiven'],
    });

    await fakeBrowser.storage.local.set({ other: 1 });
    stop();
    await updateSettings({ publicKey: 'k' });
    expect(seen.length).toBe(2);
  });
});
