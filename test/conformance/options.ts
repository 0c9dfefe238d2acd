import { parseArgs } from 'node:util';
import { PROFILES, type Profile } from './check.js';

export interface Options {
  readonly url: string;
  readonly token: string;
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

export const USAGE = `npm run conformance -- --url <base URL> [--token <token>] [options]

  --url       where SCIM is: with its path, and a query string if the target wants one
  --token     the bearer token; or in the variable SCIM_TOKEN, where no list of processes shows it
  --json F    the report as JSON      --junit F   as JUnit XML      --html F   as one page
  --require   whose MUSTs count, of ${PROFILES.join(', ')} (default rfc,entra); those of the others are shown as MAY
  --only      checks whose id begins so, separated by commas: users,filter.bad
  --domain    of the e-mail addresses that it makes up (default conformance.example)
  --timeout   seconds for a request (default 10)      --total   seconds for all checks (default 900)

The target is written to: users and groups with names of their own, removed at the end. Exit code: 0, 1 when a MUST
fell short or not all checks were run, 2 for a wrong command line, a target that does not answer or one that refuses the
token.
`;

const FLAGS = ['url', 'token', 'json', 'junit', 'html', 'require', 'only', 'domain', 'timeout', 'total'] as const;
type Values = Partial<Record<(typeof FLAGS)[number], string>> & { readonly help?: boolean };

/** Undefined when help is asked for. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv = {}): Options | undefined {
  const values = parse(args);
  if (values.help === true) return undefined;
  const token = values.token ?? env.SCIM_TOKEN ?? '';
  if (/[^\x21-\x7e]/.test(token) || token === '') throw new BadUsage('--token: a bearer token, without spaces');
  const { json, junit, html } = values;
  return {
    url: readUrl(values.url),
    token,
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

function readUrl(text: string | undefined): string {
  if (text === undefined) throw new BadUsage('--url: where is the target?');
  if (!URL.canParse(text)) throw new BadUsage(`--url: "${text}" is no URL`);
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new BadUsage('--url: begins with https:// or http://');
  if (url.username !== '' || url.password !== '') throw new BadUsage('--url: a credential does not belong into it');
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
