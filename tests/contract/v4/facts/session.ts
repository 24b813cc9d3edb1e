import { expecting, type Fact } from '../fact.ts';
import type { V4 } from '../v4-client.ts';

const about = 'session';

const usersAs = (v4: V4, session: string | null, headers = {}) => v4.call('GET', '/users', { session, headers });
const wrongLogin = (v4: V4) => v4.once('wrong login', () => v4.login('not-a-key', 'not-a-key'));

export const sessionFacts: readonly Fact[] = [
  {
    about,
    words: 'a key pair posted to /login as username and password is answered 200 with a token',
    grade: 'documented',
    async check(v4) {
      const { status, body } = await v4.signIn();
      return expecting(status === 200 && typeof body?.token === 'string' && body.token !== '', `answered ${status}`);
    },
  },
  {
    about,
    words: 'the token in X-Session-Key opens other calls',
    grade: 'documented',
    async check(v4) {
      const { status } = await v4.get('/users');
      return expecting(status === 200, `/users was answered ${status}`);
    },
  },
  {
    about,
    words: 'the name of that header is read in any case',
    grade: 'seen',
    async check(v4) {
      const { token } = (await v4.signIn()).body;
      const { status } = await usersAs(v4, null, { 'x-sEssIon-kEy': token });
      return expecting(status === 200, `answered ${status}`);
    },
  },
  {
    about,
    words: 'a call without a session key is answered 401',
    grade: 'documented',
    async check(v4) {
      const { status } = await usersAs(v4, null);
      return expecting(status === 401, `answered ${status}`);
    },
  },
  {
    about,
    words: 'a call with a wrong session key is answered 401',
    grade: 'documented',
    async check(v4) {
      const { status } = await usersAs(v4, 'not-a-session-key');
      return expecting(status === 401, `answered ${status}`);
    },
  },
  {
    about,
    words: 'a wrong key pair is not answered 200',
    grade: 'documented',
    check: async (v4) => expecting((await wrongLogin(v4)).status !== 200, 'answered 200'),
  },
  {
    about,
    words: 'a wrong key pair is answered 401',
    grade: 'inferred',
    async check(v4) {
      const { status } = await wrongLogin(v4);
      return expecting(status === 401, `answered ${status}`);
    },
  },
];
