import type { Transaction } from '#postgres';
import { decodeCursor, encodeCursor, type Page, type TenantReads } from '#service';
import { Type, type Static } from 'typebox';
import { typedWords } from '../projection/search-words.js';
import type { Scope } from '../projection/search-plan.js';
import type { WordGroups } from '../projection/word-ranges.js';
import { bodiesOf } from './employees.js';
import type { EmployeeBody } from './employee-body.js';
import { showRanked } from '../storage/statements/show-ranked.js';
import type { Walked, WordPlace } from '../storage/statements/walk-words.js';
import { rarestOf } from '../storage/statements/probe-words.js';
import { exactStages, MOST_COUNTED, typoStage } from './search-stages.js';

/** Words of a question that count; more are passed over. */
const MOST_TYPED = 8;
/** Whoever is found by what was typed, less than this many: then mistakes are thought of. */
const FEW = 10;

const SearchPlace = Type.Object(
  {
    stage: Type.Integer({ minimum: 0, maximum: 9 }),
    n: Type.Integer({ minimum: 0, maximum: 10_000 }),
    word: Type.String({ maxLength: 300 }),
    id: Type.String({ maxLength: 256 }),
    first: Type.Integer({ minimum: 0, maximum: MOST_TYPED }),
    seen: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);
type SearchPlace = Static<typeof SearchPlace>;

const BEGIN: SearchPlace = { stage: 0, n: 0, word: '', id: '', first: MOST_TYPED, seen: 0 };

export interface Asked extends Scope {
  readonly q: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** People by half of what one knows of them. The present alone: who has a word is kept of nobody's past. */
export class Search {
  readonly #reads: TenantReads;

  constructor(reads: TenantReads) {
    this.#reads = reads;
  }

  /** A page may be short, and have a next one all the same: there the search goes on. */
  async find(tenantId: string, asked: Asked, gone?: AbortSignal): Promise<Page<EmployeeBody>> {
    const groups = typedWords(asked.q.replaceAll('\0', '')).slice(0, MOST_TYPED);
    const place = asked.cursor === undefined ? BEGIN : withoutNul(decodeCursor(SearchPlace, asked.cursor));
    if (groups.length === 0) return { items: [], next: null };
    return this.#reads.list({ tenantId, gone }, async (tx) => {
      const { ids, next } = await hitsFrom(tx, groups, asked, place);
      const rows = await showRanked(
        tx,
        ids.map(({ id }) => id),
      );
      const items = await bodiesOf(tx, rows);
      const last = ids[rows.length - 1];
      const isCut = rows.length > 0 && rows.length < (rows[0]?.found ?? 0);
      const at = isCut && last !== undefined ? last.place : next;
      return { items, next: at === null ? null : encodeCursor(at) };
    });
  }
}

function withoutNul(place: SearchPlace): SearchPlace {
  return { ...place, word: place.word.replaceAll('\0', ''), id: place.id.replaceAll('\0', '') };
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

async function hitsFrom(tx: Transaction, groups: WordGroups, asked: Asked, from: SearchPlace): Promise<Hits> {
  const first = await firstOf(tx, groups, asked, from);
  const exact = exactStages(groups, first, asked);
  const ids: Hit[] = [];
  let at: SearchPlace = { ...from, first };
  for (;;) {
    // What may have been meant comes behind all that was typed, when that found few.
    const stage =
      exact[at.stage] ?? (at.stage === exact.length && at.seen < FEW ? await typoStage(tx, groups, asked) : null);
    if (stage === null) return { ids, next: null };
    const room = asked.limit - ids.length;
    const walked = await stage(tx, at, room + 1);
    const end = walked.findIndex(({ isLast }) => isLast);
    const found = (end === -1 ? walked : walked.slice(0, end + 1)).filter(({ isHit }) => isHit);
    for (const hit of found.slice(0, room)) {
      at = { ...at, ...placeOf(hit), seen: at.seen + (at.stage < exact.length ? 1 : 0) };
      ids.push({ id: hit.id, place: at });
    }
    if (found.length > room) return { ids, next: at };
    const last = walked[end];
    if (last !== undefined) return { ids, next: { ...at, ...placeOf(last) } };
    at = { ...at, stage: at.stage + 1, n: 0, word: '', id: '' };
  }
}

function placeOf({ n, word, id }: Walked): WordPlace {
  return { n, word, id };
}

/** The word to begin with, where several were typed: it stays the same over the pages. */
async function firstOf(tx: Transaction, groups: WordGroups, scope: Scope, { first }: SearchPlace): Promise<number> {
  if (first < groups.length || groups.length === 1) return first;
  return (await rarestOf(tx, groups, { ...scope, most: MOST_COUNTED })).n;
}
