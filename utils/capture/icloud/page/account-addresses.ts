/**
 * Addresses of the signed-in person, taken out of the answers that name them. Those answers hold the number of the account,
 * names, and more; only addresses leave the page's own world.
 */
export interface AccountAddresses {
  source: 'validate' | 'preferences';
  /** The address the account goes by; absent where the answer names none. */
  primary?: string;
  /** All of them, the primary one as well. */
  addresses: string[];
}

/** Both answers are far smaller. */
const MAX_ANSWER_CHARS = 2_000_000;

const MAX_ADDRESSES = 200;

/** A person's number and a page's own id, where a body repeats them. */
const identity = /"(dsid|prsId|clientId)"(\s*):(\s*)(?:"[^"\\]{0,200}"|\d{1,20})/g;

const named = /"(?:dsid|prsId|clientId)"/;

/** A JSON text with the number of the person and the id of the page blanked. */
export function withoutIdentity(text: string): string {
  // One pattern passes through megabytes a few times faster than looking for each name, and for a quote, of which JSON is full.
  return named.test(text) ? text.replace(identity, '"$1"$2:$3null') : text;
}

/**
 * What may be handed over of an answer: the text itself, or, where it is about the account, its addresses as JSON.
 *
 * @param text of any answer
 */
export function reduceAnswer(text: string): string {
  const isAboutAccount =
    text.length <= MAX_ANSWER_CHARS && /"(?:dsInfo|supportedDomains|customDomains|emailId)"\s*:/.test(text);
  return isAboutAccount ? JSON.stringify(readAccountAnswer(text) ?? { addresses: [] }) : withoutIdentity(text);
}

/** Reads the answer of the sign-in check or of mail's settings; undefined for any other text. */
export function readAccountAnswer(text: string): AccountAddresses | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { dsInfo, account } = fieldsOf(answer);
  if (isObject(dsInfo)) return ofSignIn(fieldsOf(dsInfo));
  return isObject(account) ? ofSettings(fieldsOf(account)) : undefined;
}

function ofSignIn(info: Fields): AccountAddresses {
  const { primaryEmail, appleId, iCloudAppleIdAlias, appleIdAliases, appleIdEntries } = info;
  const entries = listOf(appleIdEntries).map((entry) => (isObject(entry) ? fieldsOf(entry).value : entry));
  return told('validate', [primaryEmail, iCloudAppleIdAlias, appleId, ...listOf(appleIdAliases), ...entries]);
}

/** An identity of mail is an id at each of its domains; several for one id are normal. */
function ofSettings(account: Fields): AccountAddresses {
  const domains = listOf(account.supportedDomains);
  const at = (id: unknown, named: readonly unknown[]) =>
    named.map((domain) => toAddress(id, isObject(domain) ? fieldsOf(domain).domain : domain));
  const aliases = listOf(account.aliases).flatMap((each) => {
    const { emailId, supportedDomains } = fieldsOf(each);
    return at(emailId, listOf(supportedDomains ?? domains));
  });
  const custom = listOf(account.customDomains).map((each) => toAddress(fieldsOf(each).emailId, fieldsOf(each).domain));
  const own = at(account.emailId, domains).filter((email) => email !== undefined);
  // The order of domains is nobody's promise, and the mailbox must go by one name after every reload.
  const first = own.find((email) => /@icloud\.com(?:\.cn)?$/i.test(email)) ?? own.toSorted()[0];
  return told('preferences', [first, ...own, toAddress(account.emailId, undefined), ...aliases, ...custom]);
}

function toAddress(id: unknown, domain: unknown): string | undefined {
  if (typeof id !== 'string' || id === '') return undefined;
  if (id.includes('@')) return id;
  return typeof domain === 'string' && domain !== '' ? `${id}@${domain}` : undefined;
}

function told(source: AccountAddresses['source'], found: readonly unknown[]): AccountAddresses {
  const isAddress = (value: unknown): value is string =>
    typeof value === 'string' && value.length <= 320 && /^[^\s@]+@[^\s@]+$/.test(value);
  const addresses = [...new Set(found.filter(isAddress).map((email) => email.toLowerCase()))].slice(0, MAX_ADDRESSES);
  const [primary] = addresses;
  return primary === undefined ? { source, addresses } : { source, primary, addresses };
}

type Fields = Record<string, unknown>;

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function fieldsOf(value: unknown): Fields {
  return isObject(value) ? (value as Fields) : {};
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
