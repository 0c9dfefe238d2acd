import type { Decision, Health } from './queries.ts';

type Contact = Health['contact'];
export type Standing = Contact['state'] | 'unserved';

/** Both are to the minute. */
const COARSE_MS = 2 * 60_000;

/** How it stands with Entra; also where that has come since, and signed in, and nothing was served to it. */
export function standingOf({ state, at, usedAt }: Contact): Standing {
  if (state === 'on-time' || usedAt === null) return state;
  const isLater = at === null || new Date(usedAt).getTime() - new Date(at).getTime() > COARSE_MS;
  return isLater ? 'unserved' : state;
}

/**
 * What tells why nothing is served yet: the last one, and of one at a wrong address also where Entra was let in since, as it is
 * before it goes there again.
 */
export function tellingOf<One extends Pick<Decision, 'reason'>>(decisions: readonly One[]): One | undefined {
  const refused = decisions.find(({ reason }) => reason !== null);
  return refused?.reason === 'unknown_endpoint' ? refused : decisions[0];
}
