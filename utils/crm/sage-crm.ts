import type { z } from 'zod';
import type { Logger } from '../log/logger.ts';
import type { Company, Contact } from '../model/directory.ts';
import type { Crm } from './crm.ts';
import { emailUrl } from './email-url.ts';
import { CrmAuthError } from './errors/crm-auth-error.ts';
import { CrmRejectedError } from './errors/crm-rejected-error.ts';
import { CrmUnavailableError } from './errors/crm-unavailable-error.ts';
import { createCapabilityLearner } from './learn-capabilities.ts';
import { isBadQuery, type ListQuery, readPages } from './list-reader.ts';
import { createDirectoryReader } from './read-directory.ts';
import { createSageHttp, type HttpAnswer, type HttpCall, type HttpOptions } from './sage-http.ts';
import { createSessionMemory, type SessionStore } from './session-memory.ts';
import { type Credentials, createSignIn } from './sign-in.ts';
import { toCompany, toContact } from './to-directory.ts';
import { toEmailWire } from './to-email-wire.ts';
import { quote } from './where.ts';
import { accountsSchema } from './wire/account.ts';
import { contactsSchema } from './wire/contact.ts';
import { createdDocumentSchema, newDocumentSchema } from './wire/document.ts';
import { createdEmailSchema, customFieldsSchema, emailsSchema, newEmailSchema } from './wire/email.ts';
import { loginAnswerSchema, loginRequestSchema } from './wire/login.ts';
import { usersSchema } from './wire/user.ts';

export interface SageCrmOptions extends HttpOptions {
  /** The key pair, or null where none is set yet. Asked anew whenever it matters, so that a change works at once. */
  credentials(): Promise<Credentials | null>;
  store: SessionStore;
  log: Logger;
}

export interface SageCrm extends Crm {
  /** Signs in with the keys as they are now, whatever session there was. */
  signIn(signal: AbortSignal): Promise<void>;
}

/** Visibility of a document from 1 to 5; 2 is what v4's examples show as usual. */
const DOCUMENT_LEVEL = 2;
/** E-mails looked through for a key where the tenant cannot search for it. */
const MAX_SEARCHED_PAGES = 50;

/** What is about to be written, or a refusal: the CRM would refuse it too, with less to say. */
function toWritten<T>(schema: z.ZodType<T>, value: T): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new CrmRejectedError('Not sent: the entry does not fit the CRM', 400, '');
}

