import { FilesUnavailableError } from '../store/files.ts';
import { troubleOf } from '../store/store-trouble.ts';
import { badRequest, V4Error } from '../v4/v4-error.ts';

/** The answer to a request that database or file storage did not carry out; undefined when the error is a fault of this server. */
export function toStoreAnswer(error: unknown): V4Error | undefined {
  if (error instanceof FilesUnavailableError) {
    return new V4Error(503, -1, 'the file storage cannot answer now, try again', { 'Retry-After': '5' });
  }
  const trouble = troubleOf(error);
  if (trouble === undefined) return undefined;
  if (trouble === 'taken') return badRequest('extId is taken');
  return new V4Error(503, -1, 'the database cannot answer now, try again', { 'Retry-After': '1' });
}
