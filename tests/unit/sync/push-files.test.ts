import { describe, expect, it } from 'vitest';
import { CrmRejectedError } from '../../../utils/crm/errors/crm-rejected-error.ts';
import { CrmUnavailableError } from '../../../utils/crm/errors/crm-unavailable-error.ts';
import { recentEntries } from '../../../utils/queue/summary.ts';
import { buildPush } from './support/build-push.ts';

describe('files', () => {
  it('go to the addresses the answer offers, in the order of the attachments', async () => {
    const { push, crm, uploads, calls } = await buildPush([{ files: ['inline', 'small', 'small'] }]);
    const create = crm.createEmail;
    crm.createEmail = async (email, signal) => ({
      ...(await create(email, signal)),
      uploadUrls: email.attachments.map(({ name }) => `https://mail.example.test/${name}`),
    });
    await push.run();
    expect(calls).toEqual(['find', 'create', 'upload secretword0x-1.txt', 'upload secretword0x-2.txt']);
    expect(uploads.get('https://mail.example.test/secretword0x-2.txt')).toContain('file 2');
  });

  it('become documents of the company where the answer offers no address', async () => {
    const { push, calls } = await buildPush([{ files: ['small'] }]);
    await push.run();
    expect(calls).toEqual(['find', 'create', 'document secretword0x-0.txt', 'upload secretword0x-0.txt']);
  });

  it('are named with the reason when left out', async () => {
    const { push, db, crm } = await buildPush([{ files: ['too-large', 'unreadable'] }, { files: ['small'] }]);
    crm.createDocument = async () => {
      throw new CrmRejectedError('no', 403, 'no documents');
    };
    await push.run();
    const entries = await recentEntries(db, 2);
    expect(entries.flatMap(({ leftOut }) => leftOut)).toEqual(
      expect.arrayContaining([
        { name: 'secretword0x-0.txt', why: 'too-large' },
        { name: 'secretword0x-1.txt', why: 'unreadable' },
        { name: 'secretword1x-0.txt', why: 'crm-refused' },
      ]),
    );
    expect(entries.every(({ state }) => state === 'done')).toBe(true);
  });

  it('are tried as documents once when the offered address has expired', async () => {
    const { push, crm, calls } = await buildPush([{ files: ['small'] }]);
    const { createEmail, upload } = crm;
    crm.createEmail = async (email, signal) => ({
      ...(await createEmail(email, signal)),
      uploadUrls: ['https://mail.example.test/expired'],
    });
    crm.upload = async (url, bytes, signal) => {
      if (url.endsWith('expired')) throw new CrmRejectedError('no', 403, 'expired');
      return upload(url, bytes, signal);
    };
    await push.run();
    expect(calls).toEqual(['find', 'create', 'document secretword0x-0.txt', 'upload secretword0x-0.txt']);
  });

  it('are not sent again after a failure between them', async () => {
    const { push, crm, calls, clock } = await buildPush([{ files: ['small', 'small'] }]);
    const { upload } = crm;
    let isDown = true;
    crm.upload = async (url, bytes, signal) => {
      if (isDown && url.endsWith('1.txt')) {
        isDown = false;
        throw new CrmUnavailableError('down', true);
      }
      return upload(url, bytes, signal);
    };
    await push.run();
    clock.pass(60_000);
    await push.run();
    const names = ['document secretword0x-0.txt', 'upload secretword0x-0.txt', 'document secretword0x-1.txt'];
    expect(calls).toEqual(['find', 'create', ...names, 'upload secretword0x-1.txt']);
  });

  it('include the whole message when its text did not fit', async () => {
    const { push, uploads, emails } = await buildPush([{ isLong: true }]);
    await push.run();
    expect(emails[0]?.body.length).toBeLessThanOrEqual(4000);
    expect([...uploads.keys()]).toEqual(['https://files.example.test/secretword0x subject.eml']);
    expect([...uploads.values()][0]).toContain('"word":"secretword0x"');
  });
});
