import { notExist } from '../v4/v4-error.ts';

/**
 * The id in a path.
 *
 * @throws `V4Error` 400 for anything but digits, as for an id that is not there.
 */
export function parseId(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw notExist();
  return Number(text);
}
