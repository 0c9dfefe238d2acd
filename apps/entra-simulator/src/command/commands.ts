import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { randomUUID } from 'node:crypto';
import { SingleBar } from 'cli-progress';
import { newJob, type Job, type JobSettings } from '../cycle/model.js';
import { onDemand } from '../cycle/on-demand.js';
import { testConnection, type CycleReport } from '../cycle/run-cycle.js';
import { later } from '../cycle/schedule.js';
import * as changes from '../directory/changes.js';
import { generateDirectory } from '../directory/generate.js';
import type { SourceDirectory } from '../directory/model.js';
import { toCsv } from '../logs/csv.js';
import type { ProvisioningObjectSummary } from '../logs/model.js';
import { parseLogFilter } from '../logs/query.js';
import { DEFAULT_GROUP_MAPPING, DEFAULT_USER_MAPPING } from '../mapping/default-mapping.js';
import { checkScope } from '../scope/in-scope.js';
import type { ScopingFilter } from '../scope/model.js';
import { findGroup, findUser } from './find.js';
import { Session } from './session.js';
import { Store, type Connection } from './store.js';
import { UsageError } from './usage-error.js';
import { verifyTarget } from './verify.js';

type Command = (args: readonly string[]) => Promise<number>;
type Options = NonNullable<ParseArgsConfig['options']>;

// The demonstration's clock begins on a round day, so that two runs of a seed are the same.
const EPOCH = '2026-01-01T00:00:00.000Z';
const DIR = { dir: { type: 'string', default: '.entra-simulator' } } as const;

function read(args: readonly string[], options: Options = {}) {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { ...DIR, ...options },
    allowPositionals: true,
  });
  const given = new Map<string, unknown>(Object.entries(values));
  const text = (name: string): string | undefined => {
    const value = given.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  return { positionals, text, flag: (name: string) => given.get(name) === true, store: new Store(text('dir') ?? '') };
}

function count(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^\d{1,7}$/.test(text)) throw new UsageError(`--${name} takes a whole number, not "${text}"`);
  return Number(text);
}

const string = { type: 'string' } as const;
const boolean = { type: 'boolean' } as const;

