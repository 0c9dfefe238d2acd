import { Type, type Static } from 'typebox';
import type { Acting, Change } from '#contracts';
import { appendAct } from '#outbox';
import type { Transaction } from '#postgres';
import { ScimError } from '#scim';
import {
  decodeCursor,
  encodeCursor,
  NOT_FOUND,
  Problem,
  type Page,
  type TenantReads,
  type TenantWrites,
} from '#service';
import { parseSegmentFilter, type SegmentFilter } from '../projection/segment-filter.js';
import { facetKey, type CountedValue, type Facet } from '../storage/statements/count-by.js';
import type { ListedRow } from '../storage/statements/employee-row.js';
import {
  findSegment,
  listSegments,
  lockSegment,
  MOST_SEGMENTS,
  removeSegment,
  saveSegment,
  type SegmentRow,
} from '../storage/statements/segments.js';
import type { EmployeeBody } from './employee-body.js';
import { bodiesOf } from './employees.js';
import { Place, type SegmentCountParameters, type SegmentPeopleParameters } from './queries.js';
import { peopleOf, walkMeant } from './segment-people.js';
import { countsBody, type CountsBody } from './totals.js';

/** People that one page, and one count, looks at. */
const MOST_LOOKED_AT = 2_000;
const MOST_COUNTED = 10_000;

export const SegmentSettings = Type.Object(
  {
    filter: Type.String({ minLength: 1, maxLength: 2_000, 'x-expected': 'a filter of up to 2,000 characters' }),
    reason: Type.Optional(Type.String({ maxLength: 500 })),
  },
  { additionalProperties: false },
);

export const SegmentBody = Type.Object({
  name: Type.String(),
  filter: Type.String({ description: 'RFC 7644 §3.4.2.2, and `under "<id>"`.' }),
  version: Type.Integer({ minimum: 1 }),
  changedAt: Type.String({ format: 'date-time' }),
});
export type SegmentBody = Static<typeof SegmentBody>;

interface Parts {
  readonly reads: TenantReads;
  /** Of the role that folds. */
  readonly writes: TenantWrites;
  readonly now?: () => Date;
}

/** Filters that a company keeps by a name, and the people they mean now. */
export class Segments {
  readonly #reads: TenantReads;
  readonly #writes: TenantWrites;
  readonly #now: () => Date;

  constructor({ reads, writes, now = () => new Date() }: Parts) {
    this.#reads = reads;
    this.#writes = writes;
    this.#now = now;
  }

  async list(tenantId: string): Promise<Page<SegmentBody>> {
    const rows = await this.#reads.list({ tenantId }, listSegments);
    return { items: rows.map(segmentBody), next: null };
  }

  async find(tenantId: string, name: string): Promise<SegmentBody> {
    return segmentBody(await this.#reads.lookUp({ tenantId }, (tx) => segmentOf(tx, name)));
  }

  /** The same filter again changes nothing, and is no act. @throws Problem 400, 409 when there are too many */
  async put(
    tenantId: string,
    { name, filter }: { readonly name: string; readonly filter: string },
    acting: Acting,
  ): Promise<SegmentBody> {
    parsed(filter);
    return this.#writes.run({ tenantId }, async (tx) => {
      const { before, count } = await lockSegment(tx, tenantId, name);
      if (before?.filter === filter) return segmentBody(before);
      if (before === null && count >= MOST_SEGMENTS) throw TOO_MANY;
      const at = this.#now();
      const after = await saveSegment(tx, tenantId, { name, filter, at });
      const changes = [{ path: 'filter', before: before?.filter ?? null, after: filter }];
      await appendAct(tx, { act: 'segments.set', ...acted(tenantId, name), at, changes }, acting);
      return segmentBody(after);
    });
  }

  async remove(tenantId: string, name: string, acting: Acting): Promise<void> {
    await this.#writes.run({ tenantId }, async (tx) => {
      const { before } = await lockSegment(tx, tenantId, name);
      if (before === null) throw NOT_FOUND;
      await removeSegment(tx, tenantId, name);
      const changes: Change[] = [{ path: 'filter', before: before.filter, after: null }];
      await appendAct(tx, { act: 'segments.remove', ...acted(tenantId, name), at: this.#now(), changes }, acting);
    });
  }

  /** In id order; a page looks at 2,000 people, so it may be short and have a next one all the same. */
  async people(
    tenantId: string,
    { name, limit, cursor }: SegmentPeopleParameters & { readonly name: string },
    gone?: AbortSignal,
  ): Promise<Page<EmployeeBody>> {
    const after = cursor === undefined ? '' : decodeCursor(Place, cursor).id;
    return this.#reads.list({ tenantId, gone }, async (tx) => {
      const filter = await filterOf(tx, name);
      const { hits, last } = await peopleOf(tx, filter, { tenantId, after, most: MOST_LOOKED_AT, limit });
      return { items: await bodiesOf(tx, hits), next: last === null ? null : encodeCursor({ id: last }) };
    });
  }

  async count(
    tenantId: string,
    {
      name,
      by,
      withLeavers = true,
    }: SegmentCountParameters & { readonly name: string; readonly withLeavers?: boolean },
    gone?: AbortSignal,
  ): Promise<CountsBody> {
    return this.#reads.list({ tenantId, gone }, async (tx) => {
      const filter = await filterOf(tx, name);
      const look = { tenantId, after: '', most: MOST_COUNTED, limit: MOST_COUNTED };
      const { hits: meant, last } = await walkMeant(tx, filter, { ...look, keep: (row) => countedOf(by, row) });
      const hits = withLeavers ? meant : meant.filter(({ active }) => active);
      return countsBody(by, countedBy(hits), { count: hits.length, isExact: last === null });
    });
  }
}

