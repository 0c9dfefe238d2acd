import type { Pool } from 'pg';
import type { Handlers } from './delivery.js';
import { failureCode, isPassing } from './failure.js';
import { ParkedRefusal } from './parked-refusal.js';
import { PARKED_HELP, parkedAsk, UsageError, type ParkedAsk } from './parked-words.js';
import { acceptedLine, eventLines, listedLine, releasedLine } from './parked-lines.js';
import { discardParked, releaseParked, type OnDecision } from './release.js';
import type { Released } from './release-gap.js';
import { listAccepted, type AcceptedPlace } from './statements/gaps.js';
import { listParked, showParked } from './statements/list-parked.js';
import type { Word } from './statements/release-parked.js';

export interface ParkedCommand {
  readonly projection: string;
  /** What follows `parked`: `list`, `show <event>`, `release <event>`, `discard <event> --why …`. */
  readonly words: readonly string[];
  /** Not opened before the words are understood. */
  readonly pool: () => Pool;
  readonly handlers: Handlers;
  readonly user: () => string;
  /** Records a decision, by whose word. */
  readonly told: (word: Word) => OnDecision;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
}

/**
 * The operator's command of every projection, once for all of them. Returns the exit code: 0 done, 1 refused (nothing is
 * parked there, it was refused again, the database cannot be reached), 2 not understood. What goes wrong is one line.
 */
export async function runParkedCommand(command: ParkedCommand): Promise<number> {
  const { words, user, print, complain, projection } = command;
  try {
    const ask = parkedAsk(words, user);
    if (ask !== null) return await answer(ask, command);
    print(PARKED_HELP);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      complain(`${error.message}\n${PARKED_HELP}`);
      return 2;
    }
    complain(`${projection}: ${refusal(error)}`);
    return 1;
  }
}

async function answer(ask: ParkedAsk, command: ParkedCommand): Promise<number> {
  const { handlers, print, projection } = command;
  const pool = command.pool();
  switch (ask.verb) {
    case 'list':
      await list(pool, ask, command);
      return 0;
    case 'show': {
      const event = await showParked(pool, ask.target);
      if (event === null) throw new ParkedRefusal(`nothing is parked under ${ask.target}`, { isMissing: true });
      for (const line of eventLines(projection, event, ask)) print(line);
      return 0;
    }
    case 'release': {
      const { who, why } = ask;
      const by = { who, told: command.told({ who, why }) };
      return report(await releaseParked(pool, handlers, ask.target, by), ask, command);
    }
    case 'discard': {
      const { who, why } = ask;
      const told = command.told({ who, why });
      const released = await discardParked(pool, handlers, ask.target, { who, why, told });
      // What stood behind it may be refused in its turn; the discard itself is done.
      report(released, ask, command);
      return 0;
    }
  }
}

async function list(pool: Pool, ask: { isJson: boolean; all: boolean }, command: ParkedCommand): Promise<void> {
  const { print, projection } = command;
  let shown = 0;
  for (let after = '0'; ;) {
    const page = await listParked(pool, { after });
    const wanted = page.filter(({ kind }) => ask.all || kind !== 'discarded');
    for (const event of wanted) print(listedLine(projection, event, ask.isJson));
    shown += wanted.length;
    const last = page.at(-1);
    if (last === undefined) break;
    after = last.id;
  }
  for (let after: AcceptedPlace | undefined; ask.all;) {
    const page = await listAccepted(pool, { after });
    for (const gap of page) print(acceptedLine(projection, gap, ask.isJson));
    shown += page.length;
    after = page.at(-1);
    if (after === undefined) break;
  }
  if (shown === 0 && !ask.isJson) print(`${projection}: nothing is parked`);
}

function report(
  released: Released,
  ask: { readonly verb: string; readonly isJson: boolean },
  { print, projection }: ParkedCommand,
): number {
  print(ask.isJson ? JSON.stringify({ projection, ...released }) : releasedLine(projection, ask.verb, released));
  return released.left === 0 ? 0 : 1;
}

/** In one line, for a person: no stack, and of what a database says its code only, because its texts quote values. */
function refusal(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = failureCode(error);
  if (/^(28|3D)/.test(code)) return `the database refuses the connection (${code}): see DATABASE_URL`;
  if (code === '42501') return `the role of the URL may not do this (${code}): see DATABASE_URL`;
  if (code === '42P01' || code === '3F000') return `this is not the projection's database (${code}): see DATABASE_URL`;
  if (code === '42703') return `the database is of an earlier version (${code}): run the set-up`;
  if (isPassing(error)) return `the database cannot be reached (${code}): see DATABASE_URL`;
  return code === error.name || error instanceof ParkedRefusal
    ? error.message.split('\n', 1).join('')
    : `it failed with ${code}`;
}
