/** Where S3-compatible storage is, and who comes. */
export interface S3Settings {
  /** Without a slash at the end; buckets are addressed by path below it. */
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

const NAMES = ['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const;

/** Region of storage that has none, such as MinIO. */
const DEFAULT_REGION = 'us-east-1';

/**
 * Reads `S3_ENDPOINT`, such as `https://minio.example.com`, `S3_BUCKET`, `S3_REGION`, `S3_ACCESS_KEY_ID` and
 * `S3_SECRET_ACCESS_KEY`.
 *
 * @returns undefined when none of them is set.
 * @throws an `Error` for the person at the terminal, which never holds a key.
 */
export function parseS3Settings(env: Readonly<Record<string, string | undefined>>): S3Settings | undefined {
  if (![...NAMES, 'S3_REGION'].some((name) => env[name])) return undefined;
  const missing = NAMES.filter((name) => !env[name]);
  if (missing.length > 0) throw new Error(`${missing.join(', ')} must be set too, or none of the S3_ variables`);
  const url = URL.parse(env.S3_ENDPOINT ?? '');
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '') {
    throw new Error('S3_ENDPOINT must look like https://minio.example.com');
  }
  const bucket = env.S3_BUCKET ?? '';
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) throw new Error('S3_BUCKET must be the name of a bucket');
  return {
    endpoint: url.href.replace(/\/+$/, ''),
    bucket,
    region: env.S3_REGION || DEFAULT_REGION,
    accessKeyId: env.S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.S3_SECRET_ACCESS_KEY ?? '',
  };
}
