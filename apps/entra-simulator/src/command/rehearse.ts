import { adminAt, answered } from '../administration/target-admin.js';
import { rehearse as go } from '../rehearsal/rehearse.js';
import type { StepReport } from '../rehearsal/step.js';
import { UsageError } from '../session/usage-error.js';
import { boolean, string, type Command } from './command.js';
import { adminToken } from './administrator.js';
import { print } from './print.js';
import { count, read, type ReadOptions } from './read-options.js';

// Of fewer not enough could leave at once.
const FEWEST_PEOPLE = 10;
// Of `npm start`.
const LOCAL_ADMIN = 'http://127.0.0.1:7401/admin';
const LOCAL_URL = 'http://127.0.0.1:7301/scim/v2';

export const rehearse: Command = {
  usage: 'rehearse --tenant ID --own NAME [--admin URL] [--url TENANT_URL] [--authority URL] [--people N] [--json]',
  options: [
    ['--tenant ID', 'where it takes place: in a connection of its own, with people whose names nobody else has'],
    ['--own NAME', 'the name of that tenant, as its administrator knows it: another one is left alone'],
    [`--admin URL`, `the target’s admin API (${LOCAL_ADMIN}); ADMIN_TOKEN in the environment is who administers it`],
    ['--url URL', `the tenant URL of the target (${LOCAL_URL})`],
    [
      'REHEARSAL_TENANT, REHEARSAL_OWN, ADMIN_URL, SCIM_URL',
      'in the environment: the same four, where they are not said',
    ],
    [
      '--authority URL',
      'what the target takes for a cloud (ENTRA_AUTHORITIES): assertions and Entra’s own tokens are tried, too',
    ],
    ['--people N', 'how many there are (20)'],
    ['--json', 'the report as JSON'],
  ],
  examples: [
    'ADMIN_TOKEN=… entra-simulator rehearse --tenant … --own Rehearsal --authority http://127.0.0.1:7399',
    'REHEARSAL_TENANT=… REHEARSAL_OWN=Rehearsal ADMIN_TOKEN=… entra-simulator rehearse --json',
  ],
  run: async (args) => {
    const names = { admin: string, tenant: string, own: string, url: string, authority: string, people: string };
    const given = read(args, { ...names, json: boolean });
    const { text, flag } = given;
    const options = {
      tenant: adminAt(`${adminOf(given)}/tenants/${needed(given, 'tenant', 'REHEARSAL_TENANT')}`, adminToken()),
      url: said(given, 'url', 'SCIM_URL') ?? LOCAL_URL,
      people: count('people', text('people'), 20),
      authority: text('authority')?.replace(/\/+$/, '') ?? null,
    };
    const own = needed(given, 'own', 'REHEARSAL_OWN');
    if (options.people < FEWEST_PEOPLE) throw new UsageError(`--people is at least ${FEWEST_PEOPLE}`);
    const { name } = answered('the tenant', await options.tenant.call('GET', ''));
    if (name !== own) {
      throw new UsageError(
        '--own is not the name of that tenant: a rehearsal takes place in a tenant of its own, and nowhere else',
      );
    }
    const reports = await go(options, flag('json') ? () => undefined : printStep);
    if (flag('json')) print(JSON.stringify(reports, null, 2));
    else print(summary(reports));
    return exitCodeOf(reports);
  },
};

function adminOf(given: ReadOptions): string {
  return (said(given, 'admin', 'ADMIN_URL') ?? LOCAL_ADMIN).replace(/\/+$/, '');
}

function needed(given: ReadOptions, name: string, variable: string): string {
  const value = said(given, name, variable);
  if (value !== undefined) return value;
  throw new UsageError(`--${name} is missing, or ${variable} in the environment`);
}

/** By the option, or by the environment. */
function said({ text }: ReadOptions, name: string, variable: string): string | undefined {
  return text(name) ?? (process.env[variable] || undefined);
}

const SIGNS = { done: '✓', failed: '✗', 'not offered': '–' } as const;

function printStep({ step, outcome, did, sees }: StepReport): void {
  print(`${SIGNS[outcome]} ${step}${outcome === 'done' ? '' : `: ${outcome}`}`);
  for (const line of did) print(`    ${line}`);
  for (const line of sees) print(`    sees ${line}`);
}

function summary(reports: readonly StepReport[]): string {
  const of = (wanted: StepReport['outcome']): number => reports.filter(({ outcome }) => outcome === wanted).length;
  return `${of('done')} steps done, ${of('failed')} failed, ${of('not offered')} not offered by the target`;
}

/** 1 where something failed, 3 where nothing did but not everything is offered. */
function exitCodeOf(reports: readonly StepReport[]): number {
  if (reports.some(({ outcome }) => outcome === 'failed')) return 1;
  return reports.some(({ outcome }) => outcome === 'not offered') ? 3 : 0;
}
