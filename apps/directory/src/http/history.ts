import { decodeCursor, encodeCursor, NOT_FOUND, pageOf, Problem, type Page, type TenantReads } from '#service';
import type { Transaction } from '#postgres';
import { showMoved, walkVersions, type MovementRow, type Walk } from '../storage/statements/list-movements.js';
import type { CalledPerson } from '../storage/statements/name-parts.js';
import { listVersions, type VersionRow } from '../storage/statements/list-versions.js';
import { versionBody, type VersionBody } from './history-body.js';
import { movementBody, type MovementBody } from './movement-body.js';
import { MovementPlace, VersionPlace, type HistoryParameters, type MovementsParameters } from './queries.js';

const WEEK_MS = 7 * 24 * 3_600_000;
/** Before it PostgreSQL does not read what `toISOString` writes. */
const YEAR_ONE = Date.parse('0001-01-01T00:00:00Z');
/** Versions that one answer looks through, each with the one before it: 2,000 took 20 ms. */
const WALKED_VERSIONS = 2_000;

/** What was, and when: of one employee, and of the whole company for a while. */
export class History {
  readonly #reads: TenantReads;
  readonly #now: () => number;

  constructor(reads: TenantReads, now: () => number = Date.now) {
    this.#reads = reads;
    this.#now = now;
  }

  /** Of who was deleted, too. @throws Problem 404 for somebody who never was, or is another tenant's */
  async of(tenantId: string, id: string, query: HistoryParameters, gone?: AbortSignal): Promise<Page<VersionBody>> {
    const before = query.cursor === undefined ? null : decodeCursor(VersionPlace, query.cursor).version;
    const { limit } = query;
    const rows = await this.#reads.list({ tenantId, gone }, (tx) =>
      id.includes('\0') ? Promise.resolve([]) : listVersions(tx, id, { before, limit: limit + 1 }),
    );
    if (rows.length === 0 && before === null) throw NOT_FOUND;
    const place = ({ version }: VersionRow) => ({ version });
    const { shown, next } = pageOf(rows, { limit, found: rows[0]?.found ?? 0, place });
    return { items: shown.map(versionBody), next };
  }

  /** Who joined and who left, newest first. A page may be short, or empty, and have a next one all the same. */
  async movements(tenantId: string, query: MovementsParameters, gone?: AbortSignal): Promise<Page<MovementBody>> {
    const walk = this.#walkOf(query);
    return this.#reads.list({ tenantId, gone }, async (tx) => {
      const walked = await walkVersions(tx, walk);
      const wanted = walked.filter(({ kind }) => kind !== null && (query.kind ?? kind) === kind);
      const shown = wanted.slice(0, query.limit);
      const isOver = walked.length < walk.rows;
      const last = wanted.length > query.limit ? shown.at(-1) : isOver ? undefined : walked.at(-1);
      return { items: bodiesOf(shown, await showMoved(tx, shown)), next: last === undefined ? null : next(walk, last) };
    });
  }

  /** How many joined and left in the last seven days: at least so many when more has happened than is looked through. */
  async ofLastWeek(tx: Transaction): Promise<{ joined: number; left: number; isExact: boolean }> {
    const walked = await walkVersions(tx, this.#walkOf({}));
    const count = (wanted: MovementRow['kind']) => walked.filter(({ kind }) => kind === wanted).length;
    return { joined: count('joined'), left: count('left'), isExact: walked.length < WALKED_VERSIONS };
  }

  #walkOf({ from, to, cursor }: Pick<MovementsParameters, 'from' | 'to' | 'cursor'>): Walk {
    const rows = WALKED_VERSIONS;
    if (cursor !== undefined) {
      const place = decodeCursor(MovementPlace, cursor);
      return { from: place.from, to: place.to, after: place, rows };
    }
    const end = to === undefined ? this.#now() : Date.parse(to);
    const begin = from === undefined ? Math.max(end - WEEK_MS, YEAR_ONE) : Date.parse(from);
    if (begin > end) {
      throw new Problem(400, 'invalid-parameter', 'The parameter from is after to; exchange them.', {
        parameter: 'from',
      });
    }
    return { from: new Date(begin).toISOString(), to: new Date(end).toISOString(), after: null, rows };
  }
}

function bodiesOf(rows: readonly MovementRow[], people: readonly CalledPerson[]): MovementBody[] {
  return rows.flatMap((row, index) => movementBody(row, people[index]) ?? []);
}

function next({ from, to }: Walk, { valid_from: time, id, version }: MovementRow): string {
  return encodeCursor({ from, to, time: time.toISOString(), id, version });
}
