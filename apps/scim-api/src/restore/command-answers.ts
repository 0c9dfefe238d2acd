import { v7 as uuid } from 'uuid';
import type { Acting } from '#contracts';

/** What a command answers, and its exit code. */
export interface Said {
  readonly lines: readonly string[];
  readonly code: number;
}

export function done(lines: readonly string[]): Said {
  return { lines, code: 0 };
}

export function refused(why: string): Said {
  return { lines: [`refused: ${why}`], code: 1 };
}

/** Who acts by a command: no request came. */
export function actingOf(name: string, reason: string | null): Acting {
  return { requestId: uuid(), traceparent: null, reason, name };
}
