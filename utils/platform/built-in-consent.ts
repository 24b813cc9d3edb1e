/** What our manifest declares as needed; Firefox shows it when the extension is installed. */
const NEEDED = ['personalCommunications', 'personallyIdentifyingInfo', 'authenticationInfo', 'websiteContent'] as const;

/** The part of `browser.permissions` consent needs. Chromium's answer has no `data_collection`. */
export interface ConsentApi {
  getAll(): Promise<object>;
}

/**
 * Whether the browser's own install dialogue has asked for consent to collect data, and got it. Firefox has this from
 * 140 on (Android: 142); `unsupported` means that our own page has to ask.
 */
export async function readBuiltInConsent(api: ConsentApi): Promise<'given' | 'missing' | 'unsupported'> {
  const all = await api.getAll();
  const granted: unknown = 'data_collection' in all ? all.data_collection : undefined;
  if (!Array.isArray(granted)) return 'unsupported';
  return NEEDED.every((kind) => granted.includes(kind)) ? 'given' : 'missing';
}
