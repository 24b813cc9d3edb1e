import { describe, expect, it } from 'vitest';
import { createMailboxFacts } from '../../../../utils/capture/yahoo/mailbox.ts';
import { createOutgoing } from '../../../../utils/capture/yahoo/outgoing.ts';
import { emptyReading, type MailRecord } from '../../../../utils/capture/yahoo/readers/mail-record.ts';
import type { DraftContent } from '../../../../utils/capture/yahoo/readers/read-draft.ts';
import { type SettleSendDependencies, settleSend } from '../../../../utils/capture/yahoo/settle-send.ts';
import { ACCOUNT, BEA, CLARA, FOLDERS, midOf } from '../../../fixtures/yahoo/wire.ts';

const NOW = 1_772_442_000_000;
const HOUR = 3_600_000;

const written = (overrides: Partial<DraftContent> = {}): DraftContent => ({
  key: 'client-1',
  mid: undefined,
  from: { email: ACCOUNT },
  to: [{ email: BEA.email }],
  cc: [],
  bcc: [{ email: CLARA.email }],
  replyTo: [],
  subject: 'Oferta',
  html: '',
  attachmentCount: 0,
  ...overrides,
});

const copy = (overrides: Partial<MailRecord> = {}): MailRecord => ({
  mid: midOf(9),
  folderTypes: ['SENT'],
  from: { email: ACCOUNT },
  to: [{ email: BEA.email, name: 'Bea' }],
  subject: 'Oferta ',
  internalMs: NOW + 1000,
  ...overrides,
});

const seen = (draftId: string | undefined, content: DraftContent | undefined = written(), draftKey?: string) => ({
  draftId,
  draftKey,
  content,
  folderId: undefined,
  isConfirmed: true,
});

describe('mail on its way out of Yahoo', () => {
  it('knows the copy in the Sent folder by its id, or by subject, recipients and time', () => {
    const meets = (record: Partial<MailRecord>, content: DraftContent | undefined = written()) => {
      const outgoing = createOutgoing();
      const send = outgoing.sent(seen(midOf(1), content), NOW);
      return outgoing.meet(copy(record), NOW) === send;
    };
    expect(meets({})).toBe(true);
    expect(meets({ mid: midOf(1), subject: 'Otra', internalMs: 5 })).toBe(true);
    expect(meets({ bcc: [] })).toBe(true);
    expect(meets({ bcc: [{ email: CLARA.email }], cc: [] })).toBe(true);
    expect(meets({ subject: 'Otra' })).toBe(false);
    expect(meets({ to: [{ email: CLARA.email }] })).toBe(false);
    expect(meets({ cc: [{ email: CLARA.email }] })).toBe(false);
    expect(meets({ internalMs: NOW - HOUR })).toBe(false);
    expect(meets({ internalMs: NOW + 2 * HOUR })).toBe(false);
  });

  it('takes no copy it has met before for a later send of the same words', () => {
    const outgoing = createOutgoing();
    const first = outgoing.sent(seen(midOf(1)), NOW);
    expect(outgoing.meet(copy(), NOW)).toBe(first);
    const second = outgoing.sent(seen(midOf(2)), NOW + 5000);
    expect(outgoing.meet(copy(), NOW + 6000)).toBeUndefined();
    expect(outgoing.meet(copy({ mid: midOf(10), internalMs: NOW + 5500 }), NOW + 6000)).toBe(second);
    expect(outgoing.sendOf(midOf(10))).toBe(second);
  });

  it('takes no copy for it that stood in the Sent folder long before', () => {
    const outgoing = createOutgoing();
    outgoing.meet(copy({ internalMs: NOW }), NOW - HOUR);
    outgoing.sent(seen(midOf(1)), NOW);
    expect(outgoing.meet(copy({ internalMs: NOW }), NOW)).toBeUndefined();
  });

  it('remembers what was saved by the client’s name and by the server’s', () => {
    const outgoing = createOutgoing();
    outgoing.saved(written({ key: 'client-2', subject: 'Dos' }), midOf(2));
    const subjectOf = (draftId: string, draftKey?: string) =>
      outgoing.sent({ draftId, draftKey, content: undefined, folderId: undefined, isConfirmed: true }, NOW)?.content
        ?.subject;
    expect([subjectOf(midOf(2)), subjectOf(midOf(3), 'client-2'), subjectOf(midOf(4), 'client-4')]).toEqual([
      'Dos',
      'Dos',
      undefined,
    ]);
  });

  it('takes the same send twice for one', () => {
    const outgoing = createOutgoing();
    const send = outgoing.sent(seen(midOf(1)), NOW);
    expect(outgoing.sent(seen(midOf(1)), NOW + 50)).toBeUndefined();
    expect(outgoing.meet(copy(), NOW)).toBe(send);
    expect(outgoing.meet(copy({ mid: midOf(10) }), NOW)).toBeUndefined();
  });
});

