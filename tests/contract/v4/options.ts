import { parseArgs } from 'node:util';

export interface ConformanceOptions {
  url: string;
  publicKey: string;
  privateKey: string;
  write: boolean;
  /** Requests a second. */
  rate: number;
}

export const usage = `Usage: npm run conformance -- --url URL --public-key KEY --private-key KEY [options]

  --url URL          address of the server, such as https://api.forcemanager.com
  --public-key KEY   key pair of a user of the tenant
  --private-key KEY  its other half; or in V4_PRIVATE_KEY, which no list of processes shows
  --write            also make, change and delete records. What v4 can delete is deleted again; one e-mail and one
                     document named "Conformance" stay, since v4 cannot delete those
  --rate N           requests a second, 3 unless told
`;

/**
 * @param environment Where the private key may be.
 * @throws an `Error` whose message is for the person at the terminal.
 */
export function parseConformanceOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ConformanceOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      url: { type: 'string', default: '' },
      'public-key': { type: 'string', default: '' },
      'private-key': { type: 'string', default: environment.V4_PRIVATE_KEY ?? '' },
      write: { type: 'boolean', default: false },
      rate: { type: 'string', default: '3' },
    },
  });
  const rate = Number(values.rate);
  if (!/^https?:\/\/[^/\s]+/.test(values.url)) throw new Error('--url must look like https://api.forcemanager.com');
  if (!values['public-key'] || !values['private-key']) throw new Error('both halves of the key pair are needed');
  if (!(rate > 0 && rate <= 1_000)) throw new Error('--rate must be a number above 0');
  return {
    url: values.url,
    publicKey: values['public-key'],
    privateKey: values['private-key'],
    write: values.write,
    rate,
  };
}
