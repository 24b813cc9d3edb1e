import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { onEnd } from './endings.ts';
import { type MailServer, startMailServer } from './mail-server.ts';
import { HOUR, MINUTE, openNoticeRig } from './notice-rig.ts';

type Rig = Awaited<ReturnType<typeof openNoticeRig>>;

const SENDER = `
  import { findViewer } from './server/access/viewer.ts';
  import { createJobRunner } from './server/jobs/job-runner.ts';
  import { createNotices } from './server/notices/create-notices.ts';
  import { openDatabase } from './server/store/open-database.ts';
  import { defaultChoices } from './server/v4/choices.ts';
  const { place, smtp, at } = JSON.parse(process.argv[1]);
  const db = await openDatabase(place);
  const [now, onFault] = [() => at, (error) => console.error(error)];
  const jobs = createJobRunner({ db, now, onFault });
  const viewerOf = (who) => findViewer(db, defaultChoices, who);
  const notices = await createNotices({ db, choices: defaultChoices, jobs, smtp, now, onFault, viewerOf, onNotice() {} });
  await jobs.start();
  await notices.look();
`;

/** A process that sends what is due by the clock of the rig. */
function startProcess(rig: Rig, mail: MailServer) {
  const options = JSON.stringify({ place: rig.place, smtp: mail.settings, at: rig.clock.at });
  const child = spawn('node', ['--input-type=module', '--eval', SENDER, options], { stdio: 'inherit' });
  const ended = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  onEnd('test', kill);
  return { kill };
}

/** A door that is closed until it is opened. */
function createDoor() {
  let isReached = false;
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    isReached: () => isReached,
    open: () => open(),
    async pass(): Promise<undefined> {
      isReached = true;
      await opened;
    },
  };
}

describe('a process that is killed', () => {
  it('before the mail server has the message leaves it to be sent by the next, once', async () => {
    const mail = await startMailServer();
    const rig = await openNoticeRig(mail.settings);
    const door = createDoor();
    mail.atRecipient = () => door.pass();
    await rig.add();
    const first = startProcess(rig, mail);
    await waitUntil('the first process to write to the mail server', door.isReached, 20_000);
    await first.kill();
    expect(await rig.rows()).toMatchObject([{ state: 'sending' }]);

    mail.atRecipient = () => undefined;
    await rig.pass(2 * MINUTE);
    await rig.pass(HOUR, HOUR);
    expect(mail.received).toHaveLength(1);
    expect(await rig.rows()).toMatchObject([{ state: 'sent', attempts: 2 }]);
  });

  it('between the end of the message and the answer is not followed by a second message', async () => {
    const mail = await startMailServer();
    const rig = await openNoticeRig(mail.settings);
    const door = createDoor();
    mail.atEnd = () => door.pass();
    await rig.add();
    const first = startProcess(rig, mail);
    await waitUntil('the message to arrive', door.isReached, 20_000);
    await first.kill();
    door.open();
    await waitUntil('the mail server to keep the message', () => mail.received.length === 1);
    expect(await rig.rows()).toMatchObject([{ state: 'handed-over' }]);

    mail.atEnd = () => undefined;
    await rig.pass(2 * MINUTE);
    await rig.pass(HOUR, HOUR);
    expect(mail.received).toHaveLength(1);
    const [row] = await rig.rows();
    expect(row).toMatchObject({ state: 'unsure', reason: 'no-answer' });
    expect((await rig.life.notices.views.get(1, row?.id ?? 0))?.content?.title).toBe('Visit to Birch Tools');
  });
});

describe('a connection that is cut', () => {
  it('after the message and before the answer leaves it unsure, and others are still sent', async () => {
    const mail = await startMailServer();
    const rig = await openNoticeRig(mail.settings);
    mail.atEnd = (cut) => {
      cut();
      mail.atEnd = () => undefined;
      return undefined;
    };
    await rig.add();
    await rig.add();
    await rig.run();
    await rig.pass(HOUR, HOUR);
    expect(await rig.rows()).toMatchObject([{ state: 'unsure', reason: 'no-answer' }, { state: 'sent' }]);
    expect(mail.connections).toBe(2);
  });
});

describe('two senders on one database', () => {
  it('send each notice once', async () => {
    const mail = await startMailServer();
    const rig = await openNoticeRig(mail.settings);
    for (let count = 0; count < 10; count += 1) await rig.add();
    const other = await rig.startLife();
    await Promise.all([rig.run(), other.run()]);
    expect(mail.received).toHaveLength(10);
    expect(new Set(mail.received.map(({ email }) => email.messageId)).size).toBe(10);
  });

  it('of which one stood still: it ends no message that the other took over', async () => {
    const mail = await startMailServer();
    const rig = await openNoticeRig(mail.settings);
    const door = createDoor();
    mail.atRecipient = () => door.pass();
    await rig.add();
    const frozen = rig.run();
    await waitUntil('the first to write to the mail server', door.isReached);
    mail.atRecipient = () => undefined;
    rig.clock.at += MINUTE;
    await rig.startLife().then((other) => other.run());
    expect(mail.received).toHaveLength(1);
    door.open();
    await frozen;
    expect(mail.received).toHaveLength(1);
    expect(await rig.rows()).toMatchObject([{ state: 'sent', attempts: 2 }]);
  });

  it('of which one waited long for an answer: what it hears in the end counts', async () => {
    const mail = await startMailServer();
    const rig = await openNoticeRig(mail.settings);
    const door = createDoor();
    mail.atEnd = () => door.pass();
    await rig.add();
    const slow = rig.run();
    await waitUntil('the message to arrive', door.isReached);
    rig.clock.at += MINUTE;
    await rig.startLife().then((other) => other.run());
    expect(await rig.rows()).toMatchObject([{ state: 'unsure' }]);
    door.open();
    await slow;
    expect(await rig.rows()).toMatchObject([{ state: 'sent', attempts: 1, reason: null }]);
    expect(mail.received).toHaveLength(1);
  });
});
