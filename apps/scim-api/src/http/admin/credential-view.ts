import type { Connection } from '../../tenants/connection.js';
import type { Issued } from '../../tenants/admin-store.js';
import { isValid, type Credential } from '../../tenants/credential.js';

/** What a person should look at. */
export interface Warning {
  readonly code: string;
  readonly detail: string;
}

export const NO_EXPIRY = 'none';

export function credentialView({ expiresAt, ...credential }: Credential): object {
  return {
    ...credential,
    expiresAt: expiresAt ?? NO_EXPIRY,
    warnings: warningsOf({ expiresAt, revokedAt: credential.revokedAt }),
  };
}

function warningsOf(credential: Pick<Credential, 'expiresAt' | 'revokedAt'>): Warning[] {
  if (credential.expiresAt !== null || !isValid(credential, new Date())) return [];
  return [
    {
      code: 'never-expires',
      detail:
        'It is good until it is revoked: issue one that expires, give it to the identity provider, revoke this one.',
    },
  ];
}

const ENTRA_TOKEN_ON: Warning = {
  code: 'entra-token-on',
  detail:
    'Entra’s own tokens let in whoever may provision from that tenant of Entra: it is for tests, turn it off after them.',
};

/** With what opens it, in the words of the page that it is entered on. @param tokenUrl of the token endpoint */
export function issuedView({ secret, ...credential }: Issued<Credential>, tokenUrl: string): object {
  const view = credentialView(credential);
  if (credential.method === 'token') return { ...view, token: secret };
  return { ...view, clientId: credential.connectionId, clientSecret: secret, tokenUrl };
}

/** @param tokenUrl of the token endpoint, where its id is the client's */
export function connectionView({ neverExpiring = 0, ...connection }: Connection, tokenUrl: string): object {
  const warnings: Warning[] = connection.methods.entraToken ? [ENTRA_TOKEN_ON] : [];
  if (neverExpiring > 0) warnings.push(neverExpire(neverExpiring));
  return { ...connection, clientId: connection.id, tokenUrl, warnings };
}

/** Said as long as there is one: nothing else would remind anybody. */
function neverExpire(count: number): Warning {
  const of = count === 1 ? '1 of its credentials is' : `${count} of its credentials are`;
  return {
    code: 'credentials-never-expire',
    detail: `${of} good until revoked: issue one that expires, give it to the identity provider, revoke the old one.`,
  };
}
