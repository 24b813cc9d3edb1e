import { describe, expect, it } from 'vitest';
import {
  createMessageStates,
  type MessageStates,
  type Sighting,
} from '../../../../utils/capture/gmail/message-states.ts';

const ID = 'msg-a:r1';
const labels = {
  draft: ['^all', '^r', '^r_bt'],
  sending: ['^all', '^pfg', '^f_bt'],
  sent: ['^all', '^f', '^pfg'],
  scheduled: ['^all', '^scheduled'],
  received: ['^all', '^i', '^u'],
  toMyself: ['^all', '^f', '^i', '^u'],
  spam: ['^s', '^u'],
};
type Kind = keyof typeof labels;
type Step =
  | [path: Sighting['path'], kind: Kind, exchange: number]
  | ['confirm' | 'back', exchange: number]
  | ['failed', exchange: number]
  | ['release' | 'release-undo-shown', at: number];

/** Plays steps, one millisecond apart, and lists what was reported. */
function play(steps: Step[], states: MessageStates = createMessageStates(), id = ID): string[] {
  let at = 1000;
  return steps.flatMap((step) => {
    at += 1;
    if (step[0] === 'failed') return states.failed(step[1]).map(({ state }) => state);
    if (step[0] === 'release' || step[0] === 'release-undo-shown') {
      return states.release(step[1], step[0] !== 'release').map(({ state }) => state);
    }
    if (step[0] === 'confirm' || step[0] === 'back') {
      const change = step[0] === 'confirm' ? { added: ['^f'], removed: ['^r'] } : { added: ['^r'], removed: ['^pfg'] };
      const sighting = { path: 'answer', exchange: step[1], at } as const;
      return states.labels({ kind: 'response', messageIds: [id], ...change }, sighting).map(({ state }) => state);
    }
    const [path, kind, exchange] = step as [Sighting['path'], Kind, number];
    return states.record({ id, labels: labels[kind] }, { path, exchange, at }).map(({ state }) => state);
  });
}

describe('the way of a message', () => {
  it.each<[string, Step[], string[]]>([
    [
      'a draft is nobody’s business',
      [
        ['request', 'draft', 1],
        ['answer', 'draft', 1],
      ],
      [],
    ],
    [
      'a send is reported when confirmed and settled',
      [
        ['request', 'draft', 1],
        ['request', 'sending', 2],
        ['answer', 'sent', 2],
        ['release', 1100],
        ['release', 1500],
      ],
      ['sending', 'sent'],
    ],
    [
      'a send waits while it may be undone',
      [
        ['request', 'sending', 2],
        ['answer', 'sent', 2],
        ['release-undo-shown', 20_000],
        ['release', 20_150],
      ],
      ['sending', 'sent'],
    ],
    [
      'no undo time is longer than half a minute',
      [
        ['request', 'sending', 2],
        ['answer', 'sent', 2],
        ['release-undo-shown', 40_000],
      ],
      ['sending', 'sent'],
    ],
    [
      'an answer may only say that the labels changed',
      [
        ['request', 'sending', 2],
        ['confirm', 2],
        ['release', 2000],
      ],
      ['sending', 'sent'],
    ],
    ['a send nobody saw leaving is taken from the answer', [['confirm', 5]], ['sent']],
    [
      'a later request’s answer may confirm an earlier one',
      [
        ['request', 'sending', 2],
        ['answer', 'sending', 2],
        ['answer', 'sent', 9],
        ['release', 2000],
      ],
      ['sending', 'sent'],
    ],
    [
      'undone before it was sent',
      [
        ['request', 'sending', 2],
        ['request', 'draft', 3],
        ['release', 60_000],
      ],
      ['sending', 'undone'],
    ],
    [
      'undone after the answer, before it was told',
      [
        ['request', 'sending', 2],
        ['answer', 'sent', 2],
        ['answer', 'draft', 3],
        ['release', 60_000],
      ],
      ['sending', 'undone'],
    ],
    [
      'undone by labels',
      [
        ['request', 'sending', 2],
        ['back', 3],
      ],
      ['sending', 'undone'],
    ],
    [
      'the answer to an autosave does not undo a send',
      [
        ['request', 'draft', 1],
        ['request', 'sending', 2],
        ['answer', 'draft', 1],
        ['answer', 'sent', 2],
        ['release', 2000],
      ],
      ['sending', 'sent'],
    ],
    [
      'undone and sent again',
      [
        ['request', 'sending', 2],
        ['request', 'draft', 3],
        ['request', 'sending', 4],
        ['answer', 'sent', 4],
        ['release', 2000],
      ],
      ['sending', 'undone', 'sending', 'sent'],
    ],
    [
      'scheduled is not sent',
      [
        ['request', 'scheduled', 2],
        ['answer', 'scheduled', 2],
        ['release', 90_000],
      ],
      ['scheduled'],
    ],
    [
      'scheduled mail is sent by the server later',
      [
        ['request', 'scheduled', 2],
        ['answer', 'sent', 8],
        ['release', 2000],
      ],
      ['scheduled', 'sent'],
    ],
    [
      'failed and tried again',
      [
        ['request', 'sending', 2],
        ['failed', 2],
        ['request', 'sending', 3],
        ['answer', 'sent', 3],
        ['release', 2000],
      ],
      ['sending', 'failed', 'sending', 'sent'],
    ],
    [
      'another exchange that failed says nothing',
      [
        ['request', 'sending', 2],
        ['failed', 3],
      ],
      ['sending'],
    ],
    ['received mail', [['answer', 'received', 1]], ['received']],
    ['a request proves no reception', [['request', 'received', 1]], []],
    ['mail to oneself is one sent message', [['answer', 'toMyself', 1]], ['sent']],
    ['spam is left alone', [['answer', 'spam', 1]], []],
  ])('%s', (_, steps, expected) => {
    expect(play(steps)).toEqual(expected);
  });

  it('knows that a reported message was recalled, until it is sent anew', () => {
    const states = createMessageStates();
    play(
      [
        ['request', 'sending', 2],
        ['answer', 'sent', 2],
        ['release', 2000],
      ],
      states,
    );
    expect(states.isRecalled(ID)).toBe(false);
    expect(play([['answer', 'draft', 3]], states)).toEqual(['undone']);
    expect(states.isRecalled(ID)).toBe(true);
    expect(play([['embedded', 'sent', 0]], states)).toEqual([]);
    play([['request', 'sending', 5]], states);
    expect(states.isRecalled(ID)).toBe(false);
  });

  it('keeps what the request said of the recipients when the answer says only labels', () => {
    const states = createMessageStates();
    const to = [{ email: 'bea@client.example' }];
    states.record({ id: ID, labels: labels.sending, to }, { path: 'request', exchange: 1, at: 0 });
    states.labels(
      { kind: 'response', added: ['^f'], removed: [], messageIds: [ID] },
      { path: 'answer', exchange: 1, at: 1 },
    );
    expect(states.release(5000, false)).toMatchObject([{ id: ID, state: 'sent', record: { to } }]);
  });

  it('forgets the oldest when a page sends without end', () => {
    const states = createMessageStates();
    for (let n = 0; n < 2000; n += 1) play([['request', 'sending', n]], states, `msg-a:r${n}`);
    expect(states.failed(0)).toEqual([]);
    expect(states.failed(1999)).toHaveLength(1);
  });
});
