import { type Context, Hono } from 'hono';
import type { Kysely } from 'kysely';
import type { AuditLog, Who } from '../access/audit-log.ts';
import { toClient } from '../access/who.ts';
import { FileTooLargeError } from '../store/files.ts';
import type { Database } from '../store/tables.ts';
import type { Transfers } from '../store/transfers.ts';
import type { V4Choices } from '../v4/choices.ts';
import type { SignedAddresses } from '../v4/signed-address.ts';
import { badRequest, notExist, V4Error } from '../v4/v4-error.ts';
import type { ServerEnv } from './context.ts';
import { toFileResponse } from './file-response.ts';

/** Whether the sender went away in mid-upload, which is no fault of this server. */
const isAborted = (error: unknown) =>
  ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR'].includes(String((error as NodeJS.ErrnoException).code));

/**
 * `PUT /uploads/:token` and `GET /downloads/:token`: bytes go to and from signed addresses without a session, as with the
 * file store of the real service. An address ends before its time when the user it was made for may no longer see the record.
 */
export function createTransferRoutes(deps: {
  transfers: Transfers;
  addresses: SignedAddresses;
  choices: Pick<V4Choices, 'uploadWithSession'>;
  /** Whether the user is there and may see what the file belongs to. */
  maySee: (userId: number, target: 'documents' | 'emailAttachments', id: number) => Promise<boolean>;
  audit: AuditLog;
}): Hono<ServerEnv> {
  const app = new Hono<ServerEnv>();
  const whoOf = (c: Context, userId: number): Who => ({
    userId,
    via: 'address',
    credential: null,
    client: toClient(c.req.raw.headers),
  });

  app.put('/uploads/:token', async (c) => {
    const address = deps.addresses.open(c.req.param('token'));
    if (!address || address.purpose === 'get-document') throw badRequest('the upload address is wrong or expired');
    if (c.req.header('x-session-key') !== undefined && deps.choices.uploadWithSession === 'refuse') {
      throw badRequest('the session key must not be sent to an upload address');
    }
    if (/^(multipart\/|application\/x-www-form-urlencoded)/i.test(c.req.header('content-type') ?? '')) {
      throw badRequest('the file itself is wanted, not a form around it');
    }
    if (c.req.header('content-length') === undefined) throw new V4Error(411, -1, 'Content-Length is needed');
    c.set('actor', 'upload');
    const target = address.purpose === 'put-document' ? 'documents' : 'emailAttachments';
    const who = whoOf(c, address.userId);
    if (!(await deps.maySee(address.userId, target, address.id))) {
      await deps.audit.write(who, { action: 'upload', outcome: 'refused', table: target, recordId: address.id });
      throw badRequest('the upload address is wrong or expired');
    }
    const note = (within: Kysely<Database>) =>
      deps.audit.write(who, { action: 'upload', table: target, recordId: address.id }, within);
    try {
      if (!(await deps.transfers.put(target, address.id, c.req.raw.body, address.userId, note))) throw notExist();
    } catch (error) {
      if (error instanceof FileTooLargeError)
        throw new V4Error(413, -1, 'the file is too large', { Connection: 'close' });
      if (isAborted(error)) throw new V4Error(408, -1, 'the upload broke off');
      throw error;
    }
    return c.body(null, 200);
  });

  app.get('/downloads/:token', async (c) => {
    const address = deps.addresses.open(c.req.param('token'));
    if (address?.purpose !== 'get-document' || !(await deps.maySee(address.userId, 'documents', address.id))) {
      throw badRequest('the address is wrong or expired');
    }
    const file = await deps.transfers.get('documents', address.id);
    if (!file) throw notExist();
    return toFileResponse(file, false);
  });

  return app;
}
