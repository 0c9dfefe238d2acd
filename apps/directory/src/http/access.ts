import type { Acting } from '#contracts';
import { appendAct } from '#outbox';
import type { Transaction } from '#postgres';
import { decodeCursor, encodeCursor, type Page, type TenantReads, type TenantWrites } from '#service';
import { accessPeriods, type Period } from '../projection/access-periods.js';
import { callAt } from '../storage/statements/named-at.js';
import { MOST_ROWS, walkAccess, type AccessLook, type AccessRow } from '../storage/statements/walk-access.js';
import {
  ACCESS_HEADER,
  accessLines,
  AccessPlace,
  type AccessBody,
  type AccessExportParameters,
  type AccessParameters,
} from './access-body.js';
import { momentsOf, type Between } from './moment.js';
import type { Settled } from './settled.js';
import { ONE_SECOND, toldTooLarge } from './within-a-second.js';

/** People that one look takes, and looks of one answer. */
const LOOKED_AT = 200;
const MOST_LOOKS = 10;

export type AccessPage = Page<AccessBody> & Between & { readonly settled: boolean };

interface Parts {
  readonly reads: TenantReads;
  /** Of the role that folds. */
  readonly writes: TenantWrites;
  readonly settled: Pick<Settled, 'at'>;
  readonly now?: () => number;
}

interface Asker {
  readonly tenantId: string;
  readonly gone?: AbortSignal | undefined;
}

/** Who was active at any time between two dates. */
export class Access {
  readonly #parts: Required<Parts>;

  constructor(parts: Parts) {
    this.#parts = { now: Date.now, ...parts };
  }

  /** In id order. A page looks at 2,000 people, so it may be short and have a next one all the same. */
  async list(asker: Asker, { limit, cursor, ...ends }: AccessParameters): Promise<AccessPage> {
    const { reads, settled } = this.#parts;
    const found = await reads.list({ ...asker, settings: [ONE_SECOND] }, async (tx) => {
      const place = cursor === undefined ? null : decodeCursor(AccessPlace, cursor);
      const between = place ?? (await this.#between(tx, ends));
      const page = { between, after: place?.id ?? '', limit };
      return pageWithin(tx, page, asker.gone);
    });
    const { items, next, from, to } = found;
    return { items, next, from, to, settled: await settled.at(to) };
  }

  /**
   * The same as lines of CSV, a page at a time: whoever reads slowly holds neither a connection nor a snapshot. It is one act, which is
   * told before the first byte.
   */
  async export(asker: Asker, ends: AccessExportParameters, acting: Acting): Promise<AsyncIterable<string>> {
    const { reads, writes, now } = this.#parts;
    const between = await reads.list(asker, (tx) => this.#between(tx, ends));
    const pageAt = (after: string) =>
      reads.nextPage({ ...asker, settings: [ONE_SECOND] }, (tx) =>
        pageWithin(tx, { between, after, limit: LOOKED_AT }, asker.gone),
      );
    const first = await pageAt('');
    const { tenantId } = asker;
    await writes.run({ tenantId }, (tx) => {
      const changes = [{ path: 'period', before: null, after: `${between.from}/${between.to}` }];
      const object = { type: 'tenant', id: tenantId };
      return appendAct(tx, { act: 'people.export', tenantId, object, at: new Date(now()), changes }, acting);
    });
    return linesOf(first, pageAt);
  }

  #between(tx: Transaction, { from, to, zone }: AccessExportParameters): Promise<Between> {
    return momentsOf(tx, { from, to, zone, now: this.#parts.now() });
  }
}

interface Found extends Page<AccessBody>, Between {
  /** Behind whom the next page begins. */
  readonly last: string | null;
}

async function* linesOf(first: Found, pageAt: (after: string) => Promise<Found>): AsyncGenerator<string> {
  yield ACCESS_HEADER;
  for (let page = first; ; page = await pageAt(page.last)) {
    const text = page.items.map(accessLines).join('');
    if (text !== '') yield text;
    if (page.last === null) return;
  }
}

interface PageAsked {
  readonly between: Between;
  readonly after: string;
  readonly limit: number;
}

async function pageWithin(tx: Transaction, asked: PageAsked, gone: AbortSignal | undefined): Promise<Found> {
  const { items, last } = await toldTooLarge(() => accessPage(tx, asked), gone);
  const { from, to } = asked.between;
  return { items, last, next: last === null ? null : encodeCursor({ from, to, id: last }), from, to };
}

async function accessPage(
  tx: Transaction,
  { between, after, limit }: PageAsked,
): Promise<Pick<Found, 'items' | 'last'>> {
  const had: { readonly id: string; readonly periods: readonly Period[] }[] = [];
  const times = { from: new Date(between.from), to: new Date(between.to) };
  let last: string | null = after;
  let walked = 0;
  for (let looks = 0; looks < MOST_LOOKS && last !== null && had.length < limit && walked <= MOST_ROWS; looks += 1) {
    const { people, rows, isWhole }: AccessLook = await walkAccess(tx, {
      after: last,
      limit: LOOKED_AT,
      to: between.to,
    });
    walked += rows;
    last = isWhole && people.size < LOOKED_AT ? null : last;
    for (const [id, lines] of people) {
      if (had.length === limit) return { items: await named(tx, had, between.to), last: lastOf(had) };
      const periods = accessPeriods(lines.flatMap(lineOf), times);
      if (periods.length > 0) had.push({ id, periods });
      if (last !== null) last = id;
    }
  }
  return { items: await named(tx, had, between.to), last };
}

function lineOf({ from, to }: AccessRow): { readonly from: Date; readonly to: Date | null }[] {
  return from === null ? [] : [{ from, to }];
}

function lastOf(had: readonly { readonly id: string }[]): string | null {
  return had.at(-1)?.id ?? null;
}

async function named(
  tx: Transaction,
  had: readonly { readonly id: string; readonly periods: readonly Period[] }[],
  to: string,
): Promise<AccessBody[]> {
  const called = await callAt(
    tx,
    had.map(({ id }) => id),
    to,
  );
  return had.map(({ id, periods }) => {
    const { displayName = id, userName = id, title = null, department = null } = called.get(id) ?? {};
    const shown = periods.map(({ since, until }) => ({
      since: since.toISOString(),
      until: until?.toISOString() ?? null,
    }));
    return { id, displayName, userName, title, department, periods: shown };
  });
}
