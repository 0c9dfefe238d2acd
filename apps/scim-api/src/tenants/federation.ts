import type { Cloud } from '#service';

/** Whose assertions a connection trusts. */
export interface Federation {
  readonly cloud: Cloud;
  /** Of Entra. */
  readonly tenantId: string;
  /** `sub`: the object id of the provisioning service’s principal there. */
  readonly subject: string;
  /** As Entra’s page shows it, in one of three spellings of one application. */
  readonly audience: string;
  /** `azp` or `appid`, where it is to be one application alone. */
  readonly clientApp?: string | undefined;
}

/** The same setting in the form that is kept: ids in lower case. */
export function federationOf({ cloud, tenantId, subject, audience, clientApp }: Federation): Federation {
  const own = clientApp === undefined ? {} : { clientApp: clientApp.toLowerCase() };
  return { cloud, tenantId: tenantId.toLowerCase(), subject, audience, ...own };
}

/** `{id}`, `api://{id}` and `api://{id}/.default` are one audience: a real token has the first, documents the others. */
export function applicationIn(audience: string): string {
  return audience
    .toLowerCase()
    .replace(/^api:\/\//, '')
    .replace(/\/\.default$/, '');
}
