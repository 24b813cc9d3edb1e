import { afterEach, describe, expect, it } from 'vitest';
import { ACCOUNT, BEA, ME, message } from '../../fixtures/icloud/fake-icloud.ts';
import { pause, until } from './framed-page.ts';
import { closeMailFrames, type MailFrame, openMailFrame } from './icloud-page.ts';

afterEach(closeMailFrames);

const drafts = { sessionHeaders: { folder: 'Drafts' } };
const draft = (more = {}) => ({
  from: ME,
  to: [BEA],
  cc: [],
  bcc: ['Carla <carla@client.example>'],
  subject: 'Re: Offer',
  htmlBody: '<p>typed words</p>',
  textBody: 'typed words',
  ...drafts,
  ...more,
});

/** Types and saves; the service gives the draft a uid. */
async function save({ call, server }: MailFrame, uid: number, more = {}) {
  server.odd.set('message/savedraft', JSON.stringify({ uid }));
  await call('message/savedraft', draft(more));
}

const sentMessage = (more = {}) =>
  message({
    folder: 'Sent Messages',
    uid: 90,
    threadId: 't-90',
    messageId: '<sent-90@icloud.example>',
    from: ME,
    to: [BEA],
    subject: 'Re: Offer',
    date: Date.now(),
    ...more,
  });

describe('iCloud adapter: sending', () => {
  it('reports what was sent by the name the folder of sent mail gives it, with its blind recipients', async () => {
    const frame = await openMailFrame({ messages: [] });
    const { call, server, notices } = frame;
    await call('thread/search', { sessionHeaders: { folder: 'INBOX' } });
    await save(frame, 40);
    await save(frame, 41, { to: [BEA, 'Dora <dora@client.example>'] });
    await pause(600);
    expect(notices).toEqual([]);
    await call('draft/send', { messageGuid: 'Drafts/41', ...drafts });
    server.messages.push(sentMessage({ to: [BEA, 'dora@client.example'] }));
    await until('it is told', () => notices.length > 0);
    expect(notices[0]).toMatchObject({
      ref: '<sent-90@icloud.example>',
      threadRef: 't-90',
      state: 'sent',
      direction: 'outgoing',
      account: ACCOUNT,
      envelope: {
        from: { email: ACCOUNT },
        to: [{ email: 'bea@client.example' }, { email: 'dora@client.example' }],
        bcc: [{ email: 'carla@client.example', name: 'Carla' }],
        complete: true,
      },
    });
    await call('thread/get', { threadId: 't-90', sessionHeaders: { folder: 'Sent Messages' } });
    await until('it is told again', () => notices.length > 1);
    expect(notices.at(-1)).toEqual(notices[0]);
    expect(JSON.stringify(notices)).not.toMatch(/Offer|typed words/);
  });

  it.each<[string, string | undefined, number | undefined]>([
    [
      'says no in an answer with status 200',
      '{"success":false,"errorCode":"1103","errorDescription":"quota"}',
      undefined,
    ],
    ['names an error of a service within', '{"serviceErrors":[{"code":5}]}', undefined],
    ['answers with an error', undefined, 500],
  ])('takes nothing for sent where the server %s', async (_, odd, status) => {
    const frame = await openMailFrame({ messages: [] });
    const { call, server, notices } = frame;
    if (odd !== undefined) server.odd.set('draft/send', odd);
    if (status !== undefined) server.broken.set('draft/send', status);
    await save(frame, 41);
    await call('draft/send', { messageGuid: 'Drafts/41', ...drafts });
    await pause(1500);
    expect(notices).toEqual([]);
    expect(server.count('thread/get')).toBe(0);
  });

  it('tells one from another of two alike, and does not take an old one for a new one', async () => {
    const old = sentMessage({
      uid: 1,
      threadId: 't-old',
      messageId: '<old@icloud.example>',
      date: Date.now() - 3_600_000,
    });
    const frame = await openMailFrame({ messages: [old] });
    const { call, server, notices } = frame;
    const refs = () => [...new Set(notices.filter(({ envelope }) => envelope.bcc.length > 0).map(({ ref }) => ref))];
    for (const uid of [41, 42]) {
      await save(frame, uid);
      await call('draft/send', { messageGuid: `Drafts/${uid}`, ...drafts });
      await pause(400);
      server.messages.push(sentMessage({ uid, threadId: `t-${uid}`, messageId: `<sent-${uid}@icloud.example>` }));
    }
    await until('both are told', () => refs().length === 2);
    expect(refs().toSorted()).toEqual(['<sent-41@icloud.example>', '<sent-42@icloud.example>']);
  });

  it('knows own mail by every identity, and by the folder of sent mail', async () => {
    const relay = 'hidden_relay.1x@icloud.com';
    const frame = await openMailFrame({
      messages: [
        message({ uid: 1, from: 'Ana <sales.ana@icloud.com>', to: [BEA], messageId: '<1@x.example>' }),
        message({ uid: 2, from: 'Ana <ana@rep.example>', to: [BEA], messageId: '<2@x.example>' }),
        message({ uid: 3, folder: 'Sent Messages', from: relay, to: [BEA], messageId: '<3@x.example>' }),
        message({ uid: 4, messageId: '<4@x.example>' }),
      ],
    });
    await frame.call('thread/get', { threadId: 't-7', sessionHeaders: { folder: 'INBOX' } });
    await until('all are told', () => frame.notices.length >= 4);
    const directions = new Map(frame.notices.map(({ ref, direction }) => [ref, direction]));
    expect([...directions].toSorted()).toEqual([
      ['<1@x.example>', 'outgoing'],
      ['<2@x.example>', 'outgoing'],
      ['<3@x.example>', 'outgoing'],
      ['<4@x.example>', 'incoming'],
    ]);
  });

  it('finds what was sent shortly before the page was loaded', async () => {
    const { call, notices } = await openMailFrame({ messages: [sentMessage()] });
    await call('thread/search', { sessionHeaders: { folder: 'INBOX' } });
    await until('it is told', () => notices.length > 0);
    expect(notices[0]).toMatchObject({ ref: '<sent-90@icloud.example>', state: 'sent' });
  });
});
