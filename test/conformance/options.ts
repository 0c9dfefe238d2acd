import { parseArgs } from 'node:util';
import { PROOFS, type Proof, type TokenClient } from './access-token.js';
import { PROFILES, type Profile } from './check.js';

export interface Options {
  readonly url: string;
  /** The bearer token, or whom the target's token endpoint gives one. */
  readonly credential: { readonly token: string } | { readonly client: TokenClient };
  readonly required: readonly Profile[];
  readonly domain: string;
  readonly requestTimeout: number;
  readonly totalTimeout: number;
  /** Only checks whose id begins with one of these. */
  readonly only: readonly string[];
  /** Where to write each of the formats. */
  readonly files: Readonly<Partial<Record<'json' | 'junit' | 'html', string>>>;
}

/** What the command line says does not make sense; the message is for the person who typed it. */
export class BadUsage extends Error {}

export const USAGE = `npm run conformance -- --url <base URL> [--token <token> | --token-url <URL> --client-id <id>] [options]

  --url       where SCIM is: with its path, and a query string if the target wants one
  --token     the bearer token; or in the variable SCIM_TOKEN, where no list of processes shows it
  --token-url, --client-id   instead of it: where the target gives an access token by client credentials, and to whom
  --client-auth   how the client proves itself: basic (default) or body, by the secret in the variable
              SCIM_CLIENT_SECRET; or assertion, by the one in SCIM_CLIENT_ASSERTION, as a federated identity does
  --json F    the report as JSON      --junit F   as JUnit XML      --html F   as one page
  --require   whose MUSTs count, of ${PROFILES.join(', ')} (default rfc,entra); those of the others are shown as MAY
  --only      checks whose id begins so, separated by commas: users,filter.bad
  --domain    of the e-mail addresses that it makes up (default conformance.example)
  --timeout   seconds for a request (default 10)      --total   seconds for all checks (default 900)

The target is written to: users and groups with names of their own, removed at the end. Exit code: 0, 1 when a MUST
fell short or not all checks were run, 2 for a wrong command line, a target that does not answer, one that refuses the
token, or a token endpoint that gives none.
`;

const CLIENT_FLAGS = ['token-url', 'client-id', 'client-auth'] as const;
const REPORT_FLAGS = ['json', 'junit', 'html', 'require', 'only', 'domain', 'timeout', 'total'] as const;
const FLAGS = ['url', 'token', ...CLIENT_FLAGS, ...REPORT_FLAGS] as const;
type Values = Partial<Record<(typeof FLAGS)[number], string>> & { readonly help?: boolean };

/** Undefined when help is asked for. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv = {}): Options | undefined {
  const values = parse(args);
  if (values.help === true) return undefined;
  const { json, junit, html } = values;
  return {
    url: readUrl('url', values.url),
    credential: readCredential(values, env),
    required: readProfiles(values.require ?? 'rfc,entra'),
    domain: readDomain(values.domain ?? 'conformance.example'),
    requestTimeout: readSeconds('timeout', values.timeout ?? '10') * 1_000,
    totalTimeout: readSeconds('total', values.total ?? '900') * 1_000,
    only: split(values.only ?? ''),
    files: { ...(json && { json }), ...(junit && { junit }), ...(html && { html }) },
  };
}

function parse(args: readonly string[]): Values {
  const options = Object.fromEntries(FLAGS.map((flag) => [flag, { type: 'string' as const }]));
  try {
    return parseArgs({ args: [...args], options: { ...options, help: { type: 'boolean', short: 'h' } } }).values;
  } catch (error) {
    throw new BadUsage(error instanceof Error ? error.message : String(error));
  }
}

/** A client's where one of its flags is given: a token that lies in the environment does not count then. */
function readCredential(values: Values, env: NodeJS.ProcessEnv): Options['credential'] {
  if (CLIENT_FLAGS.every((flag) => values[flag] === undefined)) {
    return { token: readSecret('--token: a bearer token', values.token ?? env.SCIM_TOKEN) };
  }
  if (values.token !== undefined) throw new BadUsage('--token or --token-url: one of them');
  const by = readProof(values['client-auth'] ?? 'basic');
  const variable = by === 'assertion' ? 'SCIM_CLIENT_ASSERTION' : 'SCIM_CLIENT_SECRET';
  return {
    client: {
      tokenUrl: readUrl('token-url', values['token-url']),
      id: readSecret('--client-id: an id', values['client-id']),
      by,
      proof: readSecret(`${variable}: what --client-auth ${by} needs`, env[variable]),
    },
  };
}

function readProof(text: string): Proof {
  const by = PROOFS.find((known) => known === text);
  if (by === undefined) throw new BadUsage(`--client-auth: "${text}" is none of ${PROOFS.join(', ')}`);
  return by;
}

function readSecret(what: string, text = ''): string {
  if (/[^\x21-\x7e]/.test(text) || text === '') throw new BadUsage(`${what}, without spaces`);
  return text;
}

function readUrl(flag: 'url' | 'token-url', text: string | undefined): string {
  if (text === undefined)
    throw new BadUsage(`--${flag}: where is ${flag === 'url' ? 'the target' : 'its token endpoint'}?`);
  if (!URL.canParse(text)) throw new BadUsage(`--${flag}: "${text}" is no URL`);
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new BadUsage(`--${flag}: begins with https:// or http://`);
  if (url.username !== '' || url.password !== '') throw new BadUsage(`--${flag}: a credential does not belong into it`);
  url.hash = '';
  return url.href;
}

function readProfiles(text: string): readonly Profile[] {
  return split(text).map((name) => {
    const profile = PROFILES.find((known) => known === name);
    if (profile === undefined) throw new BadUsage(`--require: "${name}" is none of ${PROFILES.join(', ')}`);
    return profile;
  });
}

function readDomain(text: string): string {
  if (!/^[a-z\d-]+(?:\.[a-z\d-]+)+$/i.test(text)) throw new BadUsage(`--domain: "${text}" is no domain`);
  return text.toLowerCase();
}

function readSeconds(flag: string, text: string): number {
  const seconds = Number(text);
  // Beyond this a timer of Node fires at once.
  if (!(seconds > 0 && seconds <= 2_000_000)) throw new BadUsage(`--${flag}: a number of seconds`);
  return seconds;
}

function split(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
