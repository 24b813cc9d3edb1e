/**
 * Hosts of the CRM that need no question to the rep: the vendor's API, its upload bucket, and this machine, where the
 * embedded CRM runs. Any other address is an optional permission asked for when it is typed.
 */
export const crmHosts = [
  'https://api.forcemanager.com/*',
  'https://api.forcemanager.net/*',
  'https://forcemanager0001.s3.eu-west-1.amazonaws.com/*',
  'http://127.0.0.1/*',
  'http://localhost/*',
] as const;