function acted(tenantId: string, name: string) {
  return { tenantId, object: { type: 'segment', id: name }, subject: tenantId };
}

function segmentBody({ name, filter, version, changed_at: changedAt }: SegmentRow): SegmentBody {
  return { name, filter, version, changedAt: changedAt.toISOString() };
}

async function segmentOf(tx: Transaction, name: string): Promise<SegmentRow> {
  const row = name.includes('\0') ? null : await findSegment(tx, name);
  if (row === null) throw NOT_FOUND;
  return row;
}

/** null: there is no such segment. @throws Problem 400 for a filter that is none any more */
export async function findFilter(tx: Transaction, name: string): Promise<SegmentFilter | null> {
  const row = name.includes('\0') ? null : await findSegment(tx, name);
  return row === null ? null : parsed(row.filter);
}

async function filterOf(tx: Transaction, name: string): Promise<SegmentFilter> {
  return parsed((await segmentOf(tx, name)).filter);
}

function parsed(filter: string): SegmentFilter {
  try {
    return parseSegmentFilter(filter);
  } catch (error) {
    if (error instanceof ScimError) throw new Problem(400, 'invalid-filter', error.message, { member: 'filter' });
    throw error;
  }
}

/** Of a person what is counted, and nothing else: of ten thousand. */
interface CountedPerson {
  readonly key: string | null;
  /** As `FACETS` shows it. */
  readonly value: string | null;
  readonly active: boolean;
}

function countedOf(by: Facet, row: ListedRow): CountedPerson {
  const text = textOf(by, row);
  const [key, value] = [facetKey(by, text), text?.slice(0, 256) ?? null];
  return { key: key && copyOf(key), value: value && copyOf(value), active: row.active };
}

/** What is sliced from a text, or joined of slices, keeps the whole of it in memory. */
function copyOf(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}

/** As `countBy` has it, of people who are there already: values that are searched as one are one. */
function countedBy(people: readonly CountedPerson[]): CountedValue[] {
  return [...Map.groupBy(people, ({ key }) => key)]
    .map(([key, of]) => ({ key, value: firstOf(of), count: of.length }))
    .sort((one, other) => other.count - one.count || order(one.key, other.key))
    .map(({ value, count }) => ({ value, count }));
}

function textOf(by: Facet, { department, title, manager_id, active }: ListedRow): string | null {
  return { department, title, manager: manager_id, active: String(active) }[by];
}

function firstOf(of: readonly CountedPerson[]): string | null {
  return of.reduce<string | null>(
    (first, { value }) => (order(value, first) < 0 ? value : first),
    of[0]?.value ?? null,
  );
}

/** Whoever has none comes last. */
function order(one: string | null, other: string | null): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return one < other ? -1 : Number(one > other);
}

const TOO_MANY = new Problem(
  409,
  'too-many-segments',
  `There are ${MOST_SEGMENTS} segments already: remove one that nobody needs.`,
);
