import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PORT_TAG } from '../../../utils/capture/page-tap/handover.ts';
import type { PageFilter } from '../../../utils/capture/page-tap/page-filter.ts';
import { parseFrameText, type TapFrame } from '../../../utils/capture/page-tap/tap-frame.ts';
import { type FramedPage, framedPage, pause, until } from './framed-page.ts';

/** `data:` addresses answer without a server; those with `watched` in them are of interest. */
const filter: PageFilter = {
  tagOf: (url) => (url.includes('watched') ? 'test' : undefined),
  wantsText: (_, text) => text.includes('wanted'),
  dataFunction: { name: '_GM_setData', texts: (data) => data.map((each) => JSON.stringify(each)) },
  readConstants: (window) => (window as unknown as { constants?: string }).constants,
};

const answering = (text: string) => `data:text/plain;x=watched,${text}`;

let page: FramedPage;
let end: AbortController;

async function setUp(options: { head?: string; observe?: boolean; filter?: PageFilter } = {}) {
  page = await framedPage(options.head);
  const before = { fetch: page.window.fetch, open: page.window.XMLHttpRequest.prototype.open };
  page.installPageTap(page.window, options.filter ?? filter);
  const channel = page.createPageTapChannel(page.window, end.signal);
  const frames: TapFrame[] = [];
  channel.subscribe((text) => {
    const frame = parseFrameText(text);
    if (frame !== undefined) frames.push(frame);
  });
  if (options.observe !== undefined) channel.observe(options.observe);
  const texts = (kind: TapFrame['kind']) => frames.filter((frame) => frame.kind === kind).map(({ text }) => text);
  return { channel, frames, texts, before };
}

function xhr(window: FramedPage['window'], url: string, body?: string, type: XMLHttpRequestResponseType = '') {
  const request = new window.XMLHttpRequest();
  request.open('POST', url);
  request.responseType = type;
  const done = new Promise<XMLHttpRequest>((resolve) => {
    request.onloadend = () => resolve(request);
  });
  request.send(body ?? null);
  return done;
}

beforeEach(() => {
  end = new AbortController();
});

afterEach(() => {
  end.abort();
  page.remove();
});

