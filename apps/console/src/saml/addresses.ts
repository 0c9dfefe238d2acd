import type { Cloud, EntraClouds } from '#service';

/** Of this console, as Entra is told them. */
export interface OwnAddresses {
  /** "Identifier (Entity ID)". */
  readonly entityId: string;
  /** "Reply URL (Assertion Consumer Service URL)". */
  readonly acsUrl: string;
  /** "Logout Url". */
  readonly logoutUrl: string;
}

export function ownAddresses(consoleUrl: string): OwnAddresses {
  const base = `${consoleUrl}/sso/saml`;
  return { entityId: `${base}/metadata`, acsUrl: `${base}/acs`, logoutUrl: `${base}/logout` };
}

/** Where Entra is, by the table of clouds alone: metadata says where, too, and is not asked. */
export interface EntraAddresses {
  readonly metadataUrl: string;
  readonly signInUrl: string;
  readonly logoutUrl: string;
}

export interface Place {
  readonly cloud: Cloud;
  readonly tid: string;
  readonly appId: string;
}

export function entraAddresses(clouds: EntraClouds, { cloud, tid, appId }: Place): EntraAddresses {
  const { authority } = clouds.issuerOf(cloud, tid);
  return {
    metadataUrl: `${authority}/federationmetadata/2007-06/federationmetadata.xml?appid=${appId}`,
    signInUrl: `${authority}/saml2`,
    logoutUrl: `${authority}/saml2`,
  };
}
