import { createHash } from 'node:crypto';
import { decodeCursor, encodeCursor, type Page, type TenantReads } from '#service';
import { Type, type Static } from 'typebox';
import { typedWords } from '../projection/search-words.js';
import type { Scope } from '../projection/search-plan.js';
import type { WordGroups } from '../projection/word-ranges.js';
import { bodiesOf } from './employees.js';
import type { EmployeeBody } from './employee-body.js';
import { KEPT_PLANS } from '../storage/statements/keep-plans.js';
import { showRanked } from '../storage/statements/show-ranked.js';
import type { Walked, WordPlace } from '../storage/statements/walk-words.js';
import { nearHits, nearOf, type NearAsked } from './near.js';
import { NO_WORD, stageAt, Typed } from './search-stages.js';

/** Words of a question that count; more are passed over. */
const MOST_TYPED = NO_WORD;

const SearchPlace = Type.Object(
  {
    stage: Type.Integer({ minimum: 0, maximum: 9 }),
    n: Type.Integer({ minimum: 0, maximum: 10_000 }),
    word: Type.String({ maxLength: 300 }),
    id: Type.String({ maxLength: 256 }),
    first: Type.Integer({ minimum: 0, maximum: MOST_TYPED }),
    seen: Type.Integer({ minimum: 0 }),
    meant: Type.Optional(Type.Integer({ minimum: 0 })),
    near: Type.Optional(Type.Array(Type.String({ maxLength: 256 }), { maxItems: 20 })),
  },
  { additionalProperties: false },
);
type SearchPlace = Required<Static<typeof SearchPlace>>;

/** What the places of a question say of it: behind them the answer to another one would leave people out. */
function markOf(groups: WordGroups, { withLeavers }: Pick<Scope, 'withLeavers'>): string {
  return createHash('sha256')
    .update(JSON.stringify([groups, withLeavers]))
    .digest('base64url')
    .slice(0, 16);
}

/** Places that were given out by an earlier release say of no question. */
const placeOfQuestion = (mark: string) =>
  Type.Object({ ...SearchPlace.properties, of: Type.Optional(Type.Literal(mark)) }, { additionalProperties: false });

const BEGIN: SearchPlace = { stage: 0, n: 0, word: '', id: '', first: NO_WORD, seen: 0, meant: 0, near: [] };

export interface Asked extends Scope, NearAsked {
  readonly q: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** People by half of what one knows of them. The present alone: who has a word is kept of nobody's past. */
export class Search {
  readonly #reads: Pick<TenantReads, 'list'>;

  constructor(reads: Pick<TenantReads, 'list'>) {
    this.#reads = reads;
  }

  /** A page may be short, and have a next one all the same: there the search goes on. */
  async find(tenantId: string, asked: Asked, gone?: AbortSignal): Promise<Page<EmployeeBody>> {
    const groups = typedWords(asked.q.replaceAll('\0', '')).slice(0, MOST_TYPED);
    const of = markOf(groups, asked);
    const place = asked.cursor === undefined ? BEGIN : placeIn(asked.cursor, of);
    if (groups.length === 0) return { items: [], next: null };
    return this.#reads.list({ tenantId, gone, settings: [KEPT_PLANS] }, async (tx) => {
      const near = asked.cursor === undefined ? await nearOf(tx, asked) : undefined;
      const { ids, next } = await hitsOf(new Typed(tx, groups, asked), { ...asked, near }, place);
      const rows = await showRanked(
        tx,
        ids.map(({ id }) => id),
        asked,
      );
      const items = await bodiesOf(tx, rows);
      const last = ids.find(({ id }) => id === rows.at(-1)?.id);
      const isCut = rows.length > 0 && rows.length < (rows[0]?.found ?? 0);
      const at = isCut && last !== undefined ? last.place : next;
      return { items, next: at === null ? null : encodeCursor({ ...at, of }) };
    });
  }
}

/** @throws Problem 400 for a place of another question */
function placeIn(cursor: string, mark: string): SearchPlace {
  const { of: _of, ...place } = decodeCursor(placeOfQuestion(mark), cursor);
  return { meant: 0, near: [], ...place };
}