describe('page-tap', () => {
  it('tells what was asked and answered, and of what is not of interest nothing', async () => {
    const { texts, frames } = await setUp({ observe: true });
    await xhr(page.window, answering('wanted-answer'), 'wanted-request');
    await xhr(page.window, answering('boring'), 'boring');
    await xhr(page.window, 'data:text/plain,wanted-elsewhere', 'wanted-elsewhere');
    await until('both halves are there', () => frames.length === 2);
    await pause(50);
    expect(texts('request')).toEqual(['wanted-request']);
    expect(texts('answer')).toEqual(['wanted-answer']);
    expect(new Set(frames.map(({ exchange }) => exchange)).size).toBe(1);
  });

  it.each<[XMLHttpRequestResponseType, string]>([
    ['text', 'wanted'],
    ['json', '%5B%22wanted%22%5D'],
    ['arraybuffer', 'wanted'],
    ['blob', 'wanted'],
  ])('respects the response type %s', async (type, answer) => {
    const { texts } = await setUp({ observe: true });
    const request = await xhr(page.window, answering(answer), '', type);
    expect(request.responseType).toBe(type);
    expect(request.response).not.toBeNull();
    await until('the answer is there', () => texts('answer').length === 1);
    expect(texts('answer')[0]).toContain('wanted');
  });

  it('leaves fetch its very promise and body, and sees bodies of every kind', async () => {
    const { texts } = await setUp({ observe: true });
    const { window } = page;
    const seen: string[] = [];
    for (const body of [
      'wanted-text',
      new window.URLSearchParams('wanted=form'),
      new window.TextEncoder().encode('wanted-bytes'),
    ]) {
      const promise = window.fetch(answering('wanted-answer'), { method: 'POST', body });
      expect(promise).toBeInstanceOf(window.Promise);
      seen.push(await (await promise).text());
    }
    const request = new window.Request(answering('wanted-answer'), { method: 'POST', body: 'wanted-request' });
    seen.push(await (await window.fetch(request)).text());
    expect(seen).toEqual(Array(4).fill('wanted-answer'));
    await until('all are told', () => texts('answer').length === 4 && texts('request').length === 4);
    expect(texts('request').sort()).toEqual(['wanted-bytes', 'wanted-request', 'wanted-text', 'wanted=form']);
  });

  it('lets errors of the page through as they are', async () => {
    const { texts, frames } = await setUp({ observe: true });
    const { window } = page;
    await expect(window.fetch('http://[watched')).rejects.toBeInstanceOf(window.TypeError);
    await expect(window.fetch('http://127.0.0.1:1/watched')).rejects.toBeInstanceOf(window.TypeError);
    expect(() => Reflect.apply(window.XMLHttpRequest.prototype.open, {}, ['GET', 'x'])).toThrow(window.TypeError);
    expect(() => new window.XMLHttpRequest().send()).toThrow(window.DOMException);
    await until('the failure is told', () => texts('failed').length === 1);
    expect(frames).toHaveLength(1);
  });

  it('looks like what it stands for', async () => {
    const { before } = await setUp({ observe: true });
    const { window } = page;
    const { open, send } = window.XMLHttpRequest.prototype;
    for (const [name, method] of Object.entries({ open, send, fetch: window.fetch })) {
      expect(method.name).toBe(name);
      expect(Function.prototype.toString.call(method)).toContain('[native code]');
    }
    expect(window.fetch.length).toBe(before.fetch.length);
    expect(open.length).toBe(before.open.length);
    expect(Object.keys(window)).not.toContain('tandem');
  });

  it('keeps what other extensions put there, before it and after it', async () => {
    page = await framedPage();
    const calls: string[] = [];
    const { window } = page;
    const native = window.fetch;
    window.fetch = (...args) => {
      calls.push('before');
      return Reflect.apply(native, window, args);
    };
    page.installPageTap(window, filter);
    const tapped = window.fetch;
    window.fetch = (...args) => {
      calls.push('after');
      return Reflect.apply(tapped, window, args);
    };
    expect(await (await window.fetch(answering('x'))).text()).toBe('x');
    expect(calls).toEqual(['after', 'before']);
  });

  it('tells nothing while off, and drops what it had kept', async () => {
    const { channel, frames } = await setUp();
    await xhr(page.window, answering('wanted'), 'wanted');
    await pause(50);
    expect(frames).toEqual([]);
    channel.observe(false);
    await pause(50);
    await xhr(page.window, answering('wanted'), 'wanted');
    channel.observe(true);
    await pause(100);
    expect(frames).toEqual([]);
    await xhr(page.window, answering('wanted'), 'wanted');
    await until('on again', () => frames.length === 2);
  });

  it('keeps what came before anybody had said whether to observe', async () => {
    const { channel, texts } = await setUp();
    await xhr(page.window, answering('wanted-early'), '');
    (page.window as Record<string, unknown>)._GM_setData = () => undefined;
    (page.window._GM_setData as (data: unknown) => void)({ key: 'wanted-first' });
    await pause(30);
    channel.observe(true);
    await until('it is told', () => texts('answer').length === 1 && texts('embedded').length === 1);
  });

  it('lets the page define its data function in every way it likes', async () => {
    const { texts } = await setUp({ observe: true });
    const { window } = page;
    expect(window._GM_setData).toBeUndefined();
    const own = (data: unknown) => ['called', data];
    window._GM_setData = own;
    expect((window._GM_setData as typeof own)({ a: 1 })).toEqual(['called', { a: 1 }]);
    window._GM_setData = 5;
    expect(window._GM_setData).toBe(5);
    const script = window.document.createElement('script');
    script.textContent = 'function _GM_setData(data) { window.declared = data; } _GM_setData(3);';
    window.document.head.append(script);
    expect(window.declared).toBe(3);
    await until('the assigned one was seen', () => texts('embedded').length === 1);
  });

  it('tells facts of the page once they are there', async () => {
    const { texts } = await setUp({ observe: true });
    expect(texts('constants')).toEqual([]);
    page.window.constants = '{"address":"ana@rep.example"}';
    await until('they are told', () => texts('constants').length === 1);
  });

  it('works under Trusted Types and a policy without inline scripts', async () => {
    const head = `<meta http-equiv="Content-Security-Policy" content="require-trusted-types-for 'script'; object-src 'none'">`;
    const { texts } = await setUp({ head, observe: true });
    expect(() => {
      page.window.document.body.innerHTML = '<b>x</b>';
    }).toThrow();
    await xhr(page.window, answering('wanted'), 'wanted');
    await until('it is told', () => texts('answer').length === 1);
  });

  it('hands its port over unseen by the page', async () => {
    page = await framedPage();
    const seen: unknown[] = [];
    page.installPageTap(page.window, filter);
    page.window.addEventListener('message', ({ data }) => seen.push(data));
    const channel = page.createPageTapChannel(page.window, end.signal);
    channel.observe(true);
    const frames: string[] = [];
    channel.subscribe((text) => frames.push(text));
    await xhr(page.window, answering('wanted'), '');
    await until('they found each other', () => frames.length === 1);
    expect(seen).toEqual([]);
  });

  it('is not moved by messages a page forges', async () => {
    const { frames } = await setUp({ observe: true });
    await pause(50);
    const { port1, port2 } = new MessageChannel();
    const stolen: unknown[] = [];
    port1.onmessage = ({ data }) => stolen.push(data);
    page.window.postMessage(PORT_TAG, '*', [port2]);
    page.window.postMessage({ tandem: 'observe:off' }, '*');
    page.window.dispatchEvent(new page.window.Event('tandem:page-tap-ready'));
    await pause(400);
    await xhr(page.window, answering('wanted'), 'wanted');
    await until('it is told to the right one', () => frames.length === 2);
    expect(stolen).toEqual([]);
  });

  it('finds the other side whichever comes first', async () => {
    page = await framedPage();
    const channel = page.createPageTapChannel(page.window, end.signal);
    channel.observe(true);
    const frames: string[] = [];
    channel.subscribe((text) => frames.push(text));
    await pause(50);
    page.installPageTap(page.window, filter);
    await pause(400);
    await xhr(page.window, answering('wanted'), '');
    await until('they found each other', () => frames.length === 1);
  });

  it('gives way to a newer copy without a reload', async () => {
    const { frames } = await setUp({ observe: true });
    await xhr(page.window, answering('wanted'), '');
    await until('the old one works', () => frames.length === 1);
    end.abort();
    const next = new AbortController();
    page.installPageTap(page.window, filter);
    const channel = page.createPageTapChannel(page.window, next.signal);
    const told: string[] = [];
    channel.subscribe((text) => told.push(text));
    channel.observe(true);
    await xhr(page.window, answering('wanted'), '');
    await until('the new one works', () => told.length === 1);
    await pause(50);
    expect(told).toHaveLength(1);
    expect(frames).toHaveLength(1);
    next.abort();
  });

  it('hands a newer copy what nobody has asked for yet, and the answers still to come', async () => {
    await setUp({});
    const early = xhr(page.window, answering('wanted-early'), 'wanted-first');
    await early;
    await pause(50);
    const late = xhr(page.window, answering('wanted-late'), 'wanted-second');
    page.installPageTap(page.window, filter);
    end.abort();
    end = new AbortController();
    const next = page.createPageTapChannel(page.window, end.signal);
    const frames: TapFrame[] = [];
    next.subscribe((text) => frames.push(...[parseFrameText(text)].filter((frame) => frame !== undefined)));
    next.observe(true);
    await late;
    await xhr(page.window, answering('wanted-after'), 'wanted-third');
    await until('all is told', () => frames.length === 6);
    expect(frames.map(({ text }) => text).toSorted()).toEqual([
      'wanted-after',
      'wanted-early',
      'wanted-first',
      'wanted-late',
      'wanted-second',
      'wanted-third',
    ]);
    expect(new Set(frames.map(({ exchange }) => exchange)).size).toBe(3);
  });

  it('leaves nothing to a newer copy where it was told to look away', async () => {
    await setUp({ observe: false });
    await pause(50);
    const unseen = xhr(page.window, answering('wanted-unseen'), 'wanted-unseen');
    page.installPageTap(page.window, filter);
    end.abort();
    end = new AbortController();
    const next = page.createPageTapChannel(page.window, end.signal);
    const frames: string[] = [];
    next.subscribe((text) => frames.push(text));
    next.observe(true);
    await unseen;
    await pause(300);
    expect(frames).toEqual([]);
  });

  it('takes a port anew when only the other side was replaced', async () => {
    await setUp({ observe: true });
    await pause(50);
    const next = new AbortController();
    const channel = page.createPageTapChannel(page.window, next.signal);
    const told: string[] = [];
    channel.subscribe((text) => told.push(text));
    channel.observe(true);
    end.abort();
    await pause(1200);
    await xhr(page.window, answering('wanted'), '');
    await until('it works again', () => told.length === 1);
    next.abort();
  });

  it('never lets its own errors into the page', async () => {
    const broken: PageFilter = {
      tagOf: () => {
        throw new Error('tagOf');
      },
      wantsText: () => {
        throw new Error('wantsText');
      },
    };
    await setUp({ observe: true, filter: broken });
    const errors: unknown[] = [];
    page.window.addEventListener('error', (event) => errors.push(event));
    page.window.addEventListener('unhandledrejection', (event) => errors.push(event));
    expect((await xhr(page.window, answering('x'), 'x')).responseText).toBe('x');
    expect(await (await page.window.fetch(answering('y'))).text()).toBe('y');
    await pause(50);
    expect(errors).toEqual([]);
  });

  it('hands over what a filter makes of address, method, headers and body', async () => {
    const { texts } = await setUp({
      observe: true,
      filter: {
        ...filter,
        formField: 'batch',
        describe: (_, { method, headers, body }) => `wanted ${method} ${headers.get('x-what') ?? ''} ${body}`,
      },
    });
    const request = new page.window.XMLHttpRequest();
    request.open('POST', answering('x'));
    request.setRequestHeader('X-What', 'one');
    request.setRequestHeader('x-what', 'two');
    request.send();
    const form = new page.window.FormData();
    form.append('batch', new page.window.Blob(['text of the field']));
    form.append('file', new page.window.Blob(['a file']));
    await page.window
      .fetch(answering('y'), { method: 'post', body: form, headers: [['X-What', 'three']] })
      .catch(() => {});
    const whole = new page.window.Request(answering('z'), { method: 'PUT', body: form, headers: { 'x-what': 'four' } });
    await page.window.fetch(whole).catch(() => {});
    await until('all three are told', () => texts('request').length === 3);
    expect(texts('request').toSorted()).toEqual([
      'wanted POST one, two ',
      'wanted POST three text of the field',
      'wanted PUT four text of the field',
    ]);
  });
});
