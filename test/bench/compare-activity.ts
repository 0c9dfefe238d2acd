import type { Recorded } from './recording-proxy.js';

/** What is compared of an item of `GET /activity`. */
export interface Shown {
  readonly requestId: string;
  readonly method: string | null;
  readonly path: string;
  readonly status: number;
  readonly ms: number | null;
  readonly outcome: string;
}

/** What the killed process answered, and may not have stored: milliseconds since 1970. */
export interface Lost {
  readonly from: number;
  readonly to: number;
}

export interface Comparison {
  readonly same: number;
  /** Of these, from their events. */
  readonly filledIn: number;
  /** Reads and envelopes of bulks in the gap. */
  readonly mayBeMissing: number;
  /** Shown, and answered to nobody: what was under way when the process was killed. */
  readonly unanswered: number;
  /** Each in a few words. */
  readonly differences: readonly string[];
}

export function compareActivity(records: readonly Recorded[], shown: readonly Shown[], lost: Lost): Comparison {
  const items = new Map(shown.map((item) => [item.requestId, item]));
  const verdicts = records.map((record) => judge(record, items.get(record.id), lost));
  const count = (verdict: string): number => verdicts.filter((one) => one === verdict).length;
  const known = new Set(records.map(({ id }) => id.split(':')[0]));
  const others = new Set(shown.map(({ requestId }) => requestId.split(':')[0]).filter((id) => !known.has(id)));
  return {
    same: count(SAME) + count(FILLED_IN),
    filledIn: count(FILLED_IN),
    mayBeMissing: count(MAY_BE_MISSING),
    unanswered: others.size,
    differences: [...verdicts.filter((verdict) => !PASSED.has(verdict)), ...twice(shown)],
  };
}

const [SAME, FILLED_IN, MAY_BE_MISSING] = ['same', 'filled in', 'may be missing'] as const;
const PASSED: ReadonlySet<string> = new Set([SAME, FILLED_IN, MAY_BE_MISSING]);

function judge(record: Recorded, item: Shown | undefined, { from, to }: Lost): string {
  const isLost = record.at >= from && record.at <= to;
  const { id, method, path, status } = record;
  const sent = `${id}: ${method} ${path} ${status}`;
  if (item === undefined) return isLost && hasNoEvent(record) ? MAY_BE_MISSING : `${sent} is missing`;
  const isFilledIn = isLost && item.ms === null && !id.includes(':');
  const isMethod = item.method === method || (isLost && item.method === null);
  if (isMethod && item.path === path && item.status === status) return isFilledIn ? FILLED_IN : SAME;
  return `${sent} is shown as ${item.method} ${item.path} ${item.status}`;
}

/** Accepted writes and refusals of writes have one. */
function hasNoEvent({ id, method, path, status }: Recorded): boolean {
  return method === 'GET' || status >= 500 || (path.endsWith('/Bulk') && !id.includes(':'));
}

function twice(shown: readonly Shown[]): string[] {
  const ids = shown.map(({ requestId }) => requestId).toSorted();
  return ids.filter((id, at) => id === ids[at - 1]).map((id) => `${id} is there twice`);
}
