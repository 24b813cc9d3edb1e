// 500 reps, in a process of their own, each with one connection: asks as JSON on its input, counts as JSON on the output.
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { RepsOrder, RepsReport } from './order-reps.ts';

const order: RepsOrder = JSON.parse(await text(process.stdin));
const RETRY_MS = 1_000;
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
const tookMs: number[] = [];
let isMeasuring = false;
let refused = 0;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Asked {
  url: string;
  method?: string;
  token?: string | undefined;
  body?: unknown;
}

/** Asks until there is an answer, as clients do; the time is that of the person who waits for it. */
async function ask(asked: Asked): Promise<ReturnType<typeof JSON.parse>> {
  const before = performance.now();
  let answer = await send(asked);
  while (answer.status === 503) {
    if (isMeasuring) refused += 1;
    await sleep(RETRY_MS);
    answer = await send(asked);
  }
  if (answer.status !== 200) throw new Error(`${asked.method} ${asked.url} answered ${answer.status}`);
  if (isMeasuring) tookMs.push(performance.now() - before);
  return JSON.parse(answer.text);
}

function send({ url, method = 'GET', token, body }: Asked): Promise<{ status: number | undefined; text: string }> {
  const sent = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const headers = {
      ...(token === undefined ? {} : { 'X-Session-Key': token }),
      ...(sent === undefined
        ? {}
        : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(sent)) }),
    };
    const asked = request(url, { method, agent, headers }, (response) => {
      text(response).then((words) => resolve({ status: response.statusCode, text: words }), reject);
    });
    asked.on('error', reject);
    asked.end(sent);
  });
}

/** Polls, and every fourth time sends an e-mail as the push does: look for the key, then create. */
async function* liveWithCrm(base: string, { publicKey, privateKey, userId }: RepsOrder['reps'][number]) {
  const api = `${base}/api/v4`;
  const { token } = await ask({
    url: `${api}/login`,
    method: 'POST',
    body: { username: publicKey, password: privateKey },
  });
  let { cursor } = await ask({ url: `${api}/tandem/changes`, token });
  yield;
  for (let turn = userId; ; turn += 1) {
    ({ cursor } = await ask({ url: `${api}/tandem/changes?since=${cursor}&entities=emails,contacts,accounts`, token }));
    yield;
    if (turn % 4 !== 0) continue;
    const extId = `mid:${randomUUID()}`;
    await ask({ url: `${api}/emails?where=${encodeURIComponent(`extId='${extId}'`)}`, token });
    yield;
    const email = {
      subject: 'Price list',
      body: 'Here is the list you asked for. '.repeat(60),
      emailFrom: 'rep@northside.example',
      emailTo: ['omar.haddad@birch.example'],
      type: 1,
      date: new Date().toISOString(),
      salesRepId: userId,
      extId,
    };
    await ask({ url: `${api}/emails`, method: 'POST', token, body: email });
    yield;
  }
}

async function* askBareRoute(base: string, { userId }: RepsOrder['reps'][number]) {
  yield;
  for (let turn = userId; ; turn += 1) {
    await ask({ url: `${base}/contacts/${(turn % order.contacts) + 1}` });
    yield;
  }
}

let isOver = false;
const live = order.isBare ? askBareRoute : liveWithCrm;
const lives = order.reps.map((rep, place) => live(order.urls[place % order.urls.length] ?? '', rep));
// Signing in is no part of it.
await Promise.all(lives.map((life) => life.next()));
const working = lives.map(async (life) => {
  while (!isOver) await life.next();
});
await Promise.race([Promise.all(working), sleep(order.warmUpMs)]);
isMeasuring = true;
const before = performance.now();
await Promise.race([Promise.all(working), sleep(order.measureMs)]);
isMeasuring = false;
const seconds = (performance.now() - before) / 1000;
isOver = true;
await Promise.all(working);
const sorted = tookMs.sort((one, other) => one - other);
const rank = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
const report: RepsReport = {
  perSecond: sorted.length / seconds,
  p50Ms: rank(0.5),
  p99Ms: rank(0.99),
  refusedPerSecond: refused / seconds,
};
process.stdout.write(JSON.stringify(report), () => process.exit());
