import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64 } from '../../../../utils/capture/outlook/fetch/base64-bytes.ts';
import { createFetchLadder, type FetchLadderOrder } from '../../../../utils/capture/outlook/fetch/fetch-ladder.ts';
import { createPageStore } from '../../../../utils/capture/outlook/fetch/page-store.ts';
import { splitLongStrings } from '../../../../utils/capture/outlook/fetch/split-long-strings.ts';
import type { SessionAnswer } from '../../../../utils/capture/session/session-answer.ts';
import { runAtOnce } from '../../../../utils/capture/sliced-work.ts';
import { structuredMessageSchema } from '../../../../utils/model/delivery.ts';
import { idOf, itemOf } from './fixtures.ts';

const encode = (text: string): SessionAnswer => ({ kind: 'bytes', bytes: new TextEncoder().encode(text) });
const answer = (...items: unknown[]) => encode(JSON.stringify({ Body: { ResponseMessages: { Items: items } } }));
const success = (item: object) => ({
  ResponseClass: 'Success',
  ResponseCode: 'NoError',
  Items: [{ __type: 'Message:#Exchange', ItemId: { Id: idOf('one') }, ...item }],
});
const error = (ResponseCode: string) => answer({ ResponseClass: 'Error', ResponseCode });
const SOURCE = 'Message-ID: <one@x.example>\r\nSubject: x\r\n\r\nbody';
const mime = (source = SOURCE) => answer(success({ MimeContent: { CharacterSet: 'UTF-8', Value: btoa(source) } }));
const content = (more: object = {}) =>
  answer(
    success({
      From: { Mailbox: { EmailAddress: 'bea@client.example' } },
      ToRecipients: [{ EmailAddress: 'ana@rep.example' }],
      CcRecipients: [],
      InternetMessageId: '<one@x.example>',
      Subject: 'Pedido',
      Body: { BodyType: 'HTML', Value: '<p>hola</p>' },
      ...more,
    }),
  );
const file = (Id: string, more: object = {}) => ({
  __type: 'FileAttachment:#Exchange',
  AttachmentId: { Id },
  Name: `${Id}.txt`,
  ...more,
});
const fileBytes = (text: string) => answer({ ResponseClass: 'Success', Attachments: [{ Content: btoa(text) }] });

type Answers = Partial<
  Record<'mime' | 'content' | 'attachment', SessionAnswer | SessionAnswer[] | ((asked: string) => SessionAnswer)>
>;

function climb(answers: Answers, overrides: Partial<FetchLadderOrder> = {}) {
  const asked: string[] = [];
  const waits: number[] = [];
  const ladder = createFetchLadder({
    read: async (question) => {
      const { mailbox, ...rest } = question as Record<string, string>;
      const [[kind = '', id = ''] = []] = Object.entries(rest);
      asked.push(`${kind}:${id}`);
      const found = answers[kind as keyof Answers] ?? { kind: 'failed' };
      if (Array.isArray(found)) return (found.length > 1 ? found.shift() : found[0]) ?? { kind: 'failed' };
      return typeof found === 'function' ? found(id) : found;
    },
    runner: { run: async (work) => runAtOnce(work) },
    wait: async (ms) => void waits.push(ms),
  });
  const order: FetchLadderOrder = {
    ids: ['one'],
    mailbox: '',
    item: undefined,
    isJustSent: false,
    isPassive: false,
    loaded: () => undefined,
    shown: () => undefined,
    ...overrides,
  };
  return ladder(order, new AbortController().signal).then((result) => ({ result, asked, waits }));
}
const shownDraft = () => ({
  message: { to: [], cc: [], bcc: [], replyTo: [], subject: 'x', html: '<p>x</p>', attachments: [] },
  fileIds: [],
  missing: ['messageId'],
});

