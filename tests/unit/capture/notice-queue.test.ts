import { describe, expect, it } from 'vitest';
import { createNoticeQueue } from '../../../utils/capture/notice-queue.ts';
import type { Envelope, MailReference } from '../../../utils/model/mail-reference.ts';

const BEA = { email: 'bea@client.example' };
const ANA = { email: 'ana@rep.example' };

const reference = (envelope: Partial<Envelope> = {}): MailReference => ({
  site: 'gmail',
  account: ANA.email,
  ref: 'msg-f:1850000000000000001',
  direction: 'incoming',
  state: 'received',
  envelope: { from: BEA, to: [], cc: [], bcc: [], replyTo: [], complete: false, ...envelope },
  noticedBy: 'dom',
});

describe('notice queue', () => {
  it.each<[string, Partial<Envelope>]>([
    ['its recipients are shown', { to: [ANA] }],
    ['one more of them is shown', { to: [ANA, BEA] }],
    ['its Message-ID is known', { messageId: '<x@client.example>' }],
    ['it is complete', { complete: true }],
  ])('tells a message again when %s', (_, more) => {
    const queue = createNoticeQueue();
    const before = [reference(), ...(more.to?.length === 2 ? [reference({ to: [ANA] })] : [])];
    queue.add(before);
    queue.told(queue.batch());
    expect(queue.isEmpty()).toBe(true);
    expect(queue.add([reference(more)])).toBe(true);
    expect(queue.batch()).toEqual([reference(more)]);
  });

  it('tells nothing twice, and nothing poorer after what was richer', () => {
    const queue = createNoticeQueue();
    queue.add([reference({ to: [ANA] })]);
    queue.told(queue.batch());
    expect(queue.add([reference({ to: [ANA] }), reference()])).toBe(false);
  });
});
