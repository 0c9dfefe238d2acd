import { isUuid } from '#postgres';
import type { TokenRequest } from '../../tenants/token-request.js';
import { judgeSecret, type Authenticated, type ClientStore } from '../../tenants/token-client.js';
import { hashSecret } from '../../tenants/secret.js';

/** Of nobody: what is no id is looked up, too, in the same time. */
const NO_CLIENT = '00000000-0000-0000-0000-000000000000';

export async function authenticateClient(
  { clientId, proof }: Pick<TokenRequest, 'clientId' | 'proof'>,
  clients: Pick<ClientStore, 'find'>,
): Promise<Authenticated> {
  const id = clientId.toLowerCase();
  const sent = proof.method === 'clientSecret' ? proof.secret : proof.assertion;
  const found = await clients.find(isUuid(id) ? id : NO_CLIENT, hashSecret(sent));
  if (proof.method === 'clientSecret') return judgeSecret(found, new Date());
  return {
    kind: 'nobody',
    reason: found.connection === null ? 'client_unknown' : 'method_off',
    connection: found.connection,
  };
}