describe('reading one message', () => {
  it('takes its source', async () => {
    const { result, asked } = await climb({ mime: mime() });
    expect(result).toMatchObject({ ok: true, message: { rung: 'raw', form: 'rfc822', missing: [] } });
    const source = result.ok && result.message.form === 'rfc822' ? result.message.source : undefined;
    expect(new TextDecoder().decode(source)).toBe(SOURCE);
    expect(asked).toEqual(['mime:one']);
  });

  it.each<[string, SessionAnswer]>([
    ['an error', error('ErrorContentConversionFailed')],
    ['an answer that breaks off', encode('{"Body":{"ResponseMessages":{"Items":[{"MimeContent":{"Value":"TWVzc')],
    ['no content', answer(success({}))],
    ['a page in its place', mime('<html>no</html>')],
    ['a refusal', { kind: 'refused' }],
    ['too large', { kind: 'too-large' }],
    ['word that it is too large', error('ErrorMessageSizeExceeded')],
    ['an object that is no result', encode('{"Body":{"ResponseCode":"ErrorInternalServerError"}}')],
  ])('goes on to its fields and files after %s', async (_, first) => {
    const attachments = [
      file('a'),
      file('b', { IsInline: true, ContentId: 'c1' }),
      { __type: 'ReferenceAttachment:#Exchange', Name: 'link' },
    ];
    const { result, asked } = await climb({
      mime: first,
      content: content({ Attachments: attachments }),
      attachment: (id) => fileBytes(`bytes of ${id}`),
    });
    expect(asked).toEqual(['mime:one', 'content:one', 'attachment:a', 'attachment:b']);
    expect(result).toMatchObject({ ok: true, message: { rung: 'structured', missing: [] } });
    if (!result.ok || result.message.form !== 'structured') throw new Error('not structured');
    expect(structuredMessageSchema.safeParse(result.message.message).success).toBe(true);
    expect(result.message.parts.map((part) => new TextDecoder().decode(part))).toEqual(['bytes of a', 'bytes of b']);
    expect(result.message.message.attachments.map(({ name, part, inline }) => [name, part, inline])).toEqual([
      ['a.txt', 1, false],
      ['b.txt', 2, true],
      ['link', undefined, false],
    ]);
  });

  it('names files it could not get, and does not take a message for small whose files are too large', async () => {
    const one = await climb({
      content: content({ Attachments: [file('a'), file('b')] }),
      attachment: [fileBytes('x'), { kind: 'failed' }],
    });
    expect(one.result).toMatchObject({ ok: true, message: { missing: ['attachments'] } });
    const large = await climb({
      mime: { kind: 'too-large' },
      content: content({ Attachments: [file('a')] }),
      attachment: { kind: 'too-large' },
    });
    expect(large.result).toEqual({ ok: false, failure: 'too-large' });
  });

  it.each([
    ['nothing more is allowed out', { ExportAllowed: false, ExtractAllowed: true }],
    ['nothing may be taken out of it', { ExportAllowed: true, ExtractAllowed: false }],
  ])('keeps only who and when where %s', async (_, RightsManagementLicenseData) => {
    const { result } = await climb({
      mime: error('ErrorAccessDenied'),
      content: content({ RightsManagementLicenseData }),
    });
    expect(result).toMatchObject({ ok: true, message: { message: { protection: 'confidential', attachments: [] } } });
    expect(JSON.stringify(result)).not.toContain('hola');
    const known = await climb({}, { item: itemOf('one', { isRestricted: true }) });
    expect(known.asked).toEqual([]);
    expect(known.result).toMatchObject({ ok: true, message: { message: { protection: 'confidential' } } });
  });

  it.each([
    ['IPM.Note.SMIME', {}, 'smime-encrypted'],
    ['IPM.Note.SMIME.MultipartSigned', {}, 'smime-signed'],
    ['IPM.Note.rpmsg.Microsoft.Voicemail', {}, 'confidential'],
    ['IPM.Note', { Attachments: [file('m', { Name: 'message.rpmsg' })] }, 'confidential'],
  ])('calls %s protected and not empty', async (ItemClass, more, protection) => {
    const { result } = await climb({
      content: content({ ItemClass, Body: null, ...more }),
      attachment: fileBytes('x'),
    });
    expect(result).toMatchObject({ ok: true, message: { missing: ['body'], message: { protection } } });
  });

  it('waits when the server asks for less', async () => {
    const { result, waits } = await climb({
      mime: [error('OverBudgetException'), error('ErrorTooManyObjectsOpened'), mime()],
    });
    expect(result).toMatchObject({ ok: true, message: { rung: 'raw' } });
    expect(waits).toEqual([5000, 15_000]);
  });

  it('waits for the page to sign in anew, and says that the session is over where it does not', async () => {
    expect((await climb({ mime: [{ kind: 'signed-out' }, { kind: 'unreachable' }, mime()] })).result).toMatchObject({
      ok: true,
    });
    const over = await climb({ mime: [{ kind: 'signed-out' }, { kind: 'unreachable' }] }, { shown: shownDraft });
    expect(over.result).toEqual({ ok: false, failure: 'signed-out' });
  });

  it('asks again for what was just sent, until the server has named it', async () => {
    const nameless = mime('Subject: x\r\n\r\nbody');
    const { result, asked } = await climb(
      { mime: [error('ErrorItemNotFound'), nameless, mime()] },
      { isJustSent: true },
    );
    expect(asked).toEqual(['mime:one', 'mime:one', 'mime:one']);
    const source = result.ok && result.message.form === 'rfc822' ? result.message.source : undefined;
    expect(new TextDecoder().decode(source)).toBe(SOURCE);
    expect((await climb({ mime: nameless }, { isJustSent: true })).result).toMatchObject({
      ok: true,
      message: { rung: 'raw' },
    });
  });

  it('tries every id a message has had, and calls it gone only when none is known', async () => {
    const byId = (id: string) => (id === 'two' ? mime() : error('ErrorItemNotFound'));
    expect((await climb({ mime: byId }, { ids: ['one', 'two'] })).result).toMatchObject({ ok: true });
    const gone = { mime: error('ErrorItemNotFound'), content: error('ErrorItemNotFound') };
    expect((await climb(gone)).result).toEqual({ ok: false, failure: 'gone' });
    expect((await climb(gone, { isJustSent: true })).result).toEqual({ ok: false, failure: 'unavailable' });
    expect((await climb({ mime: error('ErrorItemNotFound') })).result).toEqual({ ok: false, failure: 'unavailable' });
  });

  it('uses what the page has loaded, then what it shows, and asks nothing where nothing may be asked', async () => {
    const body = { value: '<p>hola</p>', isHtml: true, isPart: true };
    const loaded = await climb({}, { isPassive: true, loaded: () => itemOf('one', { body }), shown: shownDraft });
    expect(loaded.asked).toEqual([]);
    expect(loaded.result).toMatchObject({
      ok: true,
      message: { rung: 'structured', missing: ['messageId', 'body', 'original-html', 'attachments'] },
    });
    const shown = await climb({}, { isPassive: true, shown: shownDraft });
    expect(shown.result).toMatchObject({ ok: true, message: { rung: 'dom' } });
    expect((await climb({}, { isPassive: true })).result).toEqual({ ok: false, failure: 'unavailable' });
    const sealed = itemOf('one', { body, isRestricted: true });
    expect(JSON.stringify((await climb({}, { isPassive: true, loaded: () => sealed })).result)).not.toContain('hola');
  });
});

