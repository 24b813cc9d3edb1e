import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { createSettingsNow } from '../../../entrypoints/background/settings-now.ts';

const CRM = { crmUrl: 'https://crm.example', consentGiven: true };

const log = { error: vi.fn(), info: vi.fn(), debug: vi.fn() };

beforeEach(() => {
  fakeBrowser.reset();
  vi.restoreAllMocks();
  vi.spyOn(fakeBrowser.permissions, 'getAll').mockResolvedValue({} as never);
});

describe('settings of the moment', () => {
  it('are the newest, even where the reading of older ones ends later', async () => {
    // A fresh profile is slow to tell its policy; here the first who asks is answered last.
    const first = Promise.withResolvers<never>();
    const managed = vi.spyOn(fakeBrowser.storage.managed, 'get').mockReturnValueOnce(first.promise as never);
    const now = createSettingsNow(() => undefined, log);
    await vi.waitFor(() => expect(managed).toHaveBeenCalledOnce());
    await fakeBrowser.storage.local.set({ settings: CRM });
    await vi.waitFor(() => expect(now.isOn()).toBe(true));
    first.resolve({} as never);
    await now.ready;
    expect(now.current().crmUrl).toBe(CRM.crmUrl);
    expect(now.isOn()).toBe(true);
  });

  it('are ready only once something is known', async () => {
    await fakeBrowser.storage.local.set({ settings: CRM });
    const changes = vi.fn();
    const now = createSettingsNow(changes, log);
    expect(now.isOn()).toBe(false);
    await now.ready;
    expect(now.isOn()).toBe(true);
    expect(changes).toHaveBeenCalledWith(expect.objectContaining(CRM), null);
  });

  it('are known by a later reading where the first one hangs', async () => {
    vi.spyOn(fakeBrowser.storage.managed, 'get').mockReturnValueOnce(new Promise(() => {}) as never);
    const now = createSettingsNow(() => undefined, log);
    await fakeBrowser.storage.local.set({ settings: CRM });
    await now.ready;
    expect(now.isOn()).toBe(true);
  });

  it('are read again where the first reading fails', async () => {
    await fakeBrowser.storage.local.set({ settings: CRM });
    vi.spyOn(fakeBrowser.permissions, 'getAll').mockRejectedValueOnce(new Error('not yet'));
    const now = createSettingsNow(() => undefined, log);
    await now.ready;
    expect(now.isOn()).toBe(true);
    expect(log.error).toHaveBeenCalledWith('settings could not be read', expect.any(Error));
  });
});
