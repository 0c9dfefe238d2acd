import { randomUUID } from 'node:crypto';
import { newSigningKey } from '../wire/local-issuer.js';
import type { Dialect } from '../wire/patches.js';
import type { Connection } from '../session/state-folder.js';
import { UsageError } from '../session/usage-error.js';

type Text = (name: string) => string | undefined;

const ISSUER = 'http://127.0.0.1:7399/contoso/v2.0';

/** Secrets may come from the environment, where no list of processes shows them. */
export async function connectionOf(text: Text): Promise<Connection> {
  const url = tenantUrl(text('url') ?? (process.env.SCIM_URL || undefined));
  if (text('client-id') !== undefined || text('token-url') !== undefined) return fromTokenEndpoint(url, text);
  return { url, kind: 'bearer', token: secretToken(text) };
}

/** The kind of credentials stays; their secret is new, and the address where one is given. */
export function renewed(before: Connection, text: Text): Connection {
  const url = tenantUrl(text('url') ?? before.url);
  switch (before.kind) {
    case 'bearer':
      return { ...before, url, token: secretToken(text) };
    case 'clientCredentials': {
      const secret = clientSecret(text);
      if (secret === undefined) {
        throw new UsageError('--client-secret (or CLIENT_SECRET in the environment) is the new secret of the client');
      }
      return { ...before, url, secret };
    }
    case 'federated':
      if (text('url') === undefined) {
        throw new UsageError('this job signs assertions and has no secret: only --url can be given');
      }
      return { ...before, url };
  }
}

/** The flag in the tenant URL decides, as in Entra ("SCIM compatibility"). */
export function dialectOf({ url }: Connection): Dialect {
  return new URL(url).searchParams.has('aadOptscim062020') ? 'compliant' : 'legacy';
}

function tenantUrl(url: string | undefined): string {
  if (url !== undefined && URL.canParse(url)) return url;
  throw new UsageError('--url is the tenant URL of the target, http(s)://…');
}

function secretToken(text: Text): string {
  const token = text('token') ?? (process.env.SCIM_TOKEN || undefined);
  if (token !== undefined) return token;
  throw new UsageError('--token (or SCIM_TOKEN in the environment) is the secret token of the target');
}

function clientSecret(text: Text): string | undefined {
  return text('client-secret') ?? (process.env.CLIENT_SECRET || undefined);
}

async function fromTokenEndpoint(url: string, text: Text): Promise<Connection> {
  const [clientId, tokenUrl] = [text('client-id'), text('token-url')];
  if (clientId === undefined || tokenUrl === undefined) {
    throw new UsageError('--client-id and --token-url go together');
  }
  const secret = clientSecret(text);
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
