import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PageFilter } from '../../../utils/capture/page-tap/page-filter.ts';
import { type FramedPage, framedPage, until } from './framed-page.ts';

/** `data:` addresses answer without a server; those with `watched` in them are of interest. */
const answering = (text: string) => `data:text/plain;x=watched,${text}`;

let page: FramedPage;
let end: AbortController;

beforeEach(() => {
  end = new AbortController();
});

afterEach(() => {
  end.abort();
  page.remove();
});

describe('reading for the other side', () => {
  const learnt: string[] = [];
  const reading: PageFilter = {
    tagOf: (url) => (url.includes('watched') ? 'test' : undefined),
    wantsText: (_, text) => text.includes('wanted'),
    createReader: ({ fetch }) => ({
      learn: ({ url }, status) => void learnt.push(`${url.slice(-1)} ${status}`),
      forget: () => void learnt.push('forgotten'),
      async read(question) {
        if (question === 'never') return new Promise(() => undefined);
        const answer = await fetch(answering(question));
        return { status: answer.status, body: await answer.arrayBuffer() };
      },
    }),
  };
  async function setUp() {
    page = await framedPage();
    page.installPageTap(page.window, reading);
    const channel = page.createPageTapChannel(page.window, end.signal);
    const frames: string[] = [];
    channel.subscribe((text) => frames.push(text));
    channel.observe(true);
    return { channel, frames };
  }

  const signal = new AbortController().signal;
  beforeEach(() => void learnt.splice(0));

  it('answers while it may observe, and learns from what the page does', async () => {
    const { channel, frames } = await setUp();
    await page.window.fetch(answering('a'));
    await until('the call is learnt', () => learnt.length === 1);
    const { status, body } = await channel.ask('hello', signal);
    expect([status, new TextDecoder().decode(body)]).toEqual([200, 'hello']);
    expect(learnt).toEqual(['a 200']);
    expect(frames).toEqual([]);
  });

  async function setUpMet() {
    const made = await setUp();
    await page.window.fetch(answering('wanted'));
    await until('the two sides have met', () => made.frames.length === 1);
    learnt.splice(0);
    return made;
  }

  it('answers nothing once told to look away, and forgets', async () => {
    const { channel } = await setUpMet();
    const open = channel.ask('never', AbortSignal.timeout(200));
    channel.observe(false);
    expect(await channel.ask('hello', signal)).toEqual({ status: 0 });
    expect(await open).toEqual({ status: 0 });
    expect(learnt).toEqual(['forgotten']);
  });

  it('gives a question up when asked to', async () => {
    const { channel } = await setUpMet();
    const stop = new AbortController();
    const open = channel.ask('never', stop.signal);
    stop.abort();
    expect(await open).toEqual({ status: 0 });
    expect((await channel.ask('after', signal)).status).toBe(200);
  });
});
