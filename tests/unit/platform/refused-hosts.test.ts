import { beforeEach, expect, it, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { noteIfRefused, watchRefusedHosts } from '../../../utils/platform/refused-hosts.ts';

beforeEach(() => fakeBrowser.reset());

const keptAway = { contains: async () => false };
const allowed = { contains: async () => true };

it('notes a host the browser keeps us away from, once, and tells who watches', async () => {
  const seen = vi.fn();
  const stop = watchRefusedHosts(seen);
  await noteIfRefused(keptAway, 'https://bucket7.storage.example/a/b?signature=x');
  await noteIfRefused(keptAway, 'https://bucket7.storage.example/c');
  await vi.waitFor(() => expect(seen).toHaveBeenLastCalledWith(['https://bucket7.storage.example/*']));
  stop();
});

it.each<[string, typeof allowed, string]>([
  ['a host that is allowed and only down', allowed, 'https://crm.example/api'],
  ['what is no web address', keptAway, 'not an address'],
])('does not note %s', async (_, api, url) => {
  const seen = vi.fn();
  await noteIfRefused(api, url);
  const stop = watchRefusedHosts(seen);
  await vi.waitFor(() => expect(seen).toHaveBeenLastCalledWith([]));
  stop();
});
