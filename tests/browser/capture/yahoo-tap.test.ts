import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFrameText, type TapFrame } from '../../../utils/capture/page-tap/tap-frame.ts';
import { yahooPageFilter } from '../../../utils/capture/yahoo/page-world/page-filter.ts';
import {
  ACCOUNT,
  batchAnswer,
  MAILBOX,
  message,
  midOf,
  pathTo,
  saveCall,
  sendCall,
} from '../../fixtures/yahoo/wire.ts';
import { type FramedPage, framedPage, until } from './framed-page.ts';

const WSSID = 'w5s1d/S3cr3t';
const RENEWED = 'n3wS3cr3t';
const TOKEN = 't0k3nS3cr3t';
const secrets = /S3cr3t/;

let page: FramedPage;
let end: AbortController;

/** A page of Yahoo's whose server answers what it is told to, watched by the page-tap. */
async function setUp(answers: string[]) {
  page = await framedPage();
  const { window } = page;
  window.document.cookie = `T=${TOKEN}`;
  window.AppBootstrapData = { mailWssid: WSSID, selectedMailbox: { id: MAILBOX, email: ACCOUNT } };
  const served: string[] = [];
  window.fetch = async (input) => {
    served.push(String(input));
    return new window.Response(answers.shift() ?? '{"result":{}}', { headers: { 'set-cookie': TOKEN } });
  };
  page.installPageTap(window, yahooPageFilter);
  const channel = page.createPageTapChannel(window, end.signal);
  const texts: string[] = [];
  const frames: TapFrame[] = [];
  channel.subscribe((text) => {
    texts.push(text);
    const frame = parseFrameText(text);
    if (frame !== undefined) frames.push(frame);
  });
  channel.observe(true);
  await until('the page’s facts have come', () => frames.some(({ kind }) => kind === 'constants'));
  const send = (batch: string, as: 'form' | 'text' | 'blob' | 'request') => {
    const url = `https://mail.yahoo.com/ws/v3/batch?name=messages.saveAndSend&wssid=${encodeURIComponent(WSSID)}`;
    const form = new window.FormData();
    form.set('batchJson', as === 'blob' ? new window.Blob([batch]) : batch);
    form.set('file', new window.Blob(['x'.repeat(1000)]), 'oferta.pdf');
    const headers = { authorization: `Bearer ${TOKEN}` };
    const init = { method: 'POST', body: as === 'text' ? batch : form, headers };
    return as === 'request' ? window.fetch(new window.Request(url, init)) : window.fetch(url, init);
  };
  return { channel, frames, texts, served, send };
}

beforeEach(() => {
  end = new AbortController();
});

afterEach(() => {
  end.abort();
  page.remove();
});

describe('Yahoo page-tap', () => {
  const batch = JSON.stringify({
    requests: [saveCall({}, 'text'), { ...sendCall(midOf(7)), headers: { wssid: WSSID } }],
    wssid: WSSID,
  });
  const answer = JSON.stringify({ ...JSON.parse(batchAnswer([{ id: 'SendMessage' }])), mailWssid: RENEWED });

  it.each(['form', 'text', 'blob', 'request'] as const)('sees a batch sent as %s, and its answer', async (as) => {
    const { frames, send } = await setUp([answer]);
    await send(batch, as);
    await until('both halves are told', () => frames.filter(({ tag }) => tag === 'batch').length === 2);
    const [request, reply] = frames.filter(({ tag }) => tag === 'batch');
    expect(request?.text).toContain(`/messages/@.id==${midOf(7)}/send`);
    expect(reply?.text).toContain('"SendMessage"');
    expect(request?.exchange).toBe(reply?.exchange);
  });

  it('lets no wssid, token or cookie out of the page’s world', async () => {
    const renewal = batchAnswer([], { code: 'EC-4003', details: { wssid: RENEWED } });
    const { channel, texts, served, send } = await setUp([answer, renewal, '{"wssid":"S3cr3t"}']);
    await send(batch, 'form');
    await send(batch, 'form');
    await page.window.fetch(`https://mail.yahoo.com${pathTo('/folders')}?wssid=${WSSID}`, {
      headers: { wssid: WSSID },
    });
    const question = JSON.stringify({ what: 'message', mid: midOf(1) });
    const reply = await channel.ask(question, end.signal);
    await until('all is told', () => texts.length >= 7);
    expect(new TextDecoder().decode(reply.body)).toBe('{"result":{}}');
    expect(texts.join('\n')).not.toMatch(secrets);
    expect(served.at(-1)).toContain(encodeURIComponent(WSSID));
  });

  it('reads with the wssid of the page, and renews it', async () => {
    const renewal = batchAnswer([], { code: 'EC-4003', details: { wssid: RENEWED } });
    const found = JSON.stringify({ result: { message: message() } });
    const { channel, served } = await setUp([renewal, found]);
    const reply = await channel.ask(JSON.stringify({ what: 'message', mid: midOf(1) }), end.signal);
    expect(new TextDecoder().decode(reply.body)).toBe(found);
    expect(served.map((url) => new URL(url, 'https://mail.yahoo.com').searchParams.get('wssid'))).toEqual([
      WSSID,
      RENEWED,
    ]);
  });
});
