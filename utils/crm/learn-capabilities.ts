import { z } from 'zod';
import { readAs } from '../model/read-as.ts';
import type { CrmCapabilities } from './crm.ts';
import { CrmRejectedError } from './errors/crm-rejected-error.ts';
import type { HttpAnswer, HttpCall } from './sage-http.ts';
import type { SessionMemory } from './session-memory.ts';
import { toCapabilities } from './to-capabilities.ts';
import { entitySchemaSchema } from './wire/entity-schema.ts';
import { resourcesSchema } from './wire/resources.ts';

/** A field an administrator adds is in use within this time. */
const LIFE_MS = 60 * 60 * 1000;

/** Asks the tenant what it offers and remembers it for an hour. */
export function createCapabilityLearner(options: {
  send<T>(call: HttpCall<T>): Promise<HttpAnswer<T>>;
  memory: SessionMemory;
  now(): number;
}): (signal: AbortSignal) => Promise<CrmCapabilities> {
  const { send, memory, now } = options;

  /** A part the tenant refuses to tell, or tells in another shape, is null: the documented defaults hold for it. */
  async function ask<T>(path: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T | null> {
    try {
      const { data } = await send({ method: 'get', path, schema: z.unknown(), signal });
      return readAs(schema, data) ?? null;
    } catch (error) {
      if (error instanceof CrmRejectedError) return null;
      throw error;
    }
  }

  return async (signal) => {
    const { capabilities: known } = await memory.read();
    if (known !== undefined && Math.abs(now() - known.learntAt) < LIFE_MS) {
      const { learntAt: _, emailCustomFields, ...rest } = known;
      return { ...rest, emailCustomFields: new Map(emailCustomFields) };
    }
    const [resources, emails, documents] = await Promise.all([
      ask('resources', resourcesSchema, signal),
      ask('emails/schema', entitySchemaSchema, signal),
      ask('documents/schema', entitySchemaSchema, signal),
    ]);
    const learnt = toCapabilities({ resources, emails, documents });
    const { emailCustomFields, ...rest } = learnt;
    await memory.update({
      capabilities: { ...rest, learntAt: now(), emailCustomFields: [...emailCustomFields] },
    });
    return learnt;
  };
}
