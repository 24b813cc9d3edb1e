import type { ServerForm } from './account-form.ts';
import type { ServerLimits } from './mail-server.ts';

/** The steps of a test, in their order. */
export const TEST_STEPS = ['name', 'port', 'tls', 'logIn', 'folders', 'inboxAndSent'] as const;

/** One line of a test. */
export interface TestStep {
  step: (typeof TEST_STEPS)[number];
  /** What the step is about, in words: `Name resolved`. */
  label: string;
  /** Green, red, or not tried because an earlier step failed. */
  result: 'ok' | 'failed' | 'notTried';
  /** What was found: addresses, validity of the certificate, names of the folders. Null when there is nothing to say. */
  details: string | null;
  /** The server's own words about a failure. */
  words: string | null;
  /** What to do about a failure. */
  advice: string | null;
}

export interface TestResult {
  ok: boolean;
  /** One for each of {@link TEST_STEPS}. */
  steps: TestStep[];
}

/**
 * Tries a mailbox step by step as the worker would, and changes nothing in it. Never throws for what the mail server does.
 *
 * @param form As `parseForm(serverFormSchema, body)` gives it, which refuses POP3 with the reason.
 * @param limits Where mail servers may stand.
 * @param signal Ends the test; steps not done by then are `failed` or `notTried`.
 */
export async function testConnection(form: ServerForm, limits: ServerLimits, signal: AbortSignal): Promise<TestResult> {
  // The IMAP client is loaded only when somebody asks for it.
  const { runConnectivitySteps } = await import('./connectivity-steps.ts');
  return runConnectivitySteps(form, limits, signal);
}
