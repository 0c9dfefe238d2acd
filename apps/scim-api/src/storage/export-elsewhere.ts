import { askProjection, type AskAs, type ProjectionAt } from '../tenants/projections.js';
import type { ArchiveLine } from '../tenants/archive.js';
import { mailsAt, type CountMails } from '../tenants/shadow-mails.js';

/** What other services keep of a tenant, by the kind of its lines: whom to ask, and where an operator exports it by hand. */
const KEPT = [
  { kind: 'entry', name: 'audit', path: (id: string) => `/entries?tenantId=${id}&`, by: 'GET /entries.ndjson' },
  { kind: 'delivery', name: 'notifier', path: (id: string) => `/tenants/${id}/deliveries?`, by: 'GET /deliveries' },
] as const;

interface Page {
  readonly items: readonly object[];
  readonly next: string | null;
}

type Lines = AsyncGenerator<readonly ArchiveLine[]>;

/** Parts of an archive that other services have, a page at a time, newest first. */
export class ExportElsewhere {
  readonly #projections: readonly ProjectionAt[];
  readonly countMails: CountMails;

  constructor(projections: readonly ProjectionAt[]) {
    this.#projections = projections;
    this.countMails = mailsAt(projections);
  }

  /** What cannot be asked for from here, and where it is. */
  get missing(): Readonly<Record<string, string>> {
    const left = KEPT.filter(({ name }) => this.#at(name) === undefined);
    return Object.fromEntries(left.map(({ kind, name, by }) => [kind, `${name}: ${by}`]));
  }

  /** The first page of each before anything else is done: who is away is told then. @throws Problem 503 */
  async open(tenantId: string, askAs: AskAs): Promise<Lines> {
    const parts = await Promise.all(
      KEPT.flatMap(({ kind, name, path }) => {
        const at = this.#at(name);
        if (at === undefined) return [];
        const read = async (cursor: string): Promise<Page> =>
          ((await askProjection(at, `${path(tenantId)}limit=${LIMIT}${cursor}`, askAs)) ?? NOTHING) as Page;
        return [read('').then((first) => pagesOf(kind, first, read))];
      }),
    );
    return together(parts);
  }

  #at(name: string): ProjectionAt | undefined {
    return this.#projections.find((one) => one.name === name);
  }
}

const NOTHING: Page = { items: [], next: null };

/** As many as a list gives at most. */
const LIMIT = 200;

async function* pagesOf(kind: string, first: Page, read: (cursor: string) => Promise<Page>): Lines {
  for (let page = first; ;) {
    yield page.items.map((item) => ({ kind, ...item }));
    if (page.next === null) return;
    page = await read(`&cursor=${encodeURIComponent(page.next)}`);
  }
}

async function* together(parts: readonly Lines[]): Lines {
  for (const part of parts) yield* part;
}