interface Hit {
  readonly id: string;
  /** Where a page goes on that ends with this one. */
  readonly place: SearchPlace;
}

interface Hits {
  readonly ids: readonly Hit[];
  readonly next: SearchPlace | null;
}

/** Whoever is near is told once: the places of further pages hold whom the first has begun with. */
async function hitsOf(typed: Typed, { near, limit }: Asked, place: SearchPlace): Promise<Hits> {
  if (near === undefined) return hitsFrom(typed, limit, place);
  const found = await nearHits(typed.tx, typed.groups, near, typed.scope);
  const placeBehind = (count: number): SearchPlace => ({ ...place, near: found.slice(0, count), seen: count });
  const first = found.slice(0, limit).map((id, n) => ({ id, place: placeBehind(n + 1) }));
  const { ids, next } = await hitsFrom(typed, limit - first.length, placeBehind(first.length));
  return { ids: [...first, ...ids], next };
}

async function hitsFrom(typed: Typed, limit: number, from: SearchPlace): Promise<Hits> {
  const ids: Hit[] = [];
  const told = new Set(from.near);
  const isFromFirst = from.stage === BEGIN.stage && isBeginning(from);
  let at = from;
  for (;;) {
    const stage = await stageAt(typed, at);
    if (stage === null) return { ids, next: null };
    at = { ...at, first: stage.first };
    const room = limit - ids.length;
    const rows = rowsWanted(room + 1, at, isFromFirst ? told.size : undefined);
    const walk = isFromFirst ? stage.walkKnown : stage.walk;
    const { hits, last, behind } = hitsIn(await walk(typed.tx, at, rows), rows, told);
    for (const hit of hits.slice(0, room)) {
      at = { ...at, ...placeOf(hit), ...(stage.isExact ? { seen: at.seen + 1 } : { meant: at.meant + 1 }) };
      ids.push({ id: hit.id, place: at });
    }
    if (hits.length > room) return { ids, next: at };
    if (last !== undefined) return { ids, next: { ...at, ...placeOf(last) } };
    at = behind === undefined ? { ...at, ...BEHIND_STAGE, stage: at.stage + 1 } : { ...at, ...placeOf(behind) };
  }
}

const BEHIND_STAGE = { n: 0, word: '', id: '', first: NO_WORD } as const;

function isBeginning({ n, word, id }: WordPlace): boolean {
  return n === BEGIN.n && word === BEGIN.word && id === BEGIN.id;
}

/**
 * From the first row on a person comes with each word that begins so, and is a hit once: names have two that are alike, seldom more.
 * Whoever was told by a stage before comes again.
 */
const ROWS_OF_ONE = 2;
/** More than a statement looks at: it ends the page where it ends. */
const ALL_ROWS = 1_000;

/** @param told by the stages before; undefined: whom they have told the statement leaves out */
function rowsWanted(wanted: number, at: SearchPlace, told: number | undefined): number {
  if (told === undefined) return wanted + at.near.length;
  return isBeginning(at) ? ROWS_OF_ONE * (wanted + told) : ALL_ROWS;
}

interface HitsOfWalk {
  /** Each of whom nobody was told. */
  readonly hits: readonly Walked[];
  /** Where the statement ended that looks at no more rows. */
  readonly last: Walked | undefined;
  /** Where it goes on, which gave as many rows as it was asked for. */
  readonly behind: Walked | undefined;
}

function hitsIn(walked: readonly Walked[], limit: number, told: Set<string>): HitsOfWalk {
  const end = walked.findIndex(({ isLast }) => isLast);
  const hits = (end === -1 ? walked : walked.slice(0, end + 1)).filter(({ id, isHit }) => {
    if (!isHit || told.has(id)) return false;
    told.add(id);
    return true;
  });
  return { hits, last: walked[end], behind: walked.length < limit ? undefined : walked.at(-1) };
}

function placeOf({ n, word, id }: Walked): WordPlace {
  return { n, word, id };
}
