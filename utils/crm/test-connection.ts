import { CrmAuthError } from './errors/crm-auth-error.ts';
import { CrmError } from './errors/crm-error.ts';
import { CrmRejectedError } from './errors/crm-rejected-error.ts';
import type { SageCrm } from './sage-crm.ts';

/** Each has a sentence in the locales. */
export type ConnectionStepName = 'reach' | 'sign-in' | 'who-am-i' | 'read-contacts' | 'log-mail';

export interface ConnectionStep {
  step: ConnectionStepName;
  ok: boolean;
  /** The server's own words, where it had any. */
  detail?: string;
}

/**
 * Tries one thing after the other and says of each whether it works. Nothing is written: whether mail can be logged is
 * what the tenant says of itself. The list ends at a step without which the next ones cannot be tried.
 *
 * @param repAddress the rep's address in the CRM; empty where none is given, which `who-am-i` then shows as failing
 */
export async function testConnection(
  crm: Pick<SageCrm, 'signIn' | 'findUser' | 'contacts' | 'capabilities'>,
  repAddress: string,
  signal: AbortSignal,
): Promise<ConnectionStep[]> {
  const reached = await tried('sign-in', () => crm.signIn(signal).then(() => true));
  if (reached.error && !(reached.error instanceof CrmAuthError)) return [{ ...reached.step, step: 'reach' }];
  const steps: ConnectionStep[] = [{ step: 'reach', ok: true }, reached.step];
  if (reached.error) return steps;

  const whoAmI = await tried(
    'who-am-i',
    async () => repAddress !== '' && (await crm.findUser(repAddress, signal)) !== null,
  );
  const contacts = await tried('read-contacts', async () => {
    // One page is proof enough; leaving the loop ends the read.
    for await (const _page of crm.contacts({}, signal)) return true;
    return true;
  });
  const logMail = await tried('log-mail', async () => (await crm.capabilities(signal)).canCreateEmails);
  return [...steps, whoAmI.step, contacts.step, logMail.step];
}

async function tried(
  step: ConnectionStepName,
  attempt: () => Promise<boolean>,
): Promise<{ step: ConnectionStep; error?: CrmError }> {
  try {
    return { step: { step, ok: await attempt() } };
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    const detail = error instanceof CrmRejectedError && error.detail !== '' ? { detail: error.detail } : {};
    return { step: { step, ok: false, ...detail }, error };
  }
}