describe('the name of a sent message', () => {
  type Answer = Awaited<ReturnType<SettleSendDependencies['read']>>;
  const read = (...messages: MailRecord[]): Answer => ({ kind: 'read', reading: { ...emptyReading(), messages } });

  async function settle(answer: (what: string, nth: number) => Answer, isConfirmed = true) {
    const outgoing = createOutgoing();
    const mailbox = createMailboxFacts();
    mailbox.learnFolders(FOLDERS);
    const send = outgoing.sent({ ...seen(midOf(1)), isConfirmed }, NOW);
    if (send === undefined) throw new Error('it was never seen before');
    const found: string[] = [];
    const asked: string[] = [];
    let waitedMs = 0;
    await settleSend(send, {
      outgoing,
      standingOf: mailbox.standingOf,
      sentFolderId: () => mailbox.sentFolderId(),
      now: () => NOW + waitedMs,
      wait: async (ms) => {
        waitedMs += ms;
      },
      read: async (question) => {
        asked.push(question.what);
        return answer(question.what, asked.length);
      },
      found: (_, mid) => found.push(mid),
    });
    return { found, asked, waitedMs };
  }

  it('stays where the message has moved with it', async () => {
    const { found, asked } = await settle(() => read(copy({ mid: midOf(1) })));
    expect([found, asked]).toEqual([[midOf(1)], ['message']]);
  });

  it('is asked for again while the message is still a draft', async () => {
    const draft = copy({ mid: midOf(1), folderTypes: ['DRAFT'] });
    const { found, asked } = await settle((_, nth) => read(nth < 3 ? draft : copy({ mid: midOf(1) })));
    expect([found, asked]).toEqual([[midOf(1)], ['message', 'message', 'message']]);
  });

  it('is looked for in the Sent folder where the draft is gone', async () => {
    const draft = copy({ mid: midOf(30), folderTypes: ['DRAFT'] });
    const list = read(draft, copy({ mid: midOf(31), subject: 'Otra' }), copy({ mid: midOf(32) }));
    expect((await settle((what) => (what === 'message' ? { kind: 'gone' } : list))).found).toEqual([midOf(32)]);
    expect((await settle((what) => (what === 'message' ? read() : list))).found).toEqual([midOf(32)]);
  });

  it('waits for a server that files late, and then for the page', async () => {
    const late = await settle((what, nth) =>
      what === 'message' ? { kind: 'gone' } : read(...(nth > 6 ? [copy()] : [])),
    );
    expect(late.found).toEqual([midOf(9)]);
    const never = await settle((what) => (what === 'message' ? { kind: 'gone' } : read()));
    expect(never.found).toEqual([]);
    expect(never.waitedMs).toBeGreaterThan(60_000);
  });

  it('is the draft’s where nobody answers, and not told where nothing may be asked', async () => {
    const mute = await settle(() => ({ kind: 'unreachable' }));
    expect([mute.found, mute.asked.length]).toEqual([[midOf(1)], 6]);
    expect((await settle(() => undefined)).found).toEqual([]);
  });

  it('is told of an unanswered send only once its copy is found', async () => {
    const draft = copy({ mid: midOf(1), folderTypes: ['DRAFT'] });
    expect((await settle(() => read(draft), false)).found).toEqual([]);
    expect((await settle(() => ({ kind: 'unreachable' }), false)).found).toEqual([]);
    expect((await settle(() => read(copy({ mid: midOf(1) })), false)).found).toEqual([midOf(1)]);
  });
});

describe('a mailbox at Yahoo', () => {
  const facts = () => {
    const mailbox = createMailboxFacts();
    mailbox.learnMailboxes([{ email: ACCOUNT, isSelected: true, isPrimary: true }]);
    return mailbox;
  };

  it.each([
    [{ folderTypes: ['BULK'] }, 'left-out'],
    [{ folderTypes: ['TRASH'] }, 'left-out'],
    [{ folderTypes: ['DRAFT'] }, 'draft'],
    [{ folderTypes: ['SENT'], from: undefined }, 'sent'],
    [{ folderTypes: ['INBOX'] }, 'received'],
    [{ folderTypes: ['USER'], folderId: '21' }, 'sent'],
    [{ folderTypes: ['USER'], folderId: '21', from: { email: BEA.email } }, 'received'],
    [{ folderTypes: undefined, folderId: '3' }, 'draft'],
    [{ folderTypes: undefined, folderId: '77', from: { email: BEA.email } }, 'received'],
    [{ folderTypes: undefined, folderId: undefined }, undefined],
    [{ folderTypes: undefined, folderId: undefined, from: undefined }, undefined],
  ])('says of %j: %s', (fields, standing) => {
    expect(facts().standingOf({ ...copy(), ...fields } as MailRecord)).toBe(standing);
  });

  it('believes what a folder is for rather than its number', () => {
    const mailbox = facts();
    mailbox.learnFolders([
      { id: '2', types: ['USER'] },
      { id: '50', types: ['SENT'] },
      { id: '60', types: ['SENT'] },
    ]);
    expect(mailbox.standingIn('2')).toBeUndefined();
    expect(mailbox.sentFolderId()).toBe('50');
    expect(createMailboxFacts().sentFolderId()).toBe('2');
  });

  it('shows the selected mailbox, else the main one, and keeps to what is certain', () => {
    const mailbox = createMailboxFacts();
    mailbox.learnShown('screen@rep.example');
    expect(mailbox.email).toBe('screen@rep.example');
    mailbox.learnMailboxes([
      { email: 'a@rep.example', isSelected: false, isPrimary: false },
      { email: 'b@rep.example', isSelected: false, isPrimary: true },
    ]);
    mailbox.learnShown('screen@rep.example');
    expect(mailbox.email).toBe('b@rep.example');
    mailbox.learnAccounts([{ email: 'b@rep.example' }, { email: 'old@imap.example' }]);
    expect(mailbox.aliases()).toEqual(['old@imap.example']);
    expect([mailbox.isOwn('old@imap.example'), mailbox.isOwn('c@client.example')]).toEqual([true, false]);
  });
});
