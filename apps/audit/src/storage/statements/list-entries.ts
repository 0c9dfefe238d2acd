import { indexKey, isUuid, withinBytes, type Found, type Transaction } from '#postgres';
import type { StoredEntry } from '../../ledger/entry.js';
import type { HiddenAttribute } from '../../ledger/hide-values.js';
import { changesMatch, type ChangeFilter } from './change-filter.js';
import { ENTRY_BYTES, ENTRY_COLUMNS, entryOf, JSON_AS_TEXT, type EntryRow } from './entry-columns.js';

export interface EntryFilter extends ChangeFilter {
  /** The id of a connection or of a credential. */
  readonly actor?: string;
  readonly resource?: string;
  /** A name or user name: {@link EntryPage} has the ids of those who are meant. */
  readonly person?: string;
  readonly types?: readonly string[];
  readonly outcome?: string;
  readonly requestId?: string;
  /** Inclusive and exclusive ends of the time of decision, RFC 3339. */
  readonly from?: string;
  readonly to?: string;
  /** Those alone that came later than this number. With it they are in the order of arrival. */
  readonly after?: number;
}

export type EntryOrder = 'newest' | 'oldest' | 'arrival';

/** Where a page ended. */
export interface EntryPlace {
  readonly time?: string;
  readonly sequence?: number;
  readonly id: string;
}

export interface EntryPage {
  readonly filter: EntryFilter;
  readonly order: EntryOrder;
  readonly after: EntryPlace | null;
  readonly limit: number;
  /** Whom `person` means. */
  readonly people?: readonly string[];
  /** What is found by no value. */
  readonly hidden?: readonly HiddenAttribute[];
  /** In the order of arrival: up to where everything has come. */
  readonly arrived?: number;
}

export interface FoundEntries {
  readonly entries: readonly StoredEntry[];
  /** How many of the limit there are, those included that did not fit the bytes of a page. */
  readonly found: number;
  /** Where the looking ended, if there is more to look through: a page may be short, or empty, and go on all the same. */
  readonly lookedTo: EntryPlace | null;
}

/** Entries whose changes a page looks into, for which there is no index: some 200 ms of small ones. */
const LOOKED_INTO = 20_000;

/**
 * Of the tenant that the transaction is scoped to, by row-level security. Keyset on (time, id) or (sequence, id), compared by
 * leakproof operators, so the policy does not keep them from the index. Only the conditions that were asked for are in
 * the text: `$n is null or …` would hide them from the planner.
 */
export async function listEntries(tx: Transaction, page: EntryPage): Promise<FoundEntries> {
  const isLookedInto = page.filter.path !== undefined || page.filter.value !== undefined;
  const lookedTo = isLookedInto ? await placeOfLast(tx, page) : null;
  const asked = new Asked(page);
  if (lookedTo !== null) asked.upTo(lookedTo);
  if (isLookedInto) asked.where.push(changesMatch({ ...page.filter, hidden: page.hidden ?? [] }, asked.value));
  const text = withinBytes(asked.select(`${ENTRY_COLUMNS}, changes_bytes`, `limit ${asked.value(page.limit)}::int`), {
    order: asked.order,
    bytes: ENTRY_BYTES,
  });
  const { rows } = await tx.query<EntryRow & Found>({ text, types: JSON_AS_TEXT }, asked.values);
  return { entries: rows.map(entryOf), found: rows[0]?.found ?? 0, lookedTo };
}

/** Of the last that a page looks into; null: it looks into all that is left. */
async function placeOfLast(tx: Transaction, page: EntryPage): Promise<EntryPlace | null> {
  const asked = new Asked(page);
  const text = asked.select('id, time, sequence, connection_id', `offset ${LOOKED_INTO - 1} limit 1`);
  const { rows } = await tx.query<{ id: string; time: Date; sequence: string }>({ text }, asked.values);
  const [last] = rows;
  return last === undefined
    ? null
    : placeIn(page.order, { id: last.id, time: last.time.toISOString(), sequence: Number(last.sequence) });
}

export function placeIn(order: EntryOrder, { id, time, sequence }: Required<EntryPlace>): EntryPlace {
  return order === 'arrival' ? { sequence, id } : { time, id };
}

/** A statement in the making: its conditions and its parameters. */
class Asked {
  readonly values: unknown[] = [];
  readonly where: string[];
  readonly order: string;
  readonly #page: EntryPage;
  readonly #column: 'sequence' | 'time';

