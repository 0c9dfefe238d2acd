import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { newJob, restarted, type Job, type JobSettings } from '../cycle/job.js';
import { onDemand } from '../cycle/on-demand.js';
import { later } from '../cycle/schedule.js';
import * as changes from '../source/changes.js';
import { toCsv } from '../logs/csv.js';
import type { ProvisioningObjectSummary } from '../logs/log-entry.js';
import { parseLogFilter } from '../logs/query.js';
import { DEFAULT_GROUP_MAPPING } from '../mapping/default-mapping.js';
import { LocalIssuer } from '../wire/local-issuer.js';
import { findGroup, findUser } from './find.js';
import { Session } from '../session/session.js';
import { connectionOf, dialectOf } from './connection.js';
import { credentials } from './credentials.js';
import { troubleOf } from '../session/open-target.js';
import { connectionFailed, print, printCycle, printEntry, printStatus } from './print.js';
import { progressBar } from './progress-bar.js';
import { count, read, type Options } from './read-options.js';
import { CHANGES } from './source-changes.js';
import { projectionsOf, verify } from './run-verify.js';
import { companyOf, mappingsOf, scopeOf } from './job-options.js';
import { UsageError } from '../session/usage-error.js';

type Command = (args: readonly string[]) => Promise<number>;

// The simulated clock begins on a round day, so that two runs of a seed are the same.
const EPOCH = '2026-01-01T00:00:00.000Z';
// For commands that send little.
const QUIET = { concurrency: 1, patience: 0, onProgress: () => undefined };

const string = { type: 'string' } as const;
const boolean = { type: 'boolean' } as const;

