import type { QueryConfig, QueryResultRow } from 'pg';
import {
  comparePlaces,
  matchSteps,
  placeIn,
  ScimError,
  shortPlace,
  shortPlaceIn,
  startQueryWork,
  type Filter,
  type JsonObject,
  type Place,
  type ResourceTypeName,
  type Sort,
  type Steps,
  type Stored,
} from '#scim';
import { inTurns, mapSteps, sortSteps, turns } from '#turns';
import { isLookUp } from '../../queries/look-up.js';
import { MAX_EXAMINED, type Found, type QueryPage, type ResourceQuery } from '../../queries/resource-query.js';
import {
  countRows,
  LOOK_UP_PAGE_BYTES,
  MAX_PAGE_BYTES,
  pageOfRows,
  rowsInOrder,
  sliceOfRows,
  uniqueRow,
  type IndexedOrder,
  type PagePlace,
} from './page-statements.js';
import type { Rows } from './combine-reads.js';
import type { GatheredReads } from './gathered-reads.js';
import type { ListReads } from './list-reads.js';
import { onlyPage, PageWindow } from './page-window.js';
import { planFilter, type FilterPlan } from './plan-filter.js';

/** Measured: 500 users are decoded and compared in about 5 ms. */
const EXAMINED_AT_ONCE = 500;

/** A tenant's question: runs the statements, and gives the rows of each. */
interface Asked {
  readonly tenantId: string;
  readonly run: (...statements: readonly QueryConfig[]) => Promise<readonly Rows[]>;
}

export interface Finding<Resource> {
  readonly type: ResourceTypeName;
  readonly toResource: (row: QueryResultRow) => Resource;
  readonly lookUps: Pick<GatheredReads, 'rows'>;
  readonly lists: Pick<ListReads, 'admit' | 'rows'>;
}

/** Answers queries over one endpoint's resources: by an index where there is one, else by looking at each candidate. */
export class ResourceFinder<Resource extends Stored<JsonObject>> {
  readonly #finding: Finding<Resource>;

  constructor(finding: Finding<Resource>) {
    this.#finding = finding;
  }

  /** @throws ScimError `too-many-results` when more than {@link MAX_EXAMINED} resources would have to be looked at */
  async find(tenantId: string, query: ResourceQuery<Resource>): Promise<Found<Resource>> {
    const { type, lookUps, toResource } = this.#finding;
    const plan = planFilter(query.filter, type);
    const isFound = query.sort === null && plan.isExact && isLookUp(query.filter, type);
    const asked: Asked = isFound
      ? { tenantId, run: (...all) => Promise.all(all.map((statement) => lookUps.rows(tenantId, statement))) }
      : await this.#asList(tenantId, query);
    if (plan.isUnique && plan.isExact && plan.candidates !== null) {
      const [rows = []] = await asked.run(uniqueRow(type, plan.candidates, isFound));
      return onlyPage(rows.map(toResource), query);
    }
    const order = indexedOrder(type, query.sort);
    return plan.isExact && order !== null
      ? this.#byIndex(asked, query, { plan, order, isFound })
      : this.#byLooking(asked, query, plan);
  }

