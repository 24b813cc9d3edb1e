import { describe, expect, it } from 'vitest';
import { atTerminal } from '../../../server/access/who.ts';
import { createNoteEvents } from '../../../server/notices/note-event.ts';
import { createRecords } from '../../../server/store/records.ts';
import { createCertificate } from '../../support/certificate.ts';
import { refusal, startMailServer } from './mail-server.ts';
import { HOUR, MINUTE, openNoticeRig } from './notice-rig.ts';

describe('a notice', () => {
  it('goes once to the owner of an event that is added, plain and HTML, with the event as a file', async () => {
    const mail = await startMailServer();
    const rig = await openNoticeRig(mail.settings);
    const id = await rig.add({ comment: 'Bring the <new> list', Z_Location: 'Hamngatan 1' });
    await rig.run();
    await rig.run();

    expect(mail.received).toHaveLength(1);
    const [{ to, from, email } = { to: [], from: '', email: undefined }] = mail.received;
    expect([from, to]).toEqual(['crm@northside.example', ['nora.lind@northside.example']]);
    expect(email?.subject).toBe('Added to your calendar: Visit to Birch Tools');
    for (const text of ['Thursday', '7 May 2026', '10:00', '11:30', 'Hamngatan 1', 'Birch Tools AB', 'Omar Haddad']) {
      expect(email?.text).toContain(text);
      expect(email?.html).toContain(text);
    }
    expect(email?.text).toContain('Bring the <new> list');
    expect(email?.html).toContain('Bring the &lt;new&gt; list');
    const [row] = await rig.rows();
    expect(email?.text).toContain(`https://crm.northside.example/notices/${row?.id}`);
    expect(email?.headers).toContainEqual({
      key: 'auto-submitted',
      originalKey: 'Auto-Submitted',
      value: 'auto-generated',
    });
    expect(email?.attachments).toMatchObject([{ filename: 'event.ics', mimeType: 'text/calendar', method: 'PUBLISH' }]);
    expect(row).toMatchObject({ eventId: id, userId: 1, state: 'sent', attempts: 1, reason: null, dueAt: null });
    expect(rig.faults).toEqual([]);
  });

  it('is not written for changes, tasks, events that are over, and events without a day', async () => {
    const rig = await openNoticeRig();
    const id = await rig.add();
    await rig.resources.update(rig.entity, id, { subject: 'Moved', startDate: '26/05/06' }, 1);
    await rig.add({ task: true });
    await rig.add({ startDate: '26/05/03', endDate: '26/05/03' });
    await rig.add({ startDate: null, startHour: null, endDate: null, endHour: null });
    expect(await rig.rows()).toMatchObject([{ eventId: id }]);
  });

  it('is one for a whole series, and one for an event that its provider brings again', async () => {
    const rig = await openNoticeRig();
    await rig.add({ Z_SeriesId: 'weekly', Z_ProviderUid: 'u1' });
    await rig.add({ Z_SeriesId: 'weekly', Z_ProviderUid: 'u1', startDate: '26/05/14', endDate: '26/05/14' });
    const first = await rig.add({ Z_ProviderUid: 'u2' });
    await rig.resources.remove(rig.entity, first, 1);
    await rig.add({ Z_ProviderUid: 'u2' });
    const repeated = await rig.add({ extId: 'mine:3' });
    expect(await rig.add({ extId: 'mine:3' })).toBe(repeated);
    await rig.add({ Z_ProviderUid: 'u2', salesRepId: 2 });
    expect((await rig.rows()).map(({ userId }) => userId)).toEqual([1, 1, 1, 2]);
  });

  it('is undone together with the event', async () => {
    const rig = await openNoticeRig();
    await expect(rig.add({ endHour: '09:00' })).rejects.toThrow('the end is before the start');
    await expect(
      rig.db.transaction().execute(async (within) => {
        const now = () => rig.clock.at;
        const values = { salesRepId: 1, Z_StartsAt: '2026-05-07T08:00:00.000Z', task: 0 };
        await createRecords(within, now, createNoteEvents(now)).insert('calendar', values, 1);
        expect(await within.selectFrom('notices').select('id').execute()).toHaveLength(1);
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    expect(await rig.rows()).toEqual([]);
  });

  it('is dropped when the event went away before it was sent, or to somebody else', async () => {
    const mail = await startMailServer();
    const rig = await openNoticeRig(mail.settings);
    await rig.resources.remove(rig.entity, await rig.add(), 1);
    await rig.resources.update(rig.entity, await rig.add(), { salesRepId: 2 }, 1);
    await rig.run();
    expect(mail.received).toEqual([]);
    expect(await rig.rows()).toMatchObject([
      { state: 'dropped', reason: 'event-removed' },
      { state: 'dropped', reason: 'not-theirs' },
    ]);
  });

  it('is kept to be looked at where there is no mail server, or no address to write to', async () => {
    const without = await openNoticeRig();
    await without.add();
    await without.run();
    expect(await without.rows()).toMatchObject([{ state: 'kept', reason: 'no-mail-server' }]);

    const mail = await startMailServer();
    const rig = await openNoticeRig(mail.settings);
    for (const email of [null, '', 'nobody', 'a@b.example, c@d.example', 'a@b.example>\r\nRCPT TO:<c@d.example']) {
      await rig.setUser(1, { email });
      await rig.add();
      await rig.run();
    }
    expect(mail.received).toEqual([]);
    expect((await rig.rows()).map(({ state, reason }) => `${state} ${reason}`)).toEqual(
      Array(5).fill('kept no-address'),
    );
    await without.startLife(mail.settings).then((life) => life.run());
    expect(mail.received, 'nothing old is sent when a mail server is set later').toEqual([]);
  });
});

describe('who wants no e-mails', () => {
  it('gets none, neither what waits nor what comes, and none of it later', async () => {
    const mail = await startMailServer();
    const rig = await openNoticeRig(mail.settings);
    const { views } = rig.life.notices;
    await rig.add();
    await views.setOff(1, true, atTerminal);
    await rig.add({ subject: 'While it is off' });
    await rig.add({ salesRepId: 2 });
    await rig.run();
    expect(mail.received.map(({ to }) => to)).toEqual([['mateo.vidal@northside.example']]);
    const fates = async () => (await rig.rows()).map(({ state, reason }) => `${state} ${reason}`);
    expect(await fates()).toEqual(['kept switched-off', 'kept switched-off', 'sent null']);
    expect((await views.list(1, { limit: 9 })).map(({ content }) => content?.title)).toContain('While it is off');

    await views.setOff(1, false, atTerminal);
    await rig.add({ subject: 'Again' });
    await rig.run();
    expect(mail.received.map(({ email }) => email.subject)).toEqual([
      'Added to your calendar: Visit to Birch Tools',
      'Added to your calendar: Again',
    ]);
    const noted = await rig.db.selectFrom('auditLog').selectAll().where('table', '=', 'noticeSettings').execute();
    expect(noted).toMatchObject([
      { action: 'update', recordId: 1 },
      { action: 'update', recordId: 1 },
    ]);
  });
});

describe('a mail server that refuses', () => {
  it('for now is asked again, ever later', async () => {
    const mail = await startMailServer();
    const rig = await openNoticeRig(mail.settings);
    mail.atRecipient = () => refusal(451, '4.7.1 Greylisted nora.lind@northside.example');
    await rig.add();
    await rig.run();
    expect(await rig.rows()).toMatchObject([
      { state: 'waiting', reason: 'put-off', reply: '451 4.7.1', dueAt: '2026-05-04T08:01:00.000Z', content: null },
    ]);
    await rig.pass(3 * MINUTE);
    expect(await rig.rows()).toMatchObject([{ attempts: 3, dueAt: '2026-05-04T08:07:00.000Z' }]);
    mail.atRecipient = () => undefined;
    await rig.pass(4 * MINUTE);
    expect(await rig.rows()).toMatchObject([{ state: 'sent', reason: null, reply: null }]);
    expect(mail.received).toHaveLength(1);
  });

  it('one recipient for good is not asked again, and others are served', async () => {
    const mail = await startMailServer();
    const rig = await openNoticeRig(mail.settings);
    mail.atRecipient = (address) => (address.startsWith('nora') ? refusal(550, '5.1.1 Unknown') : undefined);
    await rig.add();
    await rig.add({ salesRepId: 2 });
    await rig.run();
    expect(await rig.rows()).toMatchObject([
      { state: 'failed', reason: 'refused', reply: '550 5.1.1' },
      { state: 'sent' },
    ]);
    await rig.pass(HOUR, HOUR);
    expect(mail.connections).toBe(2);
  });

  it('a message after its end has refused it: again for 4xx, never for 5xx', async () => {
    const mail = await startMailServer();
    const rig = await openNoticeRig(mail.settings);
    mail.atEnd = () => refusal(452, 'Full');
    await rig.add();
    await rig.run();
    expect(await rig.rows()).toMatchObject([{ state: 'waiting', reason: 'put-off', reply: '452' }]);
    mail.atEnd = () => refusal(554, '5.7.1 Spam');
    await rig.pass(MINUTE);
    expect(await rig.rows()).toMatchObject([{ state: 'failed', reason: 'refused', reply: '554 5.7.1' }]);
    expect(mail.received).toEqual([]);
  });

  it('is given up after three days', async () => {
    const mail = await startMailServer();
    const rig = await openNoticeRig(mail.settings);
    await mail.close();
    await rig.add();
    await rig.run();
    expect(await rig.rows()).toMatchObject([{ state: 'waiting', reason: 'unreachable' }]);
    await rig.pass(72 * HOUR, HOUR);
    expect(await rig.rows()).toMatchObject([{ state: 'failed', reason: 'unreachable' }]);
  });

  it('lets all wait with one attempt, and its operator knows', async () => {
    const mail = await startMailServer();
    const rig = await openNoticeRig(mail.settings);
    mail.atRecipient = (_, cut) => {
      cut();
      return undefined;
    };
    for (let count = 0; count < 5; count += 1) await rig.add();
    await rig.run();
    expect(mail.connections).toBe(1);
    expect((await rig.rows()).map(({ state, reason }) => `${state} ${reason}`)).toEqual(
      Array(5).fill('waiting unreachable'),
    );
    expect(rig.lines).toEqual([
      'Notices wait until 2026-05-04T08:01:00.000Z: the mail server takes none (unreachable)',
    ]);
    mail.atRecipient = () => undefined;
    await rig.pass(MINUTE);
    expect(mail.received).toHaveLength(5);
    expect(new Set(mail.received.map(({ email }) => email.messageId)).size).toBe(5);
  });
});

describe('a connection', () => {
  it('is encrypted by STARTTLS, and nothing is said where that fails', async () => {
    const { key, cert } = await createCertificate(['localhost']);
    const auth: string[] = [];
    const mail = await startMailServer({
      key,
      cert,
      onAuth({ username, password }, _, callback) {
        auth.push(`${username} ${password}`);
        callback(null, { user: username });
      },
    });
    const settings = { ...mail.settings, auth: { user: 'crm', pass: 'se cret' } };
    const rig = await openNoticeRig(settings);
    await rig.add();
    await rig.run();
    expect(await rig.rows()).toMatchObject([{ state: 'waiting', reason: 'encryption' }]);
    expect([auth, mail.received]).toEqual([[], []]);

    rig.clock.at += MINUTE;
    await rig.startLife(settings, { tls: { ca: cert } }).then((life) => life.run());
    expect(await rig.rows()).toMatchObject([{ state: 'sent' }]);
    expect(auth).toEqual(['crm se cret']);
    expect(mail.received[0]?.isEncrypted).toBe(true);
  });

  it('to a server without STARTTLS gets no password', async () => {
    const auth: unknown[] = [];
    const mail = await startMailServer({
      allowInsecureAuth: true,
      onAuth(given, _, callback) {
        auth.push(given);
        callback(null, { user: 'x' });
      },
    });
    const rig = await openNoticeRig({ ...mail.settings, encryption: 'upgrade', auth: { user: 'crm', pass: 'x' } });
    await rig.add();
    await rig.run();
    expect(await rig.rows()).toMatchObject([{ state: 'waiting', reason: 'encryption' }]);
    expect(auth).toEqual([]);
  });

  it('with TLS from the first byte works too, and a wrong password is told as such', async () => {
    const { key, cert } = await createCertificate(['localhost']);
    const mail = await startMailServer({
      ...{ key, cert, secure: true },
      onAuth: ({ password }, _, callback) =>
        password === 'right' ? callback(null, { user: 'x' }) : callback(refusal(535, '5.7.8 se cret is wrong')),
    });
    const options = { tls: { ca: cert } };
    const rig = await openNoticeRig({ ...mail.settings, auth: { user: 'crm', pass: 'se cret' } }, options);
    await rig.add();
    await rig.run();
    expect(await rig.rows()).toMatchObject([{ state: 'waiting', reason: 'sign-in', reply: '535 5.7.8' }]);
    expect(JSON.stringify([rig.lines, await rig.rows()])).not.toContain('se cret');
    rig.clock.at += MINUTE;
    await rig.startLife({ ...mail.settings, auth: { user: 'crm', pass: 'right' } }, options).then((life) => life.run());
    expect(await rig.rows()).toMatchObject([{ state: 'sent' }]);
  });
});
