import {
  doorOfAll,
  operatorDoor,
  withoutEnded,
  type Door,
  type FailedCredentials,
  type OperatorLookUp,
  type TokenGuard,
} from '#service';
import type { Pool } from 'pg';
import { assertVersion } from './scim/configure-scim.js';
import type { CredentialLookup } from '../tenants/identity.js';
import { identify, type Identifying } from './scim/identity.js';
import { addressOf } from './path.js';

// RFC 7644 §4: discovery answers without a credential.
const OPEN = /^\/scim\/v2\/(ServiceProviderConfig|ResourceTypes|Schemas)(?:[/?]|$)/;

export interface DoorParts {
  readonly credentials: CredentialLookup;
  readonly operators: OperatorLookUp;
  /** Of whoever has a token. */
  readonly guards: Readonly<Record<'admin' | 'activity', Pick<TokenGuard, 'admit'>>>;
  /** Of the role `admin`: which tenants have ended. */
  readonly pool: Pick<Pool, 'query'>;
  /** Each counts its own. */
  readonly failures: { readonly scim: FailedCredentials; readonly admin: FailedCredentials };
  readonly noteBearer?: Identifying['onRefused'];
}

/** Its description is for everybody, as that of each API is. */
function isOfActivity(address: string): boolean {
  return /^\/activity(?:[./]|$)/.test(address) && address !== ACTIVITY_OPENAPI;
}

export const ACTIVITY_OPENAPI = '/activity/openapi.json';

/** Whom each of the APIs lets in. The token endpoint asks for itself: its credential may stand in the body. */
export function scimApiDoor({ credentials, operators, guards, pool, failures, noteBearer }: DoorParts): Door {
  const isAdministrator = withoutEnded(operatorDoor(operators, failures.admin, guards.admin), pool);
  const isReader = doorOfAll((request) => guards.activity.admit(request));
  const identifying = { credentials, failures: failures.scim, ...(noteBearer && { onRefused: noteBearer }) };
  return (request) => {
    const address = addressOf(request);
    if (isOfActivity(address)) return isReader(request);
    if (!address.startsWith('/scim/')) return isAdministrator(request);
    assertVersion(address);
    // With a credential discovery shows the company's own attributes, so a wrong one is not passed over.
    if (OPEN.test(address) && request.headers.authorization === undefined) return false;
    const asking = identify(request, identifying);
    return asking instanceof Promise ? asking.then(() => true) : true;
  };
}