describe('taking a message out of JSON', () => {
  it('reads base64 as JSON may write it', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom(76, 4, 1000),
        fc.boolean(),
        (bytes, line, escapes) => {
          const base64 = btoa(String.fromCharCode(...bytes)).replace(new RegExp(`.{${line}}`, 'g'), '$&\\r\\n');
          const written = escapes ? base64.replaceAll('/', '\\/') : base64;
          expect([...runAtOnce(decodeBase64(new TextEncoder().encode(written)))]).toEqual([...bytes]);
        },
      ),
    );
  });

  it('splits long strings from the bones, whatever is in them', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', 'ñ', '€', '\n'), maxLength: 20 });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, fc.boolean()), { maxLength: 6 }), (rows) => {
        const values = rows.map(([short, isLong]) => (isLong ? short + 'x'.repeat(17_000) : short));
        const json = new TextEncoder().encode(JSON.stringify({ values }));
        const { bones, longStrings } = runAtOnce(splitLongStrings(json));
        const put = (JSON.parse(bones) as { values: string[] }).values.map((value) => {
          const place = /^#(\d+)$/.exec(value)?.[1];
          return place === undefined
            ? value
            : (JSON.parse(`"${new TextDecoder().decode(longStrings[Number(place)])}"`) as string);
        });
        expect(put).toEqual(values);
        expect(bones.length).toBeLessThan(1000);
      }),
    );
  });

  it('reads a source of many megabytes in steps', () => {
    const source = `Subject: x\r\n\r\n${'0123456789'.repeat(300_000)}`;
    const json = new TextEncoder().encode(`{"Value":"${btoa(source)}"}`);
    const { longStrings } = runAtOnce(splitLongStrings(json));
    const work = decodeBase64(longStrings[0] ?? new Uint8Array());
    let steps = 0;
    let step = work.next();
    for (; step.done !== true; step = work.next()) steps += 1;
    expect(step.value.length).toBe(source.length);
    expect(steps).toBeGreaterThan(50);
  });
});

describe('what the page has loaded', () => {
  it('is kept within bounds, oldest first to go', () => {
    const store = createPageStore();
    for (let n = 0; n < 30; n += 1) {
      store.keep(itemOf(`n${n}`, { body: { value: 'x'.repeat(400_000), isHtml: false, isPart: false } }));
    }
    expect(store.get(idOf('n29'))).toBeDefined();
    expect(store.get(idOf('n0'))).toBeUndefined();
    store.clear();
    expect(store.get(idOf('n29'))).toBeUndefined();
  });
});
