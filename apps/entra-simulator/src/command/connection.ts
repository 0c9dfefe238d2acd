import { randomUUID } from 'node:crypto';
import { newSigningKey } from '../wire/local-issuer.js';
import type { Connection } from './store.js';
import { UsageError } from './usage-error.js';

type Text = (name: string) => string | undefined;

const ISSUER = 'http://127.0.0.1:7399/contoso/v2.0';

/** Secrets may come from the environment, where no list of processes shows them. */
export async function connectionOf(text: Text): Promise<Connection> {
  const url = text('url') ?? (process.env.SCIM_URL || undefined);
  if (url === undefined || !URL.canParse(url)) {
    throw new UsageError('--url is the tenant URL of the target, http(s)://…');
  }
  if (text('client-id') !== undefined || text('token-url') !== undefined) return fromTokenEndpoint(url, text);
  const token = text('token') ?? (process.env.SCIM_TOKEN || undefined);
  if (token === undefined) {
    throw new UsageError('--token (or SCIM_TOKEN in the environment) is the secret token of the target');
  }
  return { url, kind: 'bearer', token };
}

async function fromTokenEndpoint(url: string, text: Text): Promise<Connection> {
  const [clientId, tokenUrl] = [text('client-id'), text('token-url')];
  if (clientId === undefined || tokenUrl === undefined) {
    throw new UsageError('--client-id and --token-url go together');
  }
  const secret = text('client-secret') ?? (process.env.CLIENT_SECRET || undefined);
  if (secret !== undefined) return { url, kind: 'clientCredentials', tokenUrl, id: clientId, secret };
  const audience = text('audience');
  if (audience === undefined) {
    throw new UsageError('say --client-secret, or --audience for an assertion of the local issuer (RFC 7523)');
  }
  const [issuer, subject] = [text('issuer') ?? ISSUER, text('subject') ?? randomUUID()];
  const tenantId = new URL(issuer).pathname.split('/')[1] ?? '';
  return {
    url,
    kind: 'federated',
    tokenUrl,
    clientId,
    issuer,
    audience,
    subject,
    tenantId,
    ...(await newSigningKey()),
  };
}
