import { metrics, type ObservableResult } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { metricsText } from '#telemetry';
import { Problem, PROBLEM_MEDIA_TYPE } from './problem.js';

export type CheckOutcome = 'ok' | 'degraded' | 'failed' | 'timed out';

/** With the reason in words, for a person: no value that a tenant or a person wrote belongs into it. */
export interface Finding {
  readonly outcome: Exclude<CheckOutcome, 'timed out'>;
  readonly because: string;
}

/** One that throws or gives false has failed; a {@link Finding} says what it is; anything else is ok. */
export type Check = () => unknown;

/** Asked with the others, and it decides nothing for them: see {@link aside}. */
export interface AsideCheck {
  readonly aside: Check;
}

/** Named checks of what this process needs: all must be ok or degraded for requests to come here. */
export type Readiness = Readonly<Record<string, Check | AsideCheck>>;

/** A check of what goes on beside the requests, which are answered without it: its failure is told as `degraded`. */
export function aside(check: Check): AsideCheck {
  return { aside: check };
}

/** Problems in sentences as a finding: none is ok. */
export function inOrder(problems: readonly string[]): Finding {
  return { outcome: problems.length === 0 ? 'ok' : 'failed', because: problems.join('; ') };
}

export interface Life {
  phase: 'starting' | 'running' | 'stopping';
}

export interface Health {
  readonly life: Life;
  readonly readiness: Readiness;
  /** Whether a request came in where nobody outside can ask. */
  readonly isInternal: (request: FastifyRequest) => boolean;
}

/**
 * `/healthz`: the process answers. `/readyz`: requests may come; with `?of=<check>` that check alone, which then decides.
 * `/metrics`: Prometheus' text. The reasons are sentences for whoever runs the process, and told to those alone who ask
 * where only they can.
 */
export function answerHealth(fastify: FastifyInstance, { life, readiness, isInternal }: Health): void {
  const looks = new Looks(readiness);
  measureChecks(fastify, looks);
  fastify.get('/healthz', () => ({ status: 'ok' }));

  fastify.get('/readyz', async (request, reply) => {
    const asked = askedOf(request.query, Object.keys(readiness));
    if (asked instanceof Problem)
      return reply.status(asked.status).type(PROBLEM_MEDIA_TYPE).send(asked.body(request.id));
    const checked = await looks.at(asked);
    const { status, isReady } = sumUp(life, checked, asked !== null);
    const because = isInternal(request) ? reasonsIn(checked) : {};
    return reply.status(isReady ? 200 : 503).send({
      status,
      phase: life.phase,
      checks: Object.fromEntries(checked.map(({ name, outcome }) => [name, outcome])),
      ...(Object.keys(because).length === 0 ? {} : { because }),
    });
  });

  fastify.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metricsText()),
  );
}

function reasonsIn(checked: readonly Checked[]): Record<string, string> {
  return Object.fromEntries(checked.flatMap(({ name, because }) => (because === undefined ? [] : [[name, because]])));
}

/** The same checks as a metric, for whoever watches what requests do not depend on. */
function measureChecks(fastify: FastifyInstance, looks: Looks): void {
  const gauge = metrics.getMeter('rollcall.service').createObservableGauge('rollcall_check', {
    description: 'Each check of /readyz: 0 ok, 1 degraded, 2 failed or timed out',
  });
  const observe = async (result: ObservableResult): Promise<void> => {
    const checked = await looks.at(null);
    for (const { name, outcome } of checked) result.observe(LEVEL[outcome], { check: name });
  };
  gauge.addCallback(observe);
  fastify.addHook('onClose', (_instance, done) => {
    gauge.removeCallback(observe);
    done();
  });
}

const LEVEL: Readonly<Record<CheckOutcome, number>> = { ok: 0, degraded: 1, failed: 2, 'timed out': 2 };

interface Checked {
  readonly name: string;
  readonly isAside: boolean;
  readonly outcome: CheckOutcome;
  readonly because?: string;
}

/** The one check that is asked for, or null for all of them. */
function askedOf(query: unknown, known: readonly string[]): string | Problem | null {
  // Fastify's parser gives an object, with a list for a name that stands twice.
  const given: [string, unknown][] = typeof query === 'object' && query !== null ? Object.entries(query) : [];
  const [first, ...more] = given;
  if (first === undefined) return null;
  const [name, value] = first;
  if (more.length === 0 && name === 'of' && typeof value === 'string' && known.includes(value)) return value;
  const allowed = known.map((check) => `of=${check}`);
  return new Problem(400, 'unknown-check', `Ask for everything, or for one check: ${allowed.join(', ')}.`, { allowed });
}

function sumUp({ phase }: Life, checked: readonly Checked[], isAlone: boolean): { status: string; isReady: boolean } {
  const isDecided = checked.every(
    ({ isAside, outcome }) => outcome === 'ok' || outcome === 'degraded' || (isAside && !isAlone),
  );
  if (phase !== 'running' || !isDecided) return { status: 'not ready', isReady: false };
  return { status: checked.every(({ outcome }) => outcome === 'ok') ? 'ready' : 'degraded', isReady: true };
}

const CHECK_TIMEOUT_MS = 2_000;
/** Anybody may ask: what was found is told so long, so that many who ask do not take the database from the requests. */
const KEPT_MS = 100;

/** The checks, each looked at once for all who ask at the same time. */
class Looks {
  readonly #readiness: Readiness;
  readonly #checked = new Map<string, Promise<Checked>>();

  constructor(readiness: Readiness) {
    this.#readiness = readiness;
  }

  /** All, or the one of that name. */
  at(asked: string | null): Promise<readonly Checked[]> {
    const entries = Object.entries(this.#readiness).filter(([name]) => asked === null || name === asked);
    return Promise.all(entries.map(([name, check]) => this.#checked.get(name) ?? this.#look(name, check)));
  }

  #look(name: string, check: Check | AsideCheck): Promise<Checked> {
    const checked = look(name, check).finally(() => {
      setTimeout(() => this.#checked.delete(name), KEPT_MS).unref();
    });
    this.#checked.set(name, checked);
    return checked;
  }
}

async function look(name: string, asked: Check | AsideCheck): Promise<Checked> {
  const isAside = typeof asked !== 'function';
  const check = isAside ? asked.aside : asked;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<Omit<Checked, 'name' | 'isAside'>>((resolve) => {
    timer = setTimeout(resolve, CHECK_TIMEOUT_MS, { outcome: 'timed out' });
  });
  try {
    const found = Promise.resolve(check()).then(readingOf);
    return { name, isAside, ...(await Promise.race([found, timeout])) };
  } catch {
    return { name, isAside, outcome: 'failed' };
  } finally {
    clearTimeout(timer);
  }
}

function readingOf(value: unknown): Omit<Checked, 'name' | 'isAside'> {
  // A finding in order may say something all the same: it is told, and nobody has to look.
  if (isFinding(value)) return value.because === '' ? { outcome: value.outcome } : value;
  return { outcome: value === false ? 'failed' : 'ok' };
}

function isFinding(value: unknown): value is Finding {
  return (
    typeof value === 'object' &&
    value !== null &&
    'outcome' in value &&
    (value.outcome === 'ok' || value.outcome === 'degraded' || value.outcome === 'failed') &&
    'because' in value &&
    typeof value.because === 'string'
  );
}
