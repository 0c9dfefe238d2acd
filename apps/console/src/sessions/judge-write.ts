import { timingSafeEqual } from 'node:crypto';

/** What a request says of where it comes from. */
export interface Asked {
  readonly method: string;
  /** `Sec-Fetch-Site`: from the browser, no page can write it. */
  readonly site: string | undefined;
  readonly origin: string | undefined;
  readonly type: string | undefined;
  readonly csrf: string | undefined;
}

export type WriteFault = 'foreign' | 'not-json' | 'no-token';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export function isWrite(method: string): boolean {
  return !READS.has(method);
}

/**
 * What is wrong with a write: it must come from a page of ours, be JSON where it has a body, and bring the session's token.
 * Each of the first and the last would do alone; the one does not depend on browsers, the other not on secrets.
 *
 * @param wanted the token; null where there is no session yet
 */
export function faultOf(asked: Asked, around: { origin: string; wanted: string | null }): WriteFault | null {
  if (!isWrite(asked.method)) return null;
  if (!isOurs(asked, around.origin)) return 'foreign';
  if (asked.type !== undefined && !isJson(asked.type)) return 'not-json';
  if (around.wanted !== null && !isSame(asked.csrf ?? '', around.wanted)) return 'no-token';
  return null;
}

/** Browsers that do not send `Sec-Fetch-Site` send `Origin` with each write. Neither: it is no page. */
function isOurs({ site, origin }: Asked, ours: string): boolean {
  return site === undefined ? origin === ours : site === 'same-origin';
}

function isJson(type: string): boolean {
  return /^application\/json\s*(;|$)/i.test(type.trim());
}

function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}
