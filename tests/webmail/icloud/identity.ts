import type { IcloudAccount, Origins } from './options.ts';

const localPart = (address: string): string => address.slice(0, address.lastIndexOf('@'));
const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** Sender identities of an account: all but the relay addresses stand in the preferences. */
export interface Identity {
  address: string;
  name: string;
  isHidden: boolean;
}

/** Every address a person may write from; the account's own comes first. */
export function identitiesOf(owner: IcloudAccount, ownDomains: readonly string[]): Identity[] {
  const own = ownDomains.map((domain) => `${localPart(owner.address)}@${domain}`);
  const list = [
    { address: owner.address, name: owner.name },
    ...own.filter((address) => address !== owner.address).map((address) => ({ address, name: owner.name })),
    ...(owner.aliases ?? []),
  ];
  const hidden = (owner.hiddenAddresses ?? []).map((address) => ({ address, name: owner.name, isHidden: true }));
  return [...list.map((one) => ({ ...one, isHidden: false })), ...hidden];
}

/** Answer of `setup/ws/1/validate`: the Apple account, and where its services are. */
export function validateAnswer(
  owner: IcloudAccount,
  dsid: string,
  ownDomains: readonly string[],
  origins: Origins,
): unknown {
  const [first = 'icloud.com'] = ownDomains;
  // A real address names the port that https has anyway.
  const service = (origin: string): object => ({
    url: origin.startsWith('https:') ? `${origin}:443` : origin,
    status: 'active',
  });
  const aliases = (owner.aliases ?? []).map((one) => one.address);
  return {
    dsInfo: {
      dsid,
      appleId: owner.address,
      primaryEmail: owner.address,
      fullName: owner.name,
      firstName: owner.name.split(' ')[0],
      lastName: owner.name.split(' ').slice(1).join(' '),
      appleIdAliases: aliases,
      iCloudAppleIdAlias: `${localPart(owner.address)}@${first}`,
      appleIdEntries: [
        { type: 'EMAIL', value: owner.address, isPrimary: true },
        ...aliases.map((value) => ({ type: 'EMAIL', value })),
      ],
      locale: 'en-us_US',
      languageCode: 'en-us',
      countryCode: 'US',
      hasICloudQualifyingDevice: true,
      statusCode: 2,
    },
    webservices: {
      mccgateway: service(origins.gateway),
      mcc: service(origins.mcc),
      mail: service(origins.mail),
      calendar: service('https://p61-calendarws.icloud.com'),
      contacts: service('https://p61-contactsws.icloud.com'),
      premiummailsettings: service('https://p158-maildomainws.icloud.com'),
      push: service('https://p44-pushws.icloud.com'),
    },
    hsaTrustedBrowser: true,
    isExtendedLogin: true,
    version: 2,
  };
}

/** Answer of `preference/web/all`: every address the person may write from, but for relay addresses. */
export function preferenceAnswer(owner: IcloudAccount, ownDomains: readonly string[]): unknown {
  const isOwn = (address: string): boolean => ownDomains.includes(domainOf(address));
  const domains = ownDomains.map((domain) => ({ domain, allowSendFrom: true }));
  const addresses = [owner, ...(owner.aliases ?? [])].map((one) => one.address);
  return {
    account: {
      emailId: localPart(owner.address),
      fullName: owner.name,
      supportedDomains: domains,
      aliases: addresses
        .slice(1)
        .filter(isOwn)
        .map((address) => ({
          emailId: localPart(address),
          isActive: true,
          supportedDomains: [{ domain: domainOf(address), allowSendFrom: true }],
        })),
      customDomains: addresses
        .filter((address) => !isOwn(address))
        .map((address) => ({ emailId: localPart(address), domain: domainOf(address), allowSendFrom: true })),
    },
    preferences: { includeOriginalInReply: true, loadRemoteImages: true },
  };
}