/** The CRM over Sage Sales Management REST API v4. */
export function createSageCrm(options: SageCrmOptions): SageCrm {
  const { baseUrl, credentials, store, log, now } = options;
  const http = createSageHttp(options);
  const memory = createSessionMemory({
    store,
    log,
    owner: async () => `${baseUrl} ${(await credentials())?.publicKey ?? ''}`,
  });
  const session = createSignIn({ memory, credentials, login, now });
  const directory = createDirectoryReader({ pages, memory, now });
  const capabilities = createCapabilityLearner({ send, memory, now });

  async function login(keys: Credentials): Promise<string> {
    const json = loginRequestSchema.parse({ username: keys.publicKey, password: keys.privateKey });
    try {
      const { data } = await http.call({ method: 'post', path: 'login', json, schema: loginAnswerSchema });
      return data.token;
    } catch (error) {
      // What a failed login answers is not documented: any refusal is one of the keys, save that nothing is there.
      if (error instanceof CrmRejectedError) {
        throw error.status === 404 || error.status === 405
          ? new CrmUnavailableError(`No CRM at this address (status ${error.status})`, false)
          : new CrmAuthError(`The CRM refused the keys (status ${error.status})`);
      }
      // A login can be repeated: nothing is written by it.
      if (error instanceof CrmUnavailableError) {
        throw new CrmUnavailableError(error.message, false, error.retryAfterMs);
      }
      throw error;
    }
  }

  /** A call with the session; one that the server has forgotten is replaced once, and the call repeated once. */
  async function send<T>(call: HttpCall<T>): Promise<HttpAnswer<T>> {
    const signal = call.signal ?? new AbortController().signal;
    const withToken = (token: string) => http.call({ ...call, headers: { ...call.headers, 'X-Session-Key': token } });
    const token = await session.token(signal);
    try {
      return await withToken(token);
    } catch (error) {
      if (!(error instanceof CrmAuthError)) throw error;
    }
    await session.drop(token);
    const fresh = await session.token(signal);
    try {
      return await withToken(fresh);
    } catch (error) {
      if (error instanceof CrmAuthError) await session.drop(fresh);
      throw error;
    }
  }

  function pages<R extends { id: number }>(query: ListQuery<R>) {
    return readPages(send, query);
  }

  /** An address bytes may go to: encrypted, or the CRM itself. */
  function isSafeUpload(url: string): boolean {
    if (!URL.canParse(url)) return false;
    const { protocol, origin } = new URL(url);
    return protocol === 'https:' || origin === new URL(baseUrl).origin;
  }

  async function idsOf(extId: string, query: Pick<ListQuery<never>, 'where' | 'order'>, signal: AbortSignal) {
    const ids = new Set<number>();
    for await (const { rows, page } of pages({ resource: 'emails', ...query, schema: emailsSchema, signal })) {
      // Compared here as well: a server that does not know `where` answers with everything.
      for (const row of rows) if (row.extId === extId && !row.deleted) ids.add(row.id);
      if (page + 1 >= MAX_SEARCHED_PAGES) {
        log.info('Looked through the newest e-mails only: the CRM does not search by our key');
        break;
      }
    }
    return [...ids].sort((a, b) => a - b);
  }

  return {
    capabilities,

    async signIn(signal) {
      await session.reset();
      await session.token(signal);
    },

    async findUser(email, signal) {
      const wanted = email.trim().toLowerCase();
      for await (const { rows } of pages({ resource: 'users', schema: usersSchema, signal })) {
        const user = rows.find((row) => row.isActive && !row.deleted && row.email?.toLowerCase() === wanted);
        if (user) return { id: user.id, email: wanted, name: [user.name, user.lastName].filter(Boolean).join(' ') };
      }
      return null;
    },

    companies: (cursor, signal) =>
      directory<z.infer<typeof accountsSchema>['rows'][number], Company>(
        { resource: 'accounts', schema: accountsSchema, convert: toCompany },
        cursor,
        signal,
      ),

    contacts: (cursor, signal) =>
      directory<z.infer<typeof contactsSchema>['rows'][number], Contact>(
        { resource: 'contacts', schema: contactsSchema, convert: toContact },
        cursor,
        signal,
      ),

    async findEmails(extId, signal) {
      try {
        return await idsOf(extId, { where: `extId=${quote(extId)}` }, signal);
      } catch (error) {
        if (!isBadQuery(error)) throw error;
        return await idsOf(extId, { order: 'dateCreated' }, signal);
      }
    },

    async createEmail(email, signal) {
      const json = {
        ...toWritten(customFieldsSchema, email.customFields),
        ...toWritten(newEmailSchema, toEmailWire(email)),
      };
      const { data } = await send({ method: 'post', path: 'emails', json, schema: createdEmailSchema, signal });
      const offers = data.attachments;
      const uploadUrls = email.attachments.map(({ name }, index) => {
        const offer = offers[index]?.name === name || offers[index]?.name === null ? offers[index] : undefined;
        const url = (offer ?? offers.find((other) => other.name === name))?.uploadUrl ?? null;
        return url !== null && isSafeUpload(url) ? url : null;
      });
      return { id: data.id, uploadUrls };
    },

    async createDocument({ accountId, name, extId }, signal) {
      const takesExtId = extId !== undefined && (await capabilities(signal)).documentExtId;
      const json = toWritten(newDocumentSchema, {
        folderId: -1,
        name,
        level: DOCUMENT_LEVEL,
        ...(takesExtId ? { extId } : {}),
      });
      const path = `accounts/${accountId}/documents`;
      const { data } = await send({ method: 'post', path, json, schema: createdDocumentSchema, signal });
      if (!isSafeUpload(data.locator)) throw new CrmUnavailableError('The CRM gave no safe upload address', true);
      return { id: data.id, uploadUrl: data.locator };
    },

    upload: (url, bytes, signal) => http.put(url, bytes, signal),

    emailUrl: (id) => emailUrl(baseUrl, id),
  };
}
