import type { PageConfig } from './config.ts';
import { askJson, type Line } from './line.ts';

/** Who is signed in and where the account's services are. */
export interface Account {
  dsid: string;
  address: string;
  name: string;
  gateway: string;
  mcc: string;
  mail: string;
}

export interface Identity {
  address: string;
  name: string;
  isHidden: boolean;
}

export const clientQuery = (config: PageConfig): Record<string, string> => ({
  clientBuildNumber: config.build,
  clientMasteringNumber: config.masteringNumber,
  clientId: config.clientId,
});

const origin = (service: unknown): string => new URL((service as { url: string }).url).origin;

export async function validate(config: PageConfig, line: Line): Promise<Account> {
  const url = `${config.setup}/setup/ws/1/validate?${new URLSearchParams(clientQuery(config))}`;
  const body = await askJson(line, { method: 'POST', url, contentType: 'text/plain;charset=UTF-8', body: 'null' });
  const info = body.dsInfo as Record<string, unknown>;
  const services = body.webservices as Record<string, unknown>;
  return {
    dsid: String(info.dsid),
    address: String(info.primaryEmail),
    name: String(info.fullName),
    gateway: origin(services.mccgateway),
    mcc: origin(services.mcc),
    mail: origin(services.mail),
  };
}

interface Domain {
  domain: string;
  allowSendFrom: boolean;
}

interface Preference {
  emailId: string;
  fullName: string;
  supportedDomains: Domain[];
  aliases: { emailId: string; isActive: boolean; supportedDomains: Domain[] }[];
  customDomains: (Domain & { emailId: string })[];
}

/** Addresses the person may write from; the account's own first, relay addresses last. */
export async function readIdentities(config: PageConfig, line: Line, account: Account): Promise<Identity[]> {
  const query = new URLSearchParams({ userEntryPoint: '/mail/load', ...clientQuery(config), dsid: account.dsid });
  const url = `${account.mcc}/cc/mail/v1/account/${account.dsid}/preference/web/all?${query}`;
  const known = (await askJson(line, { method: 'GET', url })).account as Preference;
  const at = (emailId: string, domains: Domain[]): string[] =>
    domains.filter((one) => one.allowSendFrom).map((one) => `${emailId}@${one.domain}`);
  const addresses = [
    account.address,
    ...at(known.emailId, known.supportedDomains),
    ...known.aliases.filter((one) => one.isActive).flatMap((one) => at(one.emailId, one.supportedDomains)),
    ...known.customDomains.flatMap((one) => at(one.emailId, [one])),
  ];
  const identity = (isHidden: boolean) => (address: string) => ({ address, name: known.fullName, isHidden });
  return [...[...new Set(addresses)].map(identity(false)), ...config.hiddenAddresses.map(identity(true))];
}
