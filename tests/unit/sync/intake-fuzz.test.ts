import fc from 'fast-check';
import { expect, it } from 'vitest';
import { protocol } from '../../../utils/messaging/protocol.ts';
import { MAX_RECIPIENTS } from '../../../utils/model/mail-reference.ts';
import { buildIntake } from './support/build-intake.ts';
import { REP, toReference } from './support/model-mail.ts';

/** Lets a request through to the intake exactly as the listener does: parsed, or not at all. */
async function send(built: ReturnType<typeof buildIntake>, type: string, request: unknown): Promise<boolean> {
  const { intake } = built;
  switch (type) {
    case 'hello': {
      const parsed = protocol['content-bg:hello'].request.safeParse(request);
      if (!parsed.success) return false;
      // The settings say whether active reads are on; the intake knows nothing of them.
      protocol['content-bg:hello'].response.parse({ ...(await intake.hello(parsed.data)), activeReads: true });
      return true;
    }
    case 'notice': {
      const parsed = protocol['content-bg:notice'].request.safeParse(request);
      if (!parsed.success) return false;
      protocol['content-bg:notice'].response.parse({ orders: await intake.notice(parsed.data.references) });
      return true;
    }
    case 'piece': {
      const parsed = protocol['content-bg:piece'].request.safeParse(request);
      if (parsed.success) protocol['content-bg:piece'].response.parse(intake.piece('tab', parsed.data));
      return parsed.success;
    }
    case 'deliver': {
      const parsed = protocol['content-bg:deliver'].request.safeParse(request);
      if (!parsed.success) return false;
      protocol['content-bg:deliver'].response.parse({ outcome: await intake.deliver('tab', parsed.data) });
      return true;
    }
    default: {
      const parsed = protocol['content-bg:fetchFailed'].request.safeParse(request);
      if (parsed.success) await intake.fetchFailed(parsed.data.orderId, parsed.data.failure);
      return parsed.success;
    }
  }
}

const types = ['hello', 'notice', 'piece', 'deliver', 'fetchFailed'] as const;

it('survives any JSON at all, and keeps nothing of it', async () => {
  const built = buildIntake([{}]);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...types), fc.jsonValue(), async (type, request) => {
      await send(built, type, request);
      for (const table of ['messages', 'outbox', 'parts', 'orders'])
        expect(await built.db.table(table).count()).toBe(0);
    }),
    { numRuns: 500 },
  );
});

it('answers every request of the right shape, whatever is in it, and takes the next message all the same', async () => {
  const built = buildIntake([{}]);
  const [mail] = built.mails;
  if (!mail) throw new Error('the test has no mail');
  const [order] = await built.intake.notice([toReference(mail)]);
  const orderId = fc.constantFrom(order?.orderId ?? '', 'unknown', '\u0000', '__proto__');
  const word = fc.string({ minLength: 1, maxLength: 40, unit: 'binary' });
  const address = fc
    .constantFrom('a@co1.example', '"<>"@x', 'ü@münchen.example', '\u202ea@b.example', '')
    .map((email) => ({ email }));
  const list = fc.array(address, { maxLength: 3 });
  const reference = fc.record({
    site: fc.constantFrom('gmail', 'other'),
    account: fc.constantFrom(REP, 'x', 'a@b'),
    ref: word,
    threadRef: word,
    direction: fc.constantFrom('incoming', 'outgoing'),
    state: fc.constantFrom('received', 'sent', 'undone', 'sending', 'gone'),
    sentAt: fc.oneof(fc.nat(), fc.double(), fc.constant(Number.MAX_SAFE_INTEGER)),
    envelope: fc.record({ from: address, to: list, cc: list, bcc: list, replyTo: list, complete: fc.boolean() }),
    noticedBy: fc.constantFrom('traffic', 'dom'),
  });
  const request = fc.oneof(
    fc.tuple(fc.constant('notice'), fc.record({ references: fc.array(reference, { minLength: 1, maxLength: 3 }) })),
    fc.tuple(
      fc.constant('piece'),
      fc.record({ orderId, part: fc.nat(3), index: fc.nat(3), data: fc.oneof(fc.base64String(), fc.string()) }),
    ),
    fc.tuple(
      fc.constant('deliver'),
      fc.record({
        orderId,
        rung: fc.constantFrom('raw', 'dom'),
        form: fc.constantFrom('rfc822', 'structured'),
        parts: fc.array(fc.oneof(fc.nat(60), fc.maxSafeNat()), { minLength: 1, maxLength: 4 }),
        missing: fc.array(fc.string({ maxLength: 10 }), { maxLength: 3 }),
      }),
    ),
    fc.tuple(fc.constant('hello'), fc.record({ site: fc.constant('gmail'), account: fc.constantFrom(REP, 'a@b') })),
    fc.tuple(fc.constant('fetchFailed'), fc.record({ orderId, failure: fc.constantFrom('unavailable', 'signed-out') })),
  );
  let understood = 0;
  await fc.assert(
    fc.asyncProperty(request, async ([type, content]) => {
      if (await send(built, type, content)) understood++;
    }),
    { numRuns: 1_000 },
  );
  expect(understood).toBeGreaterThan(100);
  const reborn = buildIntake([{}]);
  expect(await reborn.intake.notice([toReference(mail)])).toHaveLength(1);
  expect(await built.intake.notice([{ ...toReference(mail), ref: 'the next one' }])).toHaveLength(1);
});

it('refuses a list of recipients no person could have typed', () => {
  const [mail] = buildIntake([{}]).mails;
  if (!mail) throw new Error('the test has no mail');
  const reference = toReference(mail);
  const to = Array.from({ length: MAX_RECIPIENTS + 1 }, () => ({ email: 'a@b.example' }));
  const references = [{ ...reference, envelope: { ...reference.envelope, to } }];
  expect(protocol['content-bg:notice'].request.safeParse({ references }).success).toBe(false);
});
