import type { Granted } from './access-token.js';
import { Client, NoAnswer, type Answer, type ClientOptions, type Request } from './client.js';
import type { Check, CheckResult, Profile, Report } from './check.js';
import { Created } from './created.js';
import { hideAll } from './exchange.js';
import { textAt } from './json.js';
import { judge, skipped, type Outcome } from './judge.js';
import { Names } from './names.js';
import { Probe, type Session } from './probe.js';
import { Target } from './target.js';

export interface RunOptions extends Omit<ClientOptions, 'signal'> {
  /** Where the token is one that the target's token endpoint gave. */
  readonly granted?: Granted;
  /** Milliseconds for all checks together; the rest is skipped then. */
  readonly totalTimeout: number;
  /** Of the e-mail addresses that it makes up: some targets take those of verified domains alone. */
  readonly domain?: string;
  /** The profiles whose MUSTs count. */
  readonly required: readonly Profile[];
  /** Ends the run early; what was made is removed all the same. */
  readonly signal?: AbortSignal;
  readonly onResult?: (result: CheckResult, done: number, total: number) => void;
}

/** The target gave no answer to the very first requests: there is nothing to report about. */
export class Unreachable extends Error {}

/** The target knows nobody by this token: each check would tell about the token, and none about the target. */
export class TokenRefused extends Error {}

// At ten seconds each this is a minute; a target that is gone would take an hour otherwise.
const SILENT_CHECKS = 6;
const CLEANUP_TIMEOUT_MS = 60_000;

export async function runChecks(checks: readonly Check[], options: RunOptions): Promise<Report> {
  const startedAt = new Date().toISOString();
  const begun = performance.now();
  const overdue = AbortSignal.timeout(options.totalTimeout);
  const signal = options.signal === undefined ? overdue : AbortSignal.any([overdue, options.signal]);
  let held = 0;
  const onAnswer = (answer: Answer): void => {
    if (isHeldByBrake(answer)) held += 1;
  };
  const session = await openSession(new Client({ ...options, signal, onAnswer }), options);
  await addBystanders(session);
  let results: { checks: readonly CheckResult[]; stopped?: string } = { checks: [] };
  let leftBehind: readonly string[] = [];
  try {
    results = await runAll(checks, { session, options, signal, overdue });
  } finally {
    // With a signal of its own, because the run may have been interrupted.
    leftBehind = await session.created.remove(
      new Client({ ...options, onAnswer }),
      AbortSignal.timeout(CLEANUP_TIMEOUT_MS),
    );
  }
  return {
    target: hideAll([options.token])(options.url),
    startedAt,
    milliseconds: Math.round(performance.now() - begun),
    required: options.required,
    leftBehind,
    ...(held === 0 ? {} : { heldByBrake: held }),
    ...results,
  };
}

/** A target that counts who is deleted takes the checks for an accident. */
function isHeldByBrake({ status, body }: Answer): boolean {
  return status === 409 && /\bbrake\b/i.test(textAt(body, 'detail') ?? '');
}

interface Run {
  readonly session: Session;
  readonly options: RunOptions;
  readonly signal: AbortSignal;
  readonly overdue: AbortSignal;
}

async function runAll(checks: readonly Check[], run: Run): Promise<{ checks: CheckResult[]; stopped?: string }> {
  const results: CheckResult[] = [];
  let silent = 0;
  let stopped: string | undefined;
  for (const check of checks) {
    stopped ??= reasonToStop(run, silent);
    const outcome = stopped === undefined ? await runOne(check, run) : skipped(stopped);
    stopped ??= reasonToStop(run, 0);
    silent = outcome.isSilent ? silent + 1 : 0;
    const result = toResult(check, outcome, run.options);
    results.push(result);
    run.options.onResult?.(result, results.length, checks.length);
  }
  return { checks: results, ...(stopped === undefined ? {} : { stopped }) };
}

function reasonToStop({ signal, overdue }: Run, silent: number): string | undefined {
  if (overdue.aborted) return 'the time for all checks is over';
  if (signal.aborted) return 'interrupted';
  return silent < SILENT_CHECKS ? undefined : `the target gave no answer to ${SILENT_CHECKS} checks in a row`;
}

async function runOne(check: Check, { session, signal }: Run): Promise<Outcome> {
  const lacks = session.target.lacks(check.needs ?? {});
  if (lacks !== undefined) return skipped(lacks);
  const outcome = await judge(check, new Probe(session));
  return signal.aborted ? skipped('cut off in the middle') : outcome;
}

async function openSession(client: Client, options: RunOptions): Promise<Session> {
  const { token, granted, domain = 'conformance.example' } = options;
  const names = new Names(domain);
  try {
    await expectAdmission(client, names);
    const target = await Target.discover(client);
    const created = new Created([target.endpoint('User'), target.endpoint('Group')]);
    return { client, token, granted, target, created, names, shared: new Map() };
  } catch (error) {
    if (error instanceof NoAnswer) throw new Unreachable(error.message);
    throw error;
  }
}

/** RFC 7643 §5 wants the configuration to be public, so a user is asked for: as Entra does, one who is not there. */
async function expectAdmission(client: Client, names: Names): Promise<void> {
  const filter = `userName eq "${names.next('nobody')}"`;
  const status = await statusOf(client, { method: 'GET', path: '/Users', query: { filter } });
  if (status === 401 || status === 403) throw new TokenRefused(`GET /Users is answered ${status}`);
}

/** No answer is nothing said about the token; whether the target is there is asked next. */
async function statusOf(client: Client, request: Request): Promise<number | undefined> {
  try {
    return (await client.send(request)).status;
  } catch (error) {
    if (error instanceof NoAnswer) return undefined;
    throw error;
  }
}

/** In a target with one user alone a filter that is ignored would look as if it worked. */
async function addBystanders(session: Session): Promise<void> {
  const probe = new Probe(session);
  for (const make of [() => probe.user(), () => probe.group()]) await make().catch(() => undefined);
}

function toResult(check: Check, outcome: Outcome, { token, required }: RunOptions): CheckResult {
  const { id, source, expected, profile = 'rfc' } = check;
  const { verdict, seen, exchange, steps, milliseconds } = outcome.present([token]);
  const level = required.includes(profile) ? check.level : 'MAY';
  return { id, level, verdict, source, profile, expected, seen, exchange, steps, milliseconds };
}
