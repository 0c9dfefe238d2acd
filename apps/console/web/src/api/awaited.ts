export const SERVICES = ['scim-api', 'directory', 'audit', 'notifier'] as const;
export type ServiceName = (typeof SERVICES)[number];

interface Asked {
  readonly service: ServiceName;
  /** As `performance.now()`. */
  readonly at: number;
}

const asked = new Set<Asked>();

/** Each once, in their order. */
export function awaitedFor(ms: number, now = performance.now()): readonly ServiceName[] {
  const late = new Set([...asked].filter(({ at }) => now - at >= ms).map(({ service }) => service));
  return SERVICES.filter((one) => late.has(one));
}

/**
 * The services give up after 10 s of a statement and the console's server after 17 s, which both say who is away. Later than that it is
 * the console's server itself that does not answer.
 */
const BEGINS_WITHIN_MS = 20_000;

/** The console's server did not begin to answer. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

/** Asks a service; what is only read is given up where no answer begins, as whoever asked gives it up. */
export const askOf =
  (service: ServiceName) =>
  async (request: Request): Promise<Response> => {
    const one = { service, at: performance.now() };
    asked.add(one);
    try {
      return await (request.method === 'GET' ? begunInTime(request) : fetch(request));
    } finally {
      asked.delete(one);
    }
  };

/** By a timer, not `AbortSignal.timeout`: how long the rest of an answer takes depends on the reader's network. */
export async function begunInTime(what: Request | string, how: RequestInit = {}): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Unanswered()), BEGINS_WITHIN_MS);
  const given = what instanceof Request ? [what.signal] : [];
  try {
    return await fetch(what, { ...how, signal: AbortSignal.any([late.signal, ...given]) });
  } finally {
    clearTimeout(timer);
  }
}
