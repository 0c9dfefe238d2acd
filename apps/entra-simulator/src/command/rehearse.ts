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

export const rehearse: Command = {
  usage: 'rehearse --admin URL --tenant ID --own NAME --url TENANT_URL [--authority URL] [--people N] [--json]',
  options: [
    ['--admin URL', 'the target’s admin API: …/admin; ADMIN_TOKEN in the environment is who administers it'],
    ['--tenant ID', 'where it takes place: in a connection of its own, with people whose names nobody else has'],
    ['--own NAME', 'the name of that tenant, as its administrator knows it: another one is left alone'],
    ['--url URL', 'the tenant URL of the target'],
    [
      '--authority URL',
      'what the target takes for a cloud (ENTRA_AUTHORITIES): assertions and Entra’s own tokens are tried, too',
    ],
    ['--people N', 'how many there are (20)'],
    ['--json', 'the report as JSON'],
  ],
  examples: [
    'ADMIN_TOKEN=… entra-simulator rehearse --admin http://127.0.0.1:7401/admin --tenant … --own Rehearsal --url http://127.0.0.1:7301/scim/v2',
  ],
  run: async (args) => {
    const names = { admin: string, tenant: string, own: string, url: string, authority: string, people: string };
    const given = read(args, { ...names, json: boolean });
    const { text, flag } = given;
    const options = {
      tenant: adminAt(`${needed(given, 'admin').replace(/\/+$/, '')}/tenants/${needed(given, 'tenant')}`, adminToken()),
      url: needed(given, 'url'),
      people: count('people', text('people'), 20),
      authority: text('authority')?.replace(/\/+$/, '') ?? null,
    };
    if (options.people < FEWEST_PEOPLE) throw new UsageError(`--people is at least ${FEWEST_PEOPLE}`);
    const { name } = answered('the tenant', await options.tenant.call('GET', ''));
    if (name !== needed(given, 'own')) {
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

function needed({ text }: ReadOptions, name: string): string {
  const value = text(name);
  if (value !== undefined) return value;
  throw new UsageError(`--${name} is missing`);
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
