import { writeFileSync } from 'node:fs';
import { COLLEAGUE, CUSTOMER, chromiumOnly, expect, FRIEND, test } from '../support/icloud-desk.ts';
import type { IcloudStandInOptions } from '../webmail/icloud/options.ts';

const parts = { name: 'Parts.pdf', mime: 'application/pdf', bytes: Buffer.alloc(5000, 'part ') };

const accounts: [string, IcloudStandInOptions][] = [
  [
    'that is answered in other forms, and told of what it sends later',
    {
      transport: 'xhr',
      addresses: 'objects',
      dates: 's',
      folderNames: 'prefixed',
      partsOrder: 'reversed',
      staleSenders: true,
      validatedBy: 'shell',
      sentLagMs: 1500,
    },
  ],
  [
    'in mainland China, whose page builds its frame anew and reads and saves otherwise',
    {
      region: 'china',
      transport: 'mixed',
      validatedBy: 'app',
      frame: 'rebuilt',
      threadMetadata: 'with-query',
      bodies: 'by-part',
      marksReadBy: 'get',
      draftUids: 'same',
      draftMessageIds: 'other',
      refusals: 'by-status',
    },
  ],
];

for (const [which, options] of accounts) {
  test(`logs mail once and whole of an account ${which}`, chromiumOnly, async ({ desk }, testInfo) => {
    desk.setUp(options);
    const user = await desk.open();
    desk.receive({ from: CUSTOMER, subject: 'Need prices', cc: COLLEAGUE.email, files: [parts] });
    const [received] = await desk.expectLogged('Need prices');
    expect(received).toMatchObject({ type: 1, Z_Cc: expect.stringContaining(COLLEAGUE.email) });

    const list = testInfo.outputPath('Prices.txt');
    writeFileSync(list, 'Stamp, 12 EUR\n');
    const draft = { to: CUSTOMER.email, bcc: FRIEND.email, subject: 'Our prices', body: 'Dear Omar', files: [list] };
    await user.compose(draft);
    await user.send();
    const emails = await desk.expectLogged('Need prices', 'Our prices');
    const [sent] = desk.webmail.sent(desk.account);
    expect(emails.find(({ subject }) => subject === 'Our prices')).toMatchObject({
      type: 0,
      emailTo: expect.stringContaining(CUSTOMER.email),
      Z_Bcc: expect.stringContaining(FRIEND.email),
      Z_MessageId: sent?.messageId,
    });
    const names = async () => (await desk.logged()).flatMap(({ attachments }) => attachments.map(({ name }) => name));
    await expect.poll(names, { timeout: 20_000 }).toEqual(['Parts.pdf', 'Prices.txt']);

    await user.openConversation('Need prices');
    await user.open(desk.account);
    await desk.expectStillLogged('Need prices', 'Our prices');
    expect(desk.creations()).toBe(2);
    desk.expectUntouched();
  });
}

test('says that it does not understand the older client, and asks nothing for it', chromiumOnly, async ({ desk }) => {
  desk.setUp({ client: 'wm' });
  await desk.open();
  const message = desk.receive({ from: CUSTOMER, subject: 'Need prices' });
  await expect.poll(() => desk.troubles(), { timeout: 20_000 }).toContain('traffic/older-client');
  await desk.expectStillLogged();
  expect(desk.fetchedBesides(message.ref)).toBe(0);
  desk.expectUntouched();
});
