import { randomUUID } from 'node:crypto';
import { CLOUDS, isCloud, LOCAL_AUTHORITY } from '../wire/clouds.js';
import { newSigningKey, type Principal } from '../wire/entra-token.js';
import type { Dialect } from '../wire/patches.js';
import type { Connection } from '../session/connection.js';
import { UsageError } from '../session/usage-error.js';
import { string } from './command.js';

type Text = (name: string) => string | undefined;

/** The methods that a target may offer, by the names that Rollcall gives them. */
const METHODS = ['token', 'clientSecret', 'federated', 'entraToken'] as const;
type Method = (typeof METHODS)[number];

/** What says how to connect, beside --url and secrets. */
export const CONNECTION_OPTIONS = {
  method: string,
  'client-id': string,
  'client-secret': string,
  'secret-in': string,
  'token-url': string,
  cloud: string,
  authority: string,
  'entra-tenant': string,
  subject: string,
  audience: string,
  'client-app': string,
  'client-claim': string,
};

/** Secrets may come from the environment, where no list of processes shows them. */
export async function connectionOf(text: Text): Promise<Connection> {
  const url = tenantUrl(text('url') ?? (process.env.SCIM_URL || undefined));
  switch (methodOf(text)) {
    case 'token':
      return { url, kind: 'bearer', token: secretToken(text) };
    case 'clientSecret': {
      const secret = clientSecret(text);
      if (secret === undefined) {
        throw new UsageError(
          'say --client-secret, or --method federated for an assertion of the local issuer (RFC 7523)',
        );
      }
      const { clientId: id, tokenUrl } = clientOf(text);
      return {
        url,
        kind: 'clientCredentials',
        tokenUrl,
        id,
        secret,
        location: oneOf(text, 'secret-in', ['body', 'header']),
      };
    }
    case 'federated':
      return { url, kind: 'federated', ...clientOf(text), ...(await principalOf(text)) };
    case 'entraToken':
      return { url, kind: 'entraToken', ...(await principalOf(text)) };
  }
}

/** The kind of credentials stays; their secret is new, and the address where one is given. */
export function renewed(before: Connection, text: Text): Connection {
  const url = tenantUrl(text('url') ?? before.url);
  switch (before.kind) {
    case 'bearer':
      return { url, kind: 'bearer', token: secretToken(text) };
    case 'clientCredentials': {
      const secret = clientSecret(text);
      if (secret === undefined) {
        throw new UsageError('--client-secret (or CLIENT_SECRET in the environment) is the new secret of the client');
      }
      const { kind, tokenUrl, id, location } = before;
      return { url, kind, tokenUrl, id, secret, location };
    }
    case 'federated':
    case 'entraToken':
      if (text('url') === undefined) {
        throw new UsageError(
          'this job signs its tokens and has no secret: --url can be given, and `issuer rotate` makes a new key',
        );
      }
      return { ...before, url };
  }
}

/** The flag in the tenant URL decides, as in Entra ("SCIM compatibility"). */
export function dialectOf({ url }: Connection): Dialect {
  return new URL(url).searchParams.has('aadOptscim062020') ? 'compliant' : 'legacy';
}

/** What is not said follows from what is. */
function methodOf(text: Text): Method {
  const said = text('method');
  if (said !== undefined) return oneOf(text, 'method', METHODS);
  if (text('client-id') === undefined && text('token-url') === undefined) return 'token';
  return clientSecret(text) === undefined && text('audience') !== undefined ? 'federated' : 'clientSecret';
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

function clientOf(text: Text): { clientId: string; tokenUrl: string } {
  const [clientId, tokenUrl] = [text('client-id'), text('token-url')];
  if (clientId !== undefined && tokenUrl !== undefined) return { clientId, tokenUrl };
  throw new UsageError('--client-id and --token-url go together');
}

/** Entra's tenant as it is known to the target; ids that are not given are made up. */
async function principalOf(text: Text): Promise<Principal> {
  const cloud = text('cloud') ?? 'global';
  if (!isCloud(cloud)) throw new UsageError(`--cloud is one of ${Object.keys(CLOUDS).join(', ')}, not "${cloud}"`);
  return {
    cloud,
    tenantId: text('entra-tenant') ?? randomUUID(),
    authority: (text('authority') ?? LOCAL_AUTHORITY).replace(/\/+$/, ''),
    subject: text('subject') ?? randomUUID(),
    audience: text('audience') ?? `api://${randomUUID()}`,
    clientApp: text('client-app') ?? randomUUID(),
    clientClaim: oneOf(text, 'client-claim', ['azp', 'appid']),
    keys: [await newSigningKey()],
    areKeysDown: false,
  };
}

/** The first is meant where nothing is said. */
function oneOf<Choice extends string>(text: Text, name: string, choices: readonly [Choice, ...Choice[]]): Choice {
  const said = text(name) ?? choices[0];
  const found = choices.find((choice) => choice === said);
  if (found !== undefined) return found;
  throw new UsageError(`--${name} is one of ${choices.join(', ')}, not "${said}"`);
}