export const commands: Readonly<Record<string, Command>> = {
  init: async (args) => {
    const options = { url: string, token: string, users: string, groups: string, seed: string, scope: string };
    const { text, flag, state } = read(args, {
      ...{ ...options, 'client-id': string, 'client-secret': string, 'token-url': string },
      ...{ 'deletion-threshold': string, 'skip-out-of-scope-deletions': boolean, mapping: string },
      ...{ issuer: string, audience: string, subject: string, force: boolean },
    });
    const connection = await connectionOf(text);
    const threshold = text('deletion-threshold');
    const settings: JobSettings = {
      dialect: dialectOf(connection),
      ...{ userMappings: mappingsOf(text('mapping')), groupMappings: DEFAULT_GROUP_MAPPING },
      scope: scopeOf(text('scope')),
      deletionThreshold: threshold === undefined ? null : count('deletion-threshold', threshold, 0),
      skipOutOfScopeDeletions: flag('skip-out-of-scope-deletions'),
    };
    const source = companyOf(text);
    if (state.exists && !flag('force')) {
      throw new UsageError(
        `a job stands in ${state.folder} already: --force replaces it, its company and its log; --dir names another folder`,
      );
    }
    // Its assertions can be proved only when `issuer` serves the keys that are made here.
    const isTested = connection.kind !== 'federated';
    const trouble = isTested ? await troubleOf(connection) : null;
    if (trouble !== null) return connectionFailed(trouble);
    state.create();
    state.connection = connection;
    state.source = source;
    state.job = newJob(`scim.${randomUUID()}.${randomUUID()}`, EPOCH, settings);
    state.clearLogs();
    if (connection.kind === 'federated') {
      const { clientId, issuer, subject, audience } = connection;
      print(`tell the target: issuer ${issuer}, subject ${subject}, audience ${audience}, client ${clientId}`);
      print('then run `entra-simulator issuer` beside `sync`: the target fetches the keys from it');
      return 0;
    }
    print(`source: ${source.users.size} users, ${source.groups.size} groups, all assigned`);
    print('Test Connection: ok');
    return 0;
  },

  credentials,

  assign: (args) => {
    const { positionals, flag, state } = read(args, { group: boolean, remove: boolean });
    if (positionals.length === 0) throw new UsageError('name somebody');
    let source = state.source;
    for (const name of positionals) {
      const kind = flag('group') ? 'group' : 'user';
      const { id } = kind === 'group' ? findGroup(source, name) : findUser(source, name);
      source = (flag('remove') ? changes.unassign : changes.assign)(source, { kind, id });
    }
    state.source = source;
    print(`${source.assigned.users.size} users and ${source.assigned.groups.size} groups are assigned`);
    return Promise.resolve(0);
  },

  change: (args) => {
    const { positionals, state } = read(args);
    const [what = '', subject = '', ...more] = positionals;
    const change = CHANGES[what];
    if (change === undefined) throw new UsageError(`what is to change? One of ${Object.keys(CHANGES).join(', ')}`);
    state.source = change(state.source, { subject, more, now: state.job.now });
    print(`${what} ${subject}: done at the source; the next cycle brings it to the target`);
    return Promise.resolve(0);
  },

  sync: async (args) => {
    const options = {
      cycles: string,
      users: string,
      groups: string,
      seed: string,
      concurrency: string,
      patience: string,
    };
    const { text, flag, state } = read(args, { ...options, verify: boolean, directory: string, audit: string });
    if (text('users') !== undefined || text('groups') !== undefined) {
      state.source = companyOf(text);
      state.job = restarted(state.job, true);
    }
    const concurrency = count('concurrency', text('concurrency'), 4);
    if (concurrency < 1 || concurrency > 256) throw new UsageError('--concurrency is between 1 and 256');
    const bar = progressBar();
    const patience = count('patience', text('patience'), 0) * 1000;
    const session = new Session(state, { concurrency, patience, onProgress: bar.update });
    let isWell = true;
    try {
      for (let cycle = 0; cycle < count('cycles', text('cycles'), 1); cycle += 1) {
        const begun = performance.now();
        const sentBefore = session.latencies.count;
        const report = await session.cycle();
        bar.stop();
        const seconds = (performance.now() - begun) / 1000;
        printCycle(state.job, report, { seconds, requests: session.latencies.count - sentBefore });
        isWell &&= report.quarantine === null && report.counts.failed + report.counts.failedReferences === 0;
      }
      for (const method of session.latencies.methods) {
        const [p50, p99] = [0.5, 0.99].map((q) => session.latencies.quantile(method, q).toFixed(1));
        print(`  ${method.padEnd(6)} p50 ${p50} ms, p99 ${p99} ms`);
      }
      const isSame = !flag('verify') || (await verify(session, state, projectionsOf(text)));
      return isWell && isSame ? 0 : 1;
    } finally {
      bar.stop();
      await session.close();
    }
  },

  'on-demand': async (args) => {
    const { positionals, flag, state } = read(args, { group: boolean });
    const [name] = positionals;
    if (name === undefined) throw new UsageError('name one user or group');
    const kind = flag('group') ? 'group' : 'user';
    const { id } = (kind === 'group' ? findGroup : findUser)(state.source, name);
    const session = new Session(state, QUIET);
    try {
      const { job, entries } = await onDemand(state.job, state.source, {
        target: session.target,
        targetUrl: state.connection.url,
        subject: { kind, id },
      });
      state.job = job;
      state.append(entries);
      for (const entry of entries) printEntry(entry, true);
      if (entries.length === 0) print('nothing to do: the target has what the source has');
      return entries.every(({ provisioningStatusInfo: { status } }) => status === 'success') ? 0 : 1;
    } finally {
      await session.close();
    }
  },

  status: (args) => {
    const { state, flag } = read(args, { json: boolean });
    const { status, now, cycles, watermark, links, escrows, quarantine, isDeletionAllowed } = state.job;
    const kinds = { User: 0, Group: 0 };
    for (const { kind } of links.values()) kinds[kind] += 1;
    const shown = {
      status,
      now,
      cycles,
      watermark,
      users: kinds.User,
      groups: kinds.Group,
      escrows: escrows.size,
      quarantine,
      isDeletionAllowed,
    };
    if (flag('json')) print(JSON.stringify(shown, null, 2));
    else printStatus(shown);
    return Promise.resolve(0);
  },

  logs: async (args) => {
    const { text, state } = read(args, { filter: string, top: string, json: string, csv: string });
    const filter = text('filter');
    const matches = filter === undefined ? () => true : parseLogFilter(filter);
    const top = count('top', text('top'), (text('json') ?? text('csv')) ? 250_000 : 50);
    const entries: ProvisioningObjectSummary[] = [];
    for await (const entry of state.logs()) {
      if (!matches(entry)) continue;
      entries.push(entry);
      // The newest are kept.
      if (entries.length > top) entries.shift();
    }
    const [json, csv] = [text('json'), text('csv')];
    if (json !== undefined) writeFileSync(json, JSON.stringify(entries, null, 2), { mode: 0o600 });
    if (csv !== undefined) {
      mkdirSync(csv, { recursive: true });
      for (const [file, content] of Object.entries(toCsv(entries)))
        writeFileSync(join(csv, `${file}.csv`), content, { mode: 0o600 });
    }
    if (json === undefined && csv === undefined) for (const entry of entries) printEntry(entry, false);
    print(`${entries.length} entries`);
    return 0;
  },

  issuer: async (args) => {
    const { connection } = read(args).state;
    if (connection.kind !== 'federated')
      throw new UsageError('this job signs no assertions: see `help init`, --audience');
    const issuer = await LocalIssuer.start(connection.issuer, connection);
    print(`issuer ${connection.issuer}, keys at ${issuer.jwksUrl}; Ctrl-C ends it`);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    await issuer.stop();
    return 0;
  },
  pause: (args) => withJob(args, (job) => ({ ...job, status: 'Paused' })),
  restart: (args) => {
    const { flag } = read(args, { full: boolean });
    return withJob(args, (job) => restarted(job, flag('full')), { full: boolean });
  },
  'allow-deletes': (args) =>
    withJob(args, (job) => ({ ...job, isDeletionAllowed: true, quarantine: null, status: 'Active' })),
  advance: (args) => {
    const { positionals } = read(args);
    const [, amount, unit] = /^(\d{1,5})([dhm])$/.exec(positionals[0] ?? '') ?? [];
    if (amount === undefined) throw new UsageError('say how far: 30d, 6h, 40m');
    const milliseconds = Number(amount) * (unit === 'd' ? 86_400_000 : unit === 'h' ? 3_600_000 : 60_000);
    return withJob(args, (job) => ({ ...job, now: later(job.now, milliseconds) }));
  },
};

function withJob(args: readonly string[], change: (job: Job) => Job, options: Options = {}): Promise<number> {
  const { state } = read(args, options);
  const job = change(state.job);
  state.job = job;
  print(`the job is ${job.status}, its clock at ${job.now}`);
  return Promise.resolve(0);
}
