import { randomUUID } from 'node:crypto';
import { DEFAULT_SETTINGS, newJob, type JobSettings } from '../cycle/job.js';
import { troubleOf } from '../session/open-target.js';
import type { Connection } from '../session/state-folder.js';
import { UsageError } from '../session/usage-error.js';
import type { Source } from '../source/source.js';
import { boolean, string, type Command } from './command.js';
import { connectionOf, dialectOf } from './connection.js';
import { companyOf, mappingsOf, scopeOf } from './job-options.js';
import { connectionFailed, print } from './print.js';
import { count, read, type ReadOptions } from './read-options.js';

// The simulated clock begins on a round day, so that two runs of a seed are the same.
const EPOCH = '2026-01-01T00:00:00.000Z';

export const init: Command = {
  usage: 'init --url TENANT_URL --token SECRET_TOKEN [--users N] [--groups N] [--seed S] [--force]',
  options: [
    ['--url URL', 'the tenant URL; ?aadOptscim062020 at its end chooses the compliant PATCH dialect, as in Entra'],
    ['--token T', 'a bearer token; or the environment variable SCIM_TOKEN, which no list of processes shows'],
    [
      '--client-id, --client-secret, --token-url',
      'OAuth 2.0 client credentials instead of a token (CLIENT_SECRET in the environment)',
    ],
    [
      '--audience A [--issuer URL --subject S]',
      'an assertion of the local issuer instead of a secret (RFC 7523): see issuer',
    ],
    [
      '--mapping FILE',
      'attribute mappings of users as JSON instead of the default: [{"target":…,"source":{"attribute":…}}]',
    ],
    ['--users N, --groups N', 'how large the company is (200 and 9)'],
    ['--seed S', 'the same seed makes the same company (1)'],
    ['--deletion-threshold N', 'more disables and deletions in one cycle stop the job until they are allowed'],
    ['--skip-out-of-scope-deletions', 'who leaves the scope is left alone'],
    ['--scope JSON', 'scoping filters: [[{"attribute":"department","operator":"EQUALS","value":"Sales"}]]'],
    ['--force', 'replaces the job that stands in --dir, its company and its log; without it init refuses'],
  ],
  examples: ['SCIM_TOKEN=rcs_… entra-simulator init --url http://127.0.0.1:7301/scim/v2 --users 1000 --groups 20'],
  run: async (args) => {
    const options = { url: string, token: string, users: string, groups: string, seed: string, scope: string };
    const given = read(args, {
      ...options,
      'client-id': string,
      'client-secret': string,
      'token-url': string,
      'deletion-threshold': string,
      'skip-out-of-scope-deletions': boolean,
      mapping: string,
      issuer: string,
      audience: string,
      subject: string,
      force: boolean,
    });
    const { text, flag, state } = given;
    const connection = await connectionOf(text);
    const settings = settingsOf(given, connection);
    const source = companyOf(text);
    if (state.exists && !flag('force')) {
      throw new UsageError(
        `a job stands in ${state.folder} already: --force replaces it, its company and its log; --dir names another folder`,
      );
    }
    // Its assertions can be proved only when `issuer` serves the keys that are made here.
    const trouble = connection.kind === 'federated' ? null : await troubleOf(connection);
    if (trouble !== null) return connectionFailed(trouble);
    state.create();
    state.connection = connection;
    state.source = source;
    state.job = newJob(`scim.${randomUUID()}.${randomUUID()}`, EPOCH, settings);
    state.clearLogs();
    tell(connection, source);
    return 0;
  },
};

function settingsOf({ text, flag }: ReadOptions, connection: Connection): JobSettings {
  const threshold = text('deletion-threshold');
  return {
    ...DEFAULT_SETTINGS,
    dialect: dialectOf(connection),
    userMappings: mappingsOf(text('mapping')),
    scope: scopeOf(text('scope')),
    deletionThreshold: threshold === undefined ? null : count('deletion-threshold', threshold, 0),
    skipOutOfScopeDeletions: flag('skip-out-of-scope-deletions'),
  };
}

function tell(connection: Connection, { users, groups }: Source): void {
  if (connection.kind === 'federated') {
    const { clientId, issuer, subject, audience } = connection;
    print(`tell the target: issuer ${issuer}, subject ${subject}, audience ${audience}, client ${clientId}`);
    print('then run `entra-simulator issuer` beside `sync`: the target fetches the keys from it');
  } else {
    print(`source: ${users.size} users, ${groups.size} groups, all assigned`);
    print('Test Connection: ok');
  }
}
