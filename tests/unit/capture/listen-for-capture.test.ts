import { describe, expect, it, vi } from 'vitest';
import { listenForCapture, type MessageSource } from '../../../utils/capture/listen-for-capture.ts';

type Listener = Parameters<MessageSource['onMessage']['addListener']>[0];

const order = { orderId: '1', site: 'gmail', account: 'ana@rep.example', ref: 'msg-f:1' };
const message = { tandem: 'bg-content:capture', request: { on: true, activeReads: true, orders: [order] } };

function setUp() {
  const listeners = new Set<Listener>();
  const use = vi.fn();
  const end = new AbortController();
  const onMessage = {
    addListener: (listener: Listener) => void listeners.add(listener),
    removeListener: (listener: Listener) => void listeners.delete(listener),
  };
  listenForCapture({ id: 'ours', onMessage }, use, end.signal);
  const respond = vi.fn();
  const post = (what: unknown, id = 'ours') => [...listeners].map((listener) => listener(what, { id }, respond));
  return { use, end, respond, post, listeners };
}

describe('listening for the switch', () => {
  it('obeys our own background and answers', () => {
    const { use, respond, post } = setUp();
    expect(post(message)).toEqual([true]);
    expect(use).toHaveBeenCalledExactlyOnceWith({ on: true, activeReads: true, orders: [order] });
    expect(respond).toHaveBeenCalledExactlyOnceWith({ ok: true, value: {} });
  });

  it.each<[string, unknown, string?]>([
    ['another extension', message, 'theirs'],
    ['another message', { tandem: 'content-bg:hello', request: { on: true, activeReads: true, orders: [] } }],
    ['no message of ours', 'ping'],
    ['nothing', null],
    ['a broken switch', { tandem: 'bg-content:capture', request: { on: 'yes', orders: [] } }],
    ['no orders at all', { tandem: 'bg-content:capture', request: { on: true } }],
  ])('leaves %s alone', (_, what, id) => {
    const { use, respond, post } = setUp();
    expect(post(what, id)).toEqual([undefined]);
    expect(use).not.toHaveBeenCalled();
    expect(respond).not.toHaveBeenCalled();
  });

  it('drops orders that are none', () => {
    const { use, post } = setUp();
    post({ tandem: 'bg-content:capture', request: { on: true, activeReads: true, orders: [order, { ref: 5 }, null] } });
    expect(use).toHaveBeenCalledExactlyOnceWith({ on: true, activeReads: true, orders: [order] });
  });

  it('stops listening when it ends', () => {
    const { end, listeners } = setUp();
    end.abort();
    expect(listeners.size).toBe(0);
  });
});
