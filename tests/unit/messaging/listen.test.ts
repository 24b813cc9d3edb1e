import { describe, expect, it, vi } from 'vitest';
import { createListener, type Sender } from '../../../utils/messaging/listen.ts';
import { createSend, NoAnswerError, RemoteError } from '../../../utils/messaging/send.ts';

const trust = {
  extensionId: 'ours',
  extensionOrigin: 'chrome-extension://ours',
  isWebmail: (url: string) => url.startsWith('https://mail.google.com/'),
};
const fromWebmail: Sender = { id: 'ours', url: 'https://mail.google.com/mail/u/0/', tab: { id: 1 } };
const fromPopup: Sender = { id: 'ours', url: 'chrome-extension://ours/popup.html' };

function connect(sender: Sender) {
  const hello = vi.fn(async () => ({ on: true, activeReads: true, orders: [] }));
  const setCapture = vi.fn(async () => {
    throw new TypeError('broken');
  });
  const listener = createListener({ 'content-bg:hello': hello, 'ui-bg:setCapture': setCapture }, trust);
  const send = createSend(
    (envelope) =>
      new Promise((resolve) => {
        if (!listener(structuredClone(envelope), sender, resolve)) resolve(undefined);
      }),
  );
  return { hello, setCapture, send, listener };
}

describe('a message between parts', () => {
  it('reaches its handler parsed and brings the answer back', async () => {
    const { hello, send } = connect(fromWebmail);
    await expect(send('content-bg:hello', { site: 'gmail', account: ' Ann@Example.com ' })).resolves.toEqual({
      on: true,
      activeReads: true,
      orders: [],
    });
    expect(hello).toHaveBeenCalledWith({ site: 'gmail', account: 'ann@example.com' }, fromWebmail);
  });

  it('brings a failure back by its name', async () => {
    const { send } = connect(fromPopup);
    await expect(send('ui-bg:setCapture', { on: true })).rejects.toMatchObject({
      name: 'RemoteError',
      code: 'TypeError',
    });
  });

  it('is refused when its shape is not the agreed one', async () => {
    const { hello, send } = connect(fromWebmail);
    const attempt = send('content-bg:hello', { site: 'nowhere' as 'gmail' });
    await expect(attempt).rejects.toBeInstanceOf(RemoteError);
    expect(hello).not.toHaveBeenCalled();
  });

  it.each<[string, Sender]>([
    ['another extension', { ...fromWebmail, id: 'theirs' }],
    ['a page that is no webmail', { ...fromWebmail, url: 'https://example.com/' }],
    ['one of our own pages', fromPopup],
    ['nobody', {}],
  ])('to the capture side is refused from %s', async (_, sender) => {
    const { hello, send } = connect(sender);
    await expect(send('content-bg:hello', { site: 'gmail' })).rejects.toMatchObject({ code: 'UntrustedSenderError' });
    expect(hello).not.toHaveBeenCalled();
  });

  it.each([
    ['reaches its handler from a page that turns out to be a webmail', true],
    ['is refused from a page that turns out to be none', false],
  ])('%s', async (_, known) => {
    const hello = vi.fn(async () => ({ on: true, activeReads: true, orders: [] }));
    const later = { ...trust, isWebmail: () => Promise.resolve(known) };
    const listener = createListener({ 'content-bg:hello': hello }, later);
    const send = createSend((envelope) => new Promise((resolve) => void listener(envelope, fromWebmail, resolve)));
    const answer = await send('content-bg:hello', { site: 'exchange' }).catch((error: RemoteError) => error.code);
    expect(answer).toEqual(known ? { on: true, activeReads: true, orders: [] } : 'UntrustedSenderError');
    expect(hello).toHaveBeenCalledTimes(known ? 1 : 0);
  });

  it('to the settings side is refused from a webmail page', async () => {
    const { setCapture, send } = connect(fromWebmail);
    await expect(send('ui-bg:setCapture', { on: false })).rejects.toMatchObject({ code: 'UntrustedSenderError' });
    expect(setCapture).not.toHaveBeenCalled();
  });

  it.each([null, 'text', {}, { tandem: 'content-bg:unknown' }, { tandem: 'toString' }])(
    '%j is left to others',
    (message) => {
      expect(connect(fromWebmail).listener(message, fromWebmail, () => {})).toBeUndefined();
    },
  );

  it('without anybody there ends in NoAnswerError', async () => {
    const gone = createSend(() => Promise.reject(new Error('Extension context invalidated.')));
    await expect(gone('content-bg:hello', { site: 'gmail' })).rejects.toBeInstanceOf(NoAnswerError);
    const silent = createSend(async () => undefined);
    await expect(silent('content-bg:hello', { site: 'gmail' })).rejects.toBeInstanceOf(NoAnswerError);
  });
});
