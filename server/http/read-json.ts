import type { HonoRequest } from 'hono';
import { badRequest } from '../v4/v4-error.ts';

/**
 * The body as JSON.
 *
 * @throws `V4Error` 400 when it is not JSON or not UTF-8.
 */
export async function readJson(request: Pick<HonoRequest, 'arrayBuffer'>): Promise<unknown> {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await request.arrayBuffer()));
  } catch {
    throw badRequest('the body is not JSON');
  }
}