export const commands: Readonly<Record<string, Command>> = {
  init: async (args) => {
    const options = { url: string, token: string, users: string, groups: string, seed: string, scope: string };
    const { text, flag, store } = read(args, {
      ...{ ...options, 'client-id': string, 'client-secret': string, 'token-url': string },
      ...{ 'deletion-threshold': string, 'skip-out-of-scope-deletions': boolean },
    });
    const connection = connectionOf(text);
    const threshold = text('deletion-threshold');
    const settings: JobSettings = {
      dialect: new URL(connection.url).searchParams.has('aadOptscim062020') ? 'compliant' : 'legacy',
      ...{ userMappings: DEFAULT_USER_MAPPING, groupMappings: DEFAULT_GROUP_MAPPING, scope: scopeOf(text('scope')) },
      deletionThreshold: threshold === undefined ? null : count('deletion-threshold', threshold, 0),
      skipOutOfScopeDeletions: flag('skip-out-of-scope-deletions'),
    };
    store.create();
    store.connection = connection;
    store.directory = companyOf(text);
    store.job = newJob(`scim.${randomUUID()}.${randomUUID()}`, EPOCH, settings);
    store.clearLogs();
    const session = new Session(store, QUIET);
    const trouble = await testConnection(session.target).finally(() => session.close());
    const { users, groups } = store.directory;
    print(`source: ${users.size} users, ${groups.size} groups, all assigned`);
    print(trouble === null ? 'Test Connection: ok' : `Test Connection failed: ${trouble}`);
    return trouble === null ? 0 : 1;
  },

  assign: (args) => {
    const { positionals, flag, store } = read(args, { group: boolean, remove: boolean });
    if (positionals.length === 0) throw new UsageError('name somebody');
    let directory = store.directory;
    for (const name of positionals) {
      const kind = flag('group') ? 'group' : 'user';
      const { id } = kind === 'group' ? findGroup(directory, name) : findUser(directory, name);
      directory = (flag('remove') ? changes.unassign : changes.assign)(directory, { kind, id });
    }
    store.directory = directory;
    print(`${directory.assigned.users.size} users and ${directory.assigned.groups.size} groups are assigned`);
    return Promise.resolve(0);
  },

  change: (args) => {
    const { positionals, store } = read(args);
    const [what = '', subject = '', ...more] = positionals;
    const change = CHANGES[what];
    if (change === undefined) throw new UsageError(`what is to change? One of ${Object.keys(CHANGES).join(', ')}`);
    store.directory = change(store.directory, { subject, more, now: store.job.now });
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
    const { text, flag, store } = read(args, { ...options, verify: boolean });
    if (text('users') !== undefined || text('groups') !== undefined) {
      store.directory = companyOf(text);
      store.job = restarted(store.job, true);
    }
    const concurrency = count('concurrency', text('concurrency'), 4);
    if (concurrency < 1 || concurrency > 256) throw new UsageError('--concurrency is between 1 and 256');
    const bar = progressBar();
    const patience = count('patience', text('patience'), 0) * 1000;
    const session = new Session(store, { concurrency, patience, onProgress: bar.update });
    let isWell = true;
    try {
      for (let cycle = 0; cycle < count('cycles', text('cycles'), 1); cycle += 1) {
        const begun = performance.now();
        const sentBefore = session.latencies.count;
        const report = await session.cycle();
        bar.stop();
        const seconds = (performance.now() - begun) / 1000;
        printCycle(store.job, report, { seconds, requests: session.latencies.count - sentBefore });
        isWell &&= report.quarantine === null && report.counts.failed + report.counts.failedReferences === 0;
      }
      for (const method of session.latencies.methods) {
        const [p50, p99] = [0.5, 0.99].map((q) => session.latencies.quantile(method, q).toFixed(1));
        print(`  ${method.padEnd(6)} p50 ${p50} ms, p99 ${p99} ms`);
      }
      if (!flag('verify')) return isWell ? 0 : 1;
      const { users, groups, differences } = await verifyTarget(session.target, store.directory, store.job);
      print(`the target has ${users} users and ${groups} groups; ${differences.length} differences from the source`);
      for (const difference of differences) print(`  ✗ ${difference}`);
      return isWell && differences.length === 0 ? 0 : 1;
    } finally {
      bar.stop();
      await session.close();
    }
  },

  'on-demand': async (args) => {
    const { positionals, store } = read(args);
    const [name] = positionals;
    if (name === undefined) throw new UsageError('name one user');
    const { id } = findUser(store.directory, name);
    const session = new Session(store, QUIET);
    try {
      const { job, entries } = await onDemand(store.job, store.directory, {
        target: session.target,
        targetUrl: store.connection.url,
        id,
      });
      store.job = job;
      store.append(entries);
      for (const entry of entries) printEntry(entry, true);
      if (entries.length === 0) print('nothing to do: the target has what the source has');
      return entries.every(({ provisioningStatusInfo: { status } }) => status === 'success') ? 0 : 1;
    } finally {
      await session.close();
    }
  },

  status: (args) => {
    const { store, flag } = read(args, { json: boolean });
    const { status, now, cycles, watermark, links, escrows, quarantine, isDeletionAllowed } = store.job;
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
    else
      for (const [label, value] of Object.entries(shown))
        print(`${label.padEnd(18)} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
    return Promise.resolve(0);
  },

  logs: async (args) => {
    const { text, store } = read(args, { filter: string, top: string, json: string, csv: string });
    const matches = parseLogFilter(text('filter') ?? 'id gt 0');
    const top = count('top', text('top'), (text('json') ?? text('csv')) ? 250_000 : 50);
    const entries: ProvisioningObjectSummary[] = [];
    for await (const entry of store.logs()) {
      if (text('filter') !== undefined && !matches(entry)) continue;
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

interface Change {
  readonly subject: string;
  readonly more: readonly string[];
  readonly now: string;
}

const CHANGES: Readonly<Record<string, (directory: SourceDirectory, change: Change) => SourceDirectory>> = {
  disable: (directory, { subject }) => changes.disable(directory, findUser(directory, subject).id),
  enable: (directory, { subject }) => changes.enable(directory, findUser(directory, subject).id),
  delete: (directory, { subject, now }) => changes.softDelete(directory, findUser(directory, subject).id, now),
  restore: (directory, { subject }) => changes.restore(directory, findUser(directory, subject).id),
  set: (directory, { subject, more }) =>
    changes.updateUser(directory, findUser(directory, subject).id, attributesOf(more)),
  manager: (directory, { subject, more: [manager] }) =>
    changes.setManager(
      directory,
      findUser(directory, subject).id,
      manager === undefined ? null : findUser(directory, manager).id,
    ),
  join: (directory, { subject, more: [group = ''] }) =>
    changes.addMember(directory, findGroup(directory, group).id, findUser(directory, subject).id),
  leave: (directory, { subject, more: [group = ''] }) =>
    changes.removeMember(directory, findGroup(directory, group).id, findUser(directory, subject).id),
  'delete-group': (directory, { subject }) => changes.deleteGroup(directory, findGroup(directory, subject).id),
};

function attributesOf(pairs: readonly string[]): Record<string, string | null> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new UsageError(`write ATTRIBUTE=VALUE, not "${pair}"`);
      return [pair.slice(0, at), pair.slice(at + 1) || null];
    }),
  );
}

function withJob(args: readonly string[], change: (job: Job) => Job, options: Options = {}): Promise<number> {
  const { store } = read(args, options);
  const job = change(store.job);
  store.job = job;
  print(`the job is ${job.status}, its clock at ${job.now}`);
  return Promise.resolve(0);
}

function restarted(job: Job, breaksLinks: boolean): Job {
  const links = breaksLinks ? new Map() : job.links;
  return {
    ...job,
    status: 'Active',
    watermark: null,
    escrows: new Map(),
    quarantine: null,
    isDeletionAllowed: false,
    links,
  };
}

function connectionOf(text: (name: string) => string | undefined): Connection {
  const url = text('url') ?? process.env.SCIM_URL;
  if (url === undefined || !URL.canParse(url))
    throw new UsageError('--url is the tenant URL of the target, http(s)://…');
  const [id, tokenUrl] = [text('client-id'), text('token-url')];
  if (id !== undefined || tokenUrl !== undefined) {
    const secret = text('client-secret') ?? process.env.CLIENT_SECRET;
    if (id === undefined || tokenUrl === undefined || secret === undefined) {
      throw new UsageError('client credentials are --client-id, --client-secret and --token-url, all three');
    }
    return { url, kind: 'clientCredentials', tokenUrl, id, secret };
  }
  const token = text('token') ?? process.env.SCIM_TOKEN;
  if (token === undefined)
    throw new UsageError('--token (or SCIM_TOKEN in the environment) is the secret token of the target');
  return { url, kind: 'bearer', token };
}

function scopeOf(json: string | undefined): readonly ScopingFilter[] {
  if (json === undefined) return [];
  try {
    const scope = JSON.parse(json) as readonly ScopingFilter[];
    checkScope(scope);
    return scope;
  } catch (error) {
    throw new UsageError(`--scope: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
}

function companyOf(text: (name: string) => string | undefined): SourceDirectory {
  const users = count('users', text('users'), 200);
  const groups = count('groups', text('groups'), 9);
  return generateDirectory({ seed: count('seed', text('seed'), 1), users, groups });
}

const QUIET = { concurrency: 1, patience: 0, onProgress: () => undefined };

function progressBar() {
  const bar = process.stderr.isTTY
    ? new SingleBar({ format: '  {phase} [{bar}] {value}/{total}', clearOnComplete: true, stream: process.stderr })
    : null;
  let phase = '';
  return {
    update: (next: string, done: number, total: number): void => {
      if (next !== phase) {
        phase = next;
        bar?.start(total, done, { phase });
      }
      bar?.update(done, { phase });
    },
    stop: (): void => {
      phase = '';
      bar?.stop();
    },
  };
}

function printCycle(
  job: Job,
  { isInitial, counts, quarantine }: CycleReport,
  { seconds, requests }: { seconds: number; requests: number },
): void {
  const { create, matched, update, disable, failed, failedReferences } = counts;
  print(
    `${isInitial ? 'initial' : 'incremental'} cycle ${job.cycles} at ${job.now}: ` +
      `${create} created, ${matched} matched, ${update} updated, ${disable} disabled, ${counts.delete} deleted, ` +
      `${failed + failedReferences} failed (${job.escrows.size} in escrow)`,
  );
  print(`  ${requests} requests in ${seconds.toFixed(1)} s, ${(requests / seconds).toFixed(0)}/s`);
  if (quarantine !== null)
    print(
      `  quarantine: ${quarantine}: ${job.quarantine?.error ?? ''}; next attempt ${job.quarantine?.nextAttempt ?? ''}`,
    );
}

function printEntry(entry: ProvisioningObjectSummary, isWhole: boolean): void {
  const { activityDateTime, provisioningAction, sourceIdentity, provisioningStatusInfo: info } = entry;
  print(
    `${activityDateTime} ${info.status.padEnd(8)} ${provisioningAction.padEnd(12)} ${sourceIdentity.identityType} ${sourceIdentity.displayName}`,
  );
  if (info.errorInformation !== null) print(`    ${info.errorInformation.errorCode}: ${info.errorInformation.reason}`);
  if (!isWhole) return;
  for (const step of entry.provisioningSteps) print(`    ${step.provisioningStepType}: ${step.description}`);
  for (const { displayName, oldValue, newValue } of entry.modifiedProperties) {
    print(`    ${displayName}: ${oldValue ?? '(nothing)'} → ${newValue ?? '(nothing)'}`);
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
