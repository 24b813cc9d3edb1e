/**
 * Hosts where companies keep a page that is not their own: the host's mail is nobody's customer mail. Builders that give
 * each customer a name of its own (`acme.wixsite.com`) are told apart by the public suffix list.
 */
export const sharedHosts: ReadonlySet<string> = new Set([
  'facebook.com',
  'fb.com',
  'instagram.com',
  'linkedin.com',
  'twitter.com',
  'x.com',
  'youtube.com',
  'tiktok.com',
  'pinterest.com',
  'xing.com',
  'google.com',
  'goo.gl',
  'bit.ly',
  'linktr.ee',
  'wikipedia.org',
  'amazon.com',
  'ebay.com',
  'etsy.com',
  'yelp.com',
  'tripadvisor.com',
]);
