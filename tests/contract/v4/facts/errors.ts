import { expecting, type Fact } from '../fact.ts';
import type { Answer, V4 } from '../v4-client.ts';

const about = 'refusals';
const NO_SUCH_ID = 999_999_999;

const unknownResource = (v4: V4) => v4.once('unknown resource', () => v4.get('/noSuchResource'));
const badWhere = (v4: V4) =>
  v4.once('bad where', () => v4.get(`/contacts?where=${encodeURIComponent('noSuchField=1')}`));
const unknownId = (v4: V4) => v4.once('unknown id', () => v4.get(`/contacts/${NO_SUCH_ID}`));

const refused = (answer: Answer) => expecting(answer.status === 400, `answered ${answer.status}`);

export const errorFacts: readonly Fact[] = [
  {
    about,
    words: 'an id that does not exist is answered 400 to GET',
    grade: 'documented',
    check: async (v4) => refused(await unknownId(v4)),
  },
  ...(['PUT', 'DELETE'] as const).map(
    (method): Fact => ({
      about,
      words: `an id that does not exist is answered 400 to ${method}`,
      grade: 'documented',
      writes: true,
      check: async (v4) =>
        refused(
          await v4.call(
            method,
            `/contacts/${NO_SUCH_ID}`,
            method === 'PUT' ? { body: { comment: 'Conformance' } } : {},
          ),
        ),
    }),
  ),
  {
    about,
    words: 'an unknown resource has the code 910',
    grade: 'documented',
    async check(v4) {
      const { body } = await unknownResource(v4);
      return expecting(body?.code === 910, `the code is ${body?.code}`);
    },
  },
  {
    about,
    words: 'a filter by a field that is not there has the code 901',
    grade: 'documented',
    async check(v4) {
      const { body } = await badWhere(v4);
      return expecting(body?.code === 901, `the code is ${body?.code}`);
    },
  },
  {
    about,
    words: 'are JSON too',
    grade: 'documented',
    async check(v4) {
      const answers = [await unknownResource(v4), await badWhere(v4), await unknownId(v4)];
      const wrong = answers.find(({ body }) => typeof body !== 'object' || body === null);
      return expecting(wrong === undefined, `one answered ${wrong?.status} is not`);
    },
  },
  {
    about,
    words: 'are {code, error}, a number and words',
    grade: 'seen',
    async check(v4) {
      const { body } = await unknownId(v4);
      return expecting(
        typeof body?.code === 'number' && typeof body.error === 'string',
        `it has ${Object.keys(body ?? {}).join(', ') || 'nothing'}`,
      );
    },
  },
];
