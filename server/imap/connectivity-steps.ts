import { once } from 'node:events';
import { connect } from 'node:net';
import type { ServerForm } from './account-form.ts';
import { TEST_STEPS, type TestResult, type TestStep } from './connectivity-test.ts';
import { findFolders } from './find-folders.ts';
import { ImapProblemError, resolveMailServer, type ServerLimits } from './mail-server.ts';
import { createClient, type ImapFlow, toProblem } from './open-client.ts';
import { advice } from './problems.ts';

type Step = TestStep['step'];

const labels: Record<Step, string> = {
  name: 'Name of the server resolved',
  port: 'Port reached',
  tls: 'TLS and its certificate',
  logIn: 'Log-in',
  folders: 'Folders listed',
  inboxAndSent: 'Inbox and Sent found',
};

const PORT_MS = 10_000;
const NO_SENT =
  'Mail you receive can be logged, mail you send cannot: make a folder named Sent the folder for sent mail in your mail program.';

/** The steps of `testConnection`. */
export async function runConnectivitySteps(
  form: ServerForm,
  limits: ServerLimits,
  signal: AbortSignal,
): Promise<TestResult> {
  const done = new Map<Step, TestStep>();
  const note = (step: Step, rest: Partial<TestStep> & Pick<TestStep, 'result'>) =>
    done.set(step, { step, label: labels[step], details: null, words: null, advice: null, ...rest });
  const ok = (step: Step, details: string | null) => note(step, { result: 'ok', details });
  const fail = (step: Step, { problem, words }: ImapProblemError, what: string = advice[problem]) =>
    note(step, { result: 'failed', words, advice: what });

  let step: Step = 'name';
  let client: ImapFlow | undefined;
  const end = () => client?.close();
  signal.addEventListener('abort', end, { once: true });
  try {
    const addresses = await resolveMailServer(form, limits);
    ok('name', addresses.join(', '));

    step = 'port';
    const address = await reach(addresses, form.port, signal);
    ok('port', `${address} answers at port ${form.port}`);

    step = 'tls';
    client = createClient({ ...form, userName: form.userName ?? form.address }, address, form.password);
    await client.connect().catch((error) => {
      const problem = toProblem(error);
      if (problem.problem === 'sign-in') {
        ok('tls', tlsWords(form));
        step = 'logIn';
      }
      throw problem;
    });
    ok('tls', tlsWords(form));
    ok('logIn', null);

    step = 'folders';
    const list = await client.list();
    ok('folders', `${list.length} folders`);

    step = 'inboxAndSent';
    const folders = findFolders(list);
    if (!folders) throw new ImapProblemError('folders', 'The server lists no INBOX.');
    const { sent } = folders;
    if (sent === undefined)
      fail(step, new ImapProblemError('folders', `${folders.inbox}, and no folder of sent mail`), NO_SENT);
    else ok(step, `${folders.inbox}, ${sent}`);
  } catch (error) {
    fail(step, signal.aborted ? new ImapProblemError('network', 'It took too long.') : toProblem(error));
  } finally {
    signal.removeEventListener('abort', end);
    client?.close();
  }
  const steps = TEST_STEPS.map(
    (name): TestStep =>
      done.get(name) ?? {
        step: name,
        label: labels[name],
        result: 'notTried',
        details: null,
        words: null,
        advice: null,
      },
  );
  return { ok: steps.every(({ result }) => result === 'ok'), steps };
}

/** The first address that takes a connection. */
async function reach(addresses: readonly string[], port: number, signal: AbortSignal): Promise<string> {
  let failure: unknown;
  for (const address of addresses) {
    const socket = connect({ host: address, port });
    try {
      await once(socket, 'connect', { signal: AbortSignal.any([signal, AbortSignal.timeout(PORT_MS)]) });
      return address;
    } catch (error) {
      failure =
        (error as Error).name === 'AbortError' ? new ImapProblemError('network', 'There was no answer.') : error;
    } finally {
      socket.destroy();
    }
  }
  throw toProblem(failure);
}

function tlsWords({ tls, server }: ServerForm): string {
  if (tls === 'none') return 'No TLS: the password travels as it is.';
  return `The certificate is valid for ${server}.`;
}