  /** Each of its pages and slices is a turn of its own among the lists. */
  async #asList(tenantId: string, { listing }: ResourceQuery<Resource>): Promise<Asked> {
    const { lists } = this.#finding;
    await listing?.admit();
    lists.admit(tenantId);
    return { tenantId, run: (...statements) => lists.rows({ tenantId, gone: listing?.gone() }, ...statements) };
  }

  async #byIndex(
    { tenantId, run }: Asked,
    { page, filter, sort, represent }: ResourceQuery<Resource>,
    { plan: { candidates }, order, isFound }: Indexed,
  ): Promise<Found<Resource>> {
    const { type } = this.#finding;
    const isFixed = isFound || filter === null;
    const bytes = isFound ? LOOK_UP_PAGE_BYTES : MAX_PAGE_BYTES;
    const options = { order, place: placeOf(page), isFixed, bytes };
    const count = page.kind === 'index' ? [countRows(type, candidates, isFixed)] : [];
    const paged = page.count === 0 ? [] : [pageOfRows(type, candidates, options)];
    const answered = await run(...count, ...paged);
    const [counted, rows = []] = page.kind === 'index' ? answered : [undefined, ...answered];
    const turn = turns.begin(tenantId);
    const resources = await inTurns(mapSteps(rows.slice(0, page.count), this.#finding.toResource), turn);
    if (counted !== undefined) return { resources, totalResults: Number(counted[0]?.total ?? 0), next: null };
    const last = resources.at(-1);
    const isMore = last !== undefined && Number(rows[0]?.found ?? 0) > resources.length;
    // The key of the unique name is what its column holds: both fold it the same way.
    return { resources, totalResults: null, next: isMore ? placeIn(represent(last), sort) : null };
  }

  /** In id order; where another is asked for, all matches are compared before the page is known. */
  async #byLooking(asked: Asked, query: ResourceQuery<Resource>, plan: FilterPlan): Promise<Found<Resource>> {
    const { sort, page } = query;
    if (sort !== null) return this.#sorted(asked, { query, sort, plan });
    const window = new PageWindow<Resource>(page);
    const after = page.kind === 'keyset' ? (page.after?.id ?? null) : null;
    for await (const { resource, bytes } of this.#matches(asked, { query, plan, after })) {
      if (window.add(resource, bytes)) break;
    }
    return window.found();
  }

  async #sorted(asked: Asked, { query, sort, plan }: Looking<Resource>): Promise<Found<Resource>> {
    const { page, represent } = query;
    const places: Place[] = [];
    for await (const { resource } of this.#matches(asked, { query, plan, after: null })) {
      places.push(shortPlaceIn(represent(resource), sort));
    }
    const compare = (one: Place, other: Place): number => comparePlaces(one, other, sort.isDescending);
    const sorted = await inTurns(sortSteps(places, compare), turns.begin(asked.tenantId));
    const behind = page.kind === 'keyset' && page.after !== null ? shortPlace(page.after) : null;
    const rest = behind === null ? sorted : sorted.filter((place) => compare(place, behind) > 0);
    const from = page.kind === 'index' ? page.startIndex - 1 : 0;
    const shown = rest.slice(from, from + page.count);
    const { type, toResource } = this.#finding;
    const ids = shown.map(({ id }) => id);
    const [rows = []] = ids.length === 0 ? [] : await asked.run(rowsInOrder(type, ids));
    const resources = await inTurns(mapSteps(rows, toResource), turns.begin(asked.tenantId));
    if (page.kind === 'index') return { resources, totalResults: places.length, next: null };
    const last = shown.find(({ id }) => id === resources.at(-1)?.id);
    const isMore = last !== undefined && rest.at(-1)?.id !== last.id;
    return { resources, totalResults: places.length, next: isMore ? last : null };
  }

  /** Reads and examines candidates in slices of bounded bytes, and gives the event loop back between them and within. */
  async *#matches(
    { tenantId, run }: Asked,
    { query, plan, after }: Examining<Resource>,
  ): AsyncGenerator<Matched<Resource>> {
    const { filter, represent } = query;
    const decided = [...plan.decided.values()];
    const columns = new Map([...plan.decided.keys()].map((part, index) => [part, `d${index}`]));
    const { type, toResource } = this.#finding;
    const work = startQueryWork();
    let [last, limit] = [after, EXAMINED_AT_ONCE];
    for (let examined = 0; ;) {
      const [rows = []] = await run(
        sliceOfRows(type, { candidates: plan.candidates, decided }, { after: last, limit }),
      );
      if (examined >= MAX_EXAMINED && rows.length > 0) throw tooManyToExamine();
      const turn = turns.begin(tenantId);
      for (const row of rows) {
        const bytes = Number(row.size);
        work.read(bytes);
        const resource = turn.hold(() => toResource(row));
        const matching = { decided: answers(columns, row), work };
        const steps = (): Steps<boolean> | null =>
          plan.isExact || filter === null ? null : matchSteps(filter, represent(resource), matching);
        const undecided = turn.hold(steps);
        const isMatch = undecided === null || (await inTurns(undecided, turn));
        if (isMatch) yield { resource, bytes };
        if (turn.isOver()) await turn.next();
      }
      examined += rows.length;
      const found = Number(rows[0]?.found ?? 0);
      if (rows.length === found && found < limit) return;
      last = String(rows.at(-1)?.id);
      // Of large ones no more are counted than are read.
      limit = rows.length < found ? Math.min(EXAMINED_AT_ONCE, 2 * rows.length) : EXAMINED_AT_ONCE;
    }
  }
}

interface Indexed {
  readonly plan: FilterPlan;
  readonly order: IndexedOrder;
  /** It is a look-up, and no list. */
  readonly isFound: boolean;
}

interface Examining<Resource> {
  readonly query: ResourceQuery<Resource>;
  readonly plan: FilterPlan;
  /** Behind this id. */
  readonly after: string | null;
}

interface Matched<Resource> {
  readonly resource: Resource;
  /** Of its attributes as they are stored. */
  readonly bytes: number;
}

function tooManyToExamine(): ScimError {
  return new ScimError(
    'too-many-results',
    `More than ${MAX_EXAMINED} resources would have to be looked at: add a condition on an identifier, or leave sortBy out.`,
  );
}

interface Looking<Resource> {
  readonly query: ResourceQuery<Resource>;
  readonly sort: Sort;
  readonly plan: FilterPlan;
}

/** What the database said of a row: `d0`, `d1` … in the order of the parts. */
function answers(columns: ReadonlyMap<Filter, string>, row: QueryResultRow) {
  return (part: Filter): boolean | undefined => {
    const column = columns.get(part);
    return column === undefined ? undefined : row[column] === true;
  };
}

function placeOf(page: QueryPage): PagePlace {
  if (page.kind === 'index') return { after: null, offset: page.startIndex - 1, limit: page.count };
  const after = page.after === null ? null : { name: String(page.after.key ?? ''), id: page.after.id };
  // One more than the page has, to know whether there is a next one.
  return { after, offset: 0, limit: page.count + 1 };
}

/** Null: no index has the rows in this order. */
function indexedOrder(type: ResourceTypeName, sort: Sort | null): IndexedOrder | null {
  if (sort === null) return { by: 'id', isDescending: false };
  const { key } = sort.ref;
  if (key === 'id') return { by: 'id', isDescending: sort.isDescending };
  if (key === (type === 'User' ? 'userName' : 'displayName')) return { by: 'name', isDescending: sort.isDescending };
  return null;
}
