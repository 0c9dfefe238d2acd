import { isUuid } from '#postgres';
import type { Assertions } from '../../tenants/assertions.js';
import { judgeSecret, type Authenticated, type ClientStore, type TokenConnection } from '../../tenants/token-client.js';
import { hashSecret } from '../../tenants/secret.js';
import type { TokenRequest } from '../../tenants/token-request.js';

/** Of nobody: what is no id is looked up, too, in the same time. */
const NO_CLIENT = '00000000-0000-0000-0000-000000000000';

export interface Authentication {
  readonly clients: Pick<ClientStore, 'find'>;
  readonly assertions: Pick<Assertions, 'judgeAssertion'>;
}

export async function authenticateClient(
  { clientId, proof }: Pick<TokenRequest, 'clientId' | 'proof'>,
  { clients, assertions }: Authentication,
): Promise<Authenticated> {
  const id = clientId.toLowerCase();
  const sent = proof.method === 'clientSecret' ? proof.secret : proof.assertion;
  const found = await clients.find(isUuid(id) ? id : NO_CLIENT, hashSecret(sent));
  if (proof.method === 'clientSecret') return judgeSecret(found, new Date());
  return judgeAssertion(found.connection, proof.assertion, assertions);
}

async function judgeAssertion(
  connection: TokenConnection | null,
  assertion: string,
  assertions: Authentication['assertions'],
): Promise<Authenticated> {
  if (connection === null) return { kind: 'nobody', reason: 'client_unknown', connection };
  const { methods, federation } = connection;
  if (!methods.federated || federation === null) return { kind: 'nobody', reason: 'method_off', connection };
  const judged = await assertions.judgeAssertion(assertion, federation);
  if ('reason' in judged) return { kind: 'nobody', connection, ...judged };
  return { kind: 'connection', connection, credentialId: null };
}
