import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_REFERENCES_PER_NOTICE, MAX_SOURCE_BYTES, PIECE_BYTES } from '../../../utils/capture/limits.ts';
import { toSafeReference } from '../../../utils/capture/to-safe-reference.ts';
import { protocol } from '../../../utils/messaging/protocol.ts';
import { MAX_SOURCE_BYTES as MODEL_MAX_SOURCE, PIECE_BYTES as MODEL_PIECE } from '../../../utils/model/delivery.ts';
import { type MailReference, mailReferenceSchema } from '../../../utils/model/mail-reference.ts';

const text = fc.oneof(
  fc.string(),
  fc.constantFrom('ana@rep.example', ' Bea@Client.EXAMPLE ', 'a@b,c', ''),
  fc.string({ minLength: 190, maxLength: 1100 }),
);
const address = fc.record({ email: text, name: text }, { requiredKeys: ['email'] });
const list = fc.array(address, { maxLength: 5 });
const reference = fc.record(
  {
    site: fc.constant('gmail'),
    account: text,
    ref: text,
    threadRef: text,
    direction: fc.constantFrom('incoming', 'outgoing'),
    state: fc.constantFrom('received', 'sent', 'undone'),
    sentAt: fc.oneof(fc.double(), fc.integer()),
    noticedBy: fc.constant('dom'),
    envelope: fc.record(
      {
        from: address,
        to: list,
        cc: list,
        bcc: list,
        replyTo: list,
        complete: fc.boolean(),
        messageId: text,
        automatedSigns: fc.array(text),
      },
      { requiredKeys: ['to', 'cc', 'bcc', 'replyTo', 'complete'] },
    ),
  },
  { requiredKeys: ['site', 'account', 'ref', 'direction', 'state', 'noticedBy', 'envelope'] },
);

describe('toSafeReference', () => {
  it('lets through only what the background will take', () => {
    fc.assert(
      fc.property(reference, (given) => {
        const safe = toSafeReference(given as MailReference);
        if (safe !== undefined) expect(mailReferenceSchema.safeParse(safe).error).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });

  it('no longer calls an envelope complete that lost somebody', () => {
    const envelope = { to: [{ email: 'not an address' }], cc: [], bcc: [], replyTo: [], complete: true };
    const from = { email: 'ana@rep.example' };
    const base = {
      site: 'gmail',
      account: 'ana@rep.example',
      ref: 'msg-f:1',
      direction: 'incoming',
      state: 'received',
      noticedBy: 'dom',
    } as const;
    expect(toSafeReference({ ...base, envelope: { ...envelope, from } })?.envelope).toMatchObject({
      to: [],
      complete: false,
    });
  });
});

describe('limits a content script repeats', () => {
  it('are those of the model', () => {
    expect([PIECE_BYTES, MAX_SOURCE_BYTES]).toEqual([MODEL_PIECE, MODEL_MAX_SOURCE]);
    const one = {
      site: 'gmail',
      account: 'a@b.example',
      ref: 'x',
      direction: 'incoming',
      state: 'received',
      noticedBy: 'dom',
    };
    const references = Array.from({ length: MAX_REFERENCES_PER_NOTICE }, () => ({
      ...one,
      envelope: { to: [], cc: [], bcc: [], replyTo: [], complete: false },
    }));
    const { request } = protocol['content-bg:notice'];
    expect(request.safeParse({ references }).success).toBe(true);
    expect(request.safeParse({ references: [...references, references[0]] }).success).toBe(false);
  });
});
