/** Microsoft's clouds: where they sign people in, who issues tokens of version 1, and as whom they provision. */
export const CLOUDS = {
  global: {
    authority: 'https://login.microsoftonline.com',
    sts: 'https://sts.windows.net',
    application: '8adf8e6e-67b2-4cf2-a259-e3dc5476c621',
  },
  usgov: {
    authority: 'https://login.microsoftonline.us',
    sts: 'https://sts.windows.net',
    application: '4602d0b4-76bb-404b-bca9-2652e1a39c6d',
  },
  china: {
    authority: 'https://login.partner.microsoftonline.cn',
    sts: 'https://sts.chinacloudapi.cn',
    application: '5a532e38-1581-4918-9658-008dc27c1d68',
  },
} as const;
export type Cloud = keyof typeof CLOUDS;

/** Where the simulator's issuer stands in for a cloud unless it is told otherwise. */
export const LOCAL_AUTHORITY = 'http://127.0.0.1:7399';

export function isCloud(name: string): name is Cloud {
  return Object.hasOwn(CLOUDS, name);
}

/** A tenant of Entra in a cloud. */
export interface EntraTenant {
  readonly cloud: Cloud;
  readonly tenantId: string;
  /** A base URL in place of the cloud's hosts, so that an issuer of this machine can stand in for them; null: theirs. */
  readonly authority: string | null;
}

/** Of the tokens of version 2: of assertions (Microsoft Learn, "National clouds"). */
export function issuerOf(tenant: EntraTenant): string {
  return `${baseOf(tenant)}/v2.0`;
}

/** Of the tokens of version 1: of those that the blank-token mode sends. */
export function stsIssuerOf({ cloud, tenantId, authority }: EntraTenant): string {
  return `${authority ?? CLOUDS[cloud].sts}/${tenantId}/`;
}

export function keysUrlOf(tenant: EntraTenant): string {
  return `${baseOf(tenant)}/discovery/v2.0/keys`;
}

function baseOf({ cloud, tenantId, authority }: EntraTenant): string {
  return `${authority ?? CLOUDS[cloud].authority}/${tenantId}`;
}
