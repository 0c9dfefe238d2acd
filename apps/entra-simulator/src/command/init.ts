import { randomUUID } from 'node:crypto';
import { DEFAULT_SETTINGS, newJob, type JobSettings } from '../cycle/job.js';
import { troubleOf } from '../session/open-target.js';
import { isSigning, type Connection } from '../session/connection.js';
import { UsageError } from '../session/usage-error.js';
import type { Source } from '../source/source.js';
import { issuerOf } from '../wire/clouds.js';
import { boolean, string, type Command } from './command.js';
import { CONNECTION_OPTIONS, connectionOf, dialectOf } from './connection.js';
import { companyOf, mappingsOf, notificationOf, scopeOf } from './job-options.js';
import { connectionFailed, print } from './print.js';
import { count, read, type ReadOptions } from './read-options.js';

// The simulated clock begins on a round day, so that two runs of a seed are the same.
const EPOCH = '2026-01-01T00:00:00.000Z';

export const init: Command = {
  usage: 'init --url TENANT_URL [--method M …] [--users N] [--groups N] [--seed S] [--force]',
  options: [
    ['--url URL', 'the tenant URL; ?aadOptscim062020 at its end chooses the compliant PATCH dialect, as in Entra'],
    ['--token T', 'a bearer token; or the environment variable SCIM_TOKEN, which no list of processes shows'],
    ['--method M', 'token (as without it), clientSecret, federated or entraToken'],
    [
      '--client-id, --token-url',
      'of clientSecret and federated: the client and the token endpoint that the target names',
    ],
    [
      '--client-secret S',
      'or CLIENT_SECRET in the environment; --secret-in header sends it by Basic, body (default) does not',
    ],
    ['--cloud C', 'of federated and entraToken, whose tokens are signed here: global (default), usgov or china'],
    [
      '--entra-tenant, --subject',
      'the tenant’s id there, and the object id of its provisioning service; made up when not given',
    ],
    ['--audience A', 'of federated: GUID, api://GUID or api://GUID/.default'],
    ['--client-app, --client-claim', 'whose token it is, and whether azp (default) or appid says so'],
    ['--authority URL', 'where the local issuer stands in for the cloud (http://127.0.0.1:7399): see issuer'],
    [
      '--mapping FILE',
      'attribute mappings of users as JSON instead of the default: [{"target":…,"source":{"attribute":…}}]',
    ],
    [
      '--external-id NAME',
      'objectId, by which those who sign in are known, in place of the default mapping’s mailNickname',
    ],
    ['--users N, --groups N', 'how large the company is (200 and 9)'],
    ['--seed S', 'the same seed makes the same company (1)'],
    ['--deletion-threshold N', 'more disables and deletions in one cycle stop the job until they are allowed'],
    [
      '--notify ADDRESS',
      'a mail when the job enters quarantine; by --smtp URL (smtp://127.0.0.1:7325, the local inbox)',
    ],
    ['--skip-out-of-scope-deletions', 'who leaves the scope is left alone'],
    ['--scope JSON', 'scoping filters: [[{"attribute":"department","operator":"EQUALS","value":"Sales"}]]'],
    ['--force', 'replaces the job that stands in --dir, its company and its log; without it init refuses'],
  ],
  examples: ['SCIM_TOKEN=rcs_… entra-simulator init --url http://127.0.0.1:7301/scim/v2 --users 1000 --groups 20'],
  run: async (args) => {
    const options = { url: string, token: string, users: string, groups: string, seed: string, scope: string };
    const given = read(args, {
      ...options,
      ...CONNECTION_OPTIONS,
      'deletion-threshold': string,
      notify: string,
      smtp: string,
      'skip-out-of-scope-deletions': boolean,
      mapping: string,
      'external-id': string,
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
    // The target has to be told first whose tokens these are.
    const trouble = isSigning(connection) ? null : await troubleOf(connection);
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
    userMappings: mappingsOf(text),
    scope: scopeOf(text('scope')),
    deletionThreshold: threshold === undefined ? null : count('deletion-threshold', threshold, 0),
    skipOutOfScopeDeletions: flag('skip-out-of-scope-deletions'),
    notification: notificationOf(text),
  };
}

function tell(connection: Connection, { users, groups }: Source): void {
  print(`source: ${users.size} users, ${groups.size} groups, all assigned`);
  if (!isSigning(connection)) {
    print('Test Connection: ok');
    return;
  }
  const { cloud, tenantId, subject, audience, clientApp } = connection;
  print(
    `tell the target: cloud ${cloud}, tenant ${tenantId}, subject ${subject}, audience ${audience}, client ${clientApp}`,
  );
  print(
    `its issuer ${issuerOf(connection)} is served while a command works, or by \`entra-simulator issuer\`; then \`test\``,
  );
}
