import type { Protection } from '../../model/message.ts';

/** Where Gmail keeps what was sent in confidential mode; the source holds a notice with a link to it. */
const CONFIDENTIAL_LINK = /https?:\/\/confidential-mail\.google\.com\//i;
/** Where an answer begins to repeat what it answers. */
const QUOTE = /<blockquote|class=["']?gmail_quote|^>/im;
/** Armour at the beginning of a line that nobody quoted. */
const PGP_ARMOUR = /^-----BEGIN PGP MESSAGE-----/m;

/** What tells of a seal. Content types in lower case, parameters included for the whole message's. */
export interface SealFacts {
  contentType: string;
  partTypes: readonly string[];
  text: string;
  html: string;
}

/**
 * Whether the message is sealed, so that its text is not to be had. A PGP signature seals nothing: the text is there
 * and the signature is one more file.
 */
export function toProtection({ contentType, partTypes, text, html }: SealFacts): Protection {
  const type = contentType.toLowerCase();
  if (/^\s*multipart\/encrypted\b/.test(type)) return 'pgp';
  if (/^\s*multipart\/signed\b/.test(type)) return /pkcs7-signature/.test(type) ? 'smime-signed' : 'none';
  if (/^\s*application\/(?:x-)?pkcs7-mime\b/.test(type)) {
    return /smime-type\s*=\s*"?(?:signed-data|certs-only)/.test(type) ? 'smime-signed' : 'smime-encrypted';
  }
  if (partTypes.includes('application/pgp-encrypted') || PGP_ARMOUR.test(text)) return 'pgp';
  // Rights-managed mail of Microsoft, as it travels: a notice, and the message sealed in one file.
  if (partTypes.includes('application/x-microsoft-rpmsg-message')) return 'confidential';
  const hasSealedPart = partTypes.some((part) => /^application\/(?:x-)?pkcs7-mime$/.test(part));
  if (hasSealedPart && text.trim() === '') return 'smime-encrypted';
  return CONFIDENTIAL_LINK.test(unquoted(html || text)) ? 'confidential' : 'none';
}

function unquoted(body: string): string {
  const quote = body.search(QUOTE);
  return quote < 0 ? body : body.slice(0, quote);
}