  constructor(page: EntryPage) {
    const direction = page.order === 'newest' ? 'desc' : 'asc';
    this.#page = page;
    this.#column = page.order === 'arrival' ? 'sequence' : 'time';
    this.order = `${this.#column} ${direction}, id ${direction}`;
    this.where = [...this.#conditions(), ...this.#window()];
  }

  readonly value = (of: unknown): string => `$${this.values.push(of)}`;

  /** Nothing behind that place. */
  upTo(place: EntryPlace): void {
    this.where.push(this.#beyond(place, this.#page.order === 'newest' ? '>=' : '<='));
  }

  #beyond({ id, time, sequence }: EntryPlace, than: string): string {
    const at = this.#column === 'time' ? `${this.value(time)}::timestamptz` : `${this.value(sequence)}::int8`;
    return `(${this.#column}, id) ${than} (${at}, ${this.value(id)}::uuid)`;
  }

  #conditions(): string[] {
    const { filter, people } = this.#page;
    const { value } = this;
    return [
      filter.resource === undefined ? [] : `resource_id = ${value(indexKey(filter.resource))}::text`,
      people === undefined ? [] : `resource_id = any(${value(people)}::text[])`,
      filter.types === undefined ? [] : `type = any(${value(filter.types)}::text[])`,
      filter.requestId === undefined ? [] : this.#ofRequest(filter.requestId),
      // As a constant of two, so that the partial index of refusals is found.
      filter.outcome === undefined ? [] : `outcome = ${filter.outcome === 'refused' ? `'refused'` : `'accepted'`}`,
      filter.from === undefined ? [] : `time >= ${value(filter.from)}::timestamptz`,
      filter.to === undefined ? [] : `time < ${value(filter.to)}::timestamptz`,
    ].flat();
  }

  /** Of a Bulk, all of its operations, which are `<request>:<index>`: in the order of bytes, `;` is next to `:`. */
  #ofRequest(requestId: string): string {
    if (!isUuid(requestId)) return `request_id = ${this.value(requestId)}::text`;
    const [from, end] = [this.value(requestId), this.value(`${requestId};`)];
    return `request_id >= ${from}::text and request_id < ${end}::text`;
  }

  #window(): string[] {
    const { filter, after, arrived, order } = this.#page;
    return [
      arrived === undefined ? [] : `sequence <= ${this.value(arrived)}::int8`,
      // 0 is before the first, and before what was there when numbering began.
      filter.after === undefined || filter.after === 0 ? [] : `sequence > ${this.value(filter.after)}::int8`,
      after === null ? [] : this.#beyond(after, order === 'newest' ? '<' : '>'),
    ].flat();
  }

  select(columns: string, end: string): string {
    const { actor, outcome } = this.#page.filter;
    if (actor === undefined) return this.#from(columns, this.where, end);
    return this.#ofActor(columns, { actor: this.value(indexKey(actor)), isRefused: outcome === 'refused', end });
  }

  #from(columns: string, where: readonly string[], end: string): string {
    return `
  select ${columns}
    from entries
   where ${['true', ...where].join('\n     and ')}
   order by ${this.order}
   ${end}`;
  }

  /**
   * Two ordered look-ups, each by its own index, and a page of both. Of `or` the planner reads and sorts all that an actor
   * ever did, as long as ANALYZE has not seen how much that is: 883 pages for 51 of 20,000 entries, where this way it is a
   * few. Refusals are few and have an index that is walked in order.
   */
  #ofActor(columns: string, { actor, isRefused, end }: OfActor): string {
    const isConnection = `connection_id = ${actor}::text`;
    const isCredential = `credential_id = ${actor}::text`;
    if (isRefused) return this.#from(columns, [...this.where, `(${isConnection} or ${isCredential})`], end);
    const most = end.replace(/^offset (\d+) limit 1$/u, (_all, skipped: string) => `limit ${Number(skipped) + 1}`);
    return `
  select *
    from ((${this.#from(columns, [...this.where, isConnection], most)})
          union all
          (${this.#from(columns, [...this.where, isCredential, `connection_id <> ${actor}::text`], most)})) as either
   order by ${this.order}
   ${end}`;
  }
}

interface OfActor {
  /** The parameter that holds the key. */
  readonly actor: string;
  readonly isRefused: boolean;
  readonly end: string;
}
