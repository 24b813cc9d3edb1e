import { join } from 'node:path';
import { openDiskFiles } from './disk-files.ts';
import type { Files } from './files.ts';
import type { S3Settings } from './s3-settings.ts';

/** Files in storage of their own where it is set, whose library is loaded only then; else in the data folder. */
export async function openFiles({ dataDir, s3 }: { dataDir: string; s3?: S3Settings | undefined }): Promise<Files> {
  if (s3 === undefined) return openDiskFiles(join(dataDir, 'files'));
  const { openS3Files } = await import('./s3-files.ts');
  return openS3Files(s3);
}
