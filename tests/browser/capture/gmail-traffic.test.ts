import { afterEach, describe, expect, it } from 'vitest';
import { ACCOUNT, answerWith, BEA, hexOf, idOf, MS, own, received, removePages, start } from './adapter-page.ts';
import { pause, until } from './framed-page.ts';

afterEach(removePages);

describe('Gmail adapter: traffic', () => {
  it('reports received mail with its whole envelope and nothing it says', async () => {
    const { frame: tell, notices } = start('');
    tell('answer', 'sync-s', answerWith([received(MS)]));
    await until('it is noticed', () => notices.length === 1);
    expect(notices[0]).toEqual({
      site: 'gmail',
      account: ACCOUNT,
      ref: idOf(MS),
      threadRef: 'thread-f:1850000000000000000',
      direction: 'incoming',
      state: 'received',
      sentAt: MS,
      noticedBy: 'traffic',
      envelope: {
        from: { email: 'bea@client.example', name: 'Bea' },
        to: [{ email: ACCOUNT, name: 'Ana' }],
        cc: [],
        bcc: [],
        replyTo: [],
        complete: true,
      },
    });
  });

  it('reports a send when the server has confirmed it and the undo link is gone', async () => {
    const { frame: tell, notices, window } = start('<div class="vh"><span id="link_undo">x</span></div>');
    tell('request', 'sync-s', answerWith([own(['^all', '^r'])]), 1);
    tell('request', 'sync-s', answerWith([own(['^all', '^pfg'], { 4: [BEA] })]), 2);
    tell('answer', 'sync-s', answerWith([own(['^all', '^f'], { 17: MS, 55: hexOf(MS) })]), 2);
    await pause(900);
    expect(notices.map(({ state }) => state)).toEqual(['sending']);
    expect(notices[0]?.envelope.to).toEqual([]);
    window.document.querySelector('#link_undo')?.remove();
    await until('it is told', () => notices.length === 2);
    expect(notices[1]).toMatchObject({ ref: 'msg-a:r77', state: 'sent', direction: 'outgoing', sentAt: MS });
    expect(notices[1]?.envelope.bcc).toEqual([{ email: 'bea@client.example', name: 'Bea' }]);
    expect(JSON.stringify(notices)).not.toContain('Oferta');
  });

  it('waits with what it saw until the mailbox is known', async () => {
    const { frame: tell, notices, accounts } = start('', { address: '' });
    tell('answer', 'sync-s', answerWith([received(MS)]));
    await pause(300);
    expect(notices).toEqual([]);
    tell('constants', 'constants', '{"address":"Delegated@Rep.example"}', 0);
    await until('it is told', () => notices.length === 1);
    expect(accounts).toEqual(['delegated@rep.example']);
    expect(notices[0]?.account).toBe('delegated@rep.example');
  });

  it('says once, in shapes and not in words, that it does not understand', async () => {
    const { frame: tell, troubles } = start('');
    for (let n = 0; n < 3; n += 1) tell('answer', 'sync-bv', '["msg-f:","secret subject",{"x":"bea@client.example"}]');
    await until('it is told', () => troubles.length > 0);
    await pause(100);
    expect(troubles).toEqual([
      { site: 'gmail', source: 'traffic', missing: 'no-record-in-answer-sync-bv', outline: '[msg-f:,s14,{s18}]' },
    ]);
  });

  it('takes forged and broken frames for what they are', async () => {
    const { frame: tell, notices } = start('');
    for (const text of ['', '[', '{"1":', '[[[["msg-f:1"]]]]', 'x'.repeat(100_000)]) tell('answer', 'sync-s', text);
    tell('constants', 'constants', '{"address":5}', 0);
    tell('answer', 'sync-s', answerWith([received(MS)]));
    await until('what came after is still read', () => notices.length === 1);
  });
});
