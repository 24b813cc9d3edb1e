import { describe, expect, it } from 'vitest';
import { createOutgoing } from '../../../../utils/capture/outlook/outgoing.ts';
import type { AnswerResult } from '../../../../utils/capture/outlook/readers/read-answer.ts';
import type { DraftChange } from '../../../../utils/capture/outlook/readers/read-request.ts';
import { idOf, itemOf, people } from './fixtures.ts';

const head = { action: 'UpdateItem', mailbox: '', isExplicit: false, hasImmutableIds: true };
const AT = 1_000_000;
const change = (overrides: Partial<DraftChange> = {}): DraftChange => ({
  draftId: idOf('draft'),
  picture: {},
  isSend: false,
  isUndeferred: false,
  ...overrides,
});
const yes = (...items: AnswerResult['items']): AnswerResult => ({ isSuccess: true, code: 'NoError', items });
const no: AnswerResult = { isSuccess: false, code: 'ErrorX', items: [] };
const kinds = (events: { kind: string }[]) => events.map(({ kind }) => kind);

describe('the way of a message out of the page', () => {
  it('folds saves into one picture and takes it along when the message leaves', () => {
    const outgoing = createOutgoing();
    outgoing.request(
      1,
      head,
      [{ ...change({ picture: { subject: 'Uno', to: people('a@x.example') } }), draftId: undefined as never }],
      AT,
    );
    expect(outgoing.answer(1, [yes(itemOf('draft', { isDraft: true, conversationId: 'c' }))], AT)).toEqual([]);
    outgoing.request(2, head, [change({ picture: { subject: 'Dos' } })], AT);
    outgoing.answer(2, [yes()], AT);
    expect(outgoing.picture(idOf('draft'))).toMatchObject({ subject: 'Dos' });
    expect(kinds(outgoing.request(3, head, [change({ isSend: true })], AT + 5))).toEqual(['sending']);
    const [event] = outgoing.answer(3, [yes()], AT + 9);
    expect(event).toMatchObject({
      kind: 'departed',
      departed: { draftId: idOf('draft'), at: AT + 5, isSure: true, picture: { subject: 'Dos', conversationId: 'c' } },
    });
    expect(outgoing.picture(idOf('draft'))).toBeUndefined();
  });

  it.each([
    ['a refusal', [no], ['failed']],
    ['no readable result', [], ['departed']],
    ['success', [yes()], ['departed']],
  ])('after %s of a send', (_, results, expected) => {
    const outgoing = createOutgoing();
    outgoing.request(1, head, [change({ isSend: true })], AT);
    const events = outgoing.answer(1, results, AT);
    expect(kinds(events)).toEqual(expected);
    for (const event of events) if (event.kind === 'departed') expect(event.departed.isSure).toBe(results.length > 0);
  });

  it('of a save nothing is told, whatever becomes of it', () => {
    const outgoing = createOutgoing();
    expect(outgoing.request(1, head, [change()], AT)).toEqual([]);
    expect(outgoing.failed(1)).toEqual([]);
    expect(outgoing.answer(1, [yes()], AT)).toEqual([]);
  });

  it('a send without an answer failed, and may have left all the same', () => {
    const outgoing = createOutgoing();
    outgoing.request(1, head, [change({ isSend: true })], AT);
    expect(outgoing.failed(1)).toMatchObject([{ kind: 'failed' }, { kind: 'departed', departed: { isSure: false } }]);
    expect(outgoing.failed(1)).toEqual([]);
  });

  it('a wish to send later counts until it is taken back or has passed', () => {
    const send = (deferredMs: number | undefined, isUndeferred: boolean) => {
      const outgoing = createOutgoing();
      outgoing.request(1, head, [change({ picture: { deferredMs: AT + 60_000 } })], AT);
      outgoing.answer(1, [yes()], AT);
      const picture = deferredMs === undefined ? {} : { deferredMs };
      outgoing.request(2, head, [change({ isSend: true, isUndeferred, picture })], AT);
      return kinds(outgoing.answer(2, [yes()], AT));
    };
    expect(send(undefined, false)).toEqual(['scheduled', 'deferred']);
    expect(send(undefined, true)).toEqual(['departed']);
    expect(send(AT - 1, false)).toEqual(['departed']);
  });

  it('pairs a batch with its results in order', () => {
    const outgoing = createOutgoing();
    outgoing.request(1, head, [change({ isSend: true }), change({ isSend: true, draftId: idOf('other') })], AT);
    expect(outgoing.answer(1, [no, yes()], AT)).toMatchObject([
      { kind: 'failed', id: idOf('draft') },
      { kind: 'departed', departed: { draftId: idOf('other') } },
    ]);
  });
});
