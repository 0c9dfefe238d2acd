import { setImmediate } from 'node:timers/promises';
import type { Client } from 'pg';
import { USERS } from '#contracts';
import { LIVE_SCHEMA } from '../../../apps/directory/src/storage/database.js';
import { copyIn, copyLine } from './copy-in.js';
import type { Company } from './people.js';
import { makeReadIndexes, withClients, withoutReadIndexes } from './read-indexes.js';
import { COPIED, foldedPerson } from './rows-of.js';

/** People of one COPY a table, and of one transaction in the feed of changes: as many as a large batch of the fold has. */
const AT_ONCE = 2_000;
/** In between what has been folded is written to the connections. */
const IN_TURN = 50;

export interface Loading {
  readonly events: number;
  readonly seconds: number;
  /** Of the indexes that readers alone need, and of VACUUM and ANALYZE. */
  readonly indexSeconds: number;
}

/**
 * Fills the tables with what a fold of a company's events leaves there, by COPY: the primary keys grow as they do in a fold, what only readers
 * need is made afterwards, as a rebuild does. What the consumer remembers is not written: nobody who asks reads it.
 */
export async function loadCompany(ownerUrl: string, company: Company): Promise<Loading> {
  const begun = performance.now();
  const [indexes, events] = await withClients(ownerUrl, COPIED.length + 1, async (clients) => {
    const [first] = clients;
    if (first === undefined) throw new Error('there is a connection for each table');
    return [await withoutReadIndexes(first), await copyPeople(clients, company)] as const;
  });
  const seconds = (performance.now() - begun) / 1_000;
  const indexesBegun = performance.now();
  await makeReadIndexes(ownerUrl, indexes);
  return { events, seconds, indexSeconds: (performance.now() - indexesBegun) / 1_000 };
}

async function copyPeople(clients: readonly Client[], company: Company): Promise<number> {
  const lines = new Lines(company);
  let copying = Promise.resolve();
  for (let from = 0; from < company.people; from += AT_ONCE) {
    const part = await lines.of(from, Math.min(from + AT_ONCE, company.people));
    await copying;
    copying = copyAll(clients, part);
    // Awaited behind the next part, which is folded meanwhile.
    copying.catch(() => undefined);
  }
  await copying;
  return lines.events;
}

interface Part {
  /** Of each of {@link COPIED}. */
  readonly tables: readonly string[];
  readonly ids: readonly string[];
  readonly tenantId: string;
}

async function copyAll([marking, ...clients]: readonly Client[], { tables, ids, tenantId }: Part): Promise<void> {
  const copies = clients.map(async (client, at) => {
    const { name, columns } = COPIED[at] ?? { name: '', columns: [] };
    await copyIn(client, `${LIVE_SCHEMA}.${name}`, columns, tables[at] ?? '');
  });
  await Promise.all([...copies, marking === undefined ? undefined : mark(marking, tenantId, ids)]);
}

/** That a transaction changed these, and moved them: everybody came. */
async function mark(client: Client, tenantId: string, ids: readonly string[]): Promise<void> {
  await client.query('begin');
  const { rows } = await client.query<{ xid: string }>('select pg_current_xact_id()::text as xid');
  const xid = rows[0]?.xid;
  const lines = ids.map((id) => copyLine([tenantId, xid, id, xid])).join('');
  await copyIn(client, `${LIVE_SCHEMA}.employee_marks`, ['tenant_id', 'changed_in', 'id', 'moved_in'], lines);
  await client.query('commit');
}

/** Folds people one after the other, and knows how far their topic would be filled. */
class Lines {
  readonly #company: Company;
  readonly #offsets = Array.from({ length: USERS.partitions }, () => 0);
  events = 0;

  constructor(company: Company) {
    this.#company = company;
  }

  async of(from: number, to: number): Promise<Part> {
    const tables = COPIED.map((): string[] => []);
    const ids: string[] = [];
    let tenantId = '';
    for (let n = from; n < to; n += 1) {
      const person = this.#person(n);
      for (const [at, { of }] of COPIED.entries()) tables[at]?.push(of(person));
      ids.push(person.id);
      ({ tenantId } = person);
      if (n % IN_TURN === 0) await setImmediate();
    }
    return { tables: tables.map((lines) => lines.join('')), ids, tenantId };
  }

  #person(n: number) {
    const events = this.#company.eventsOf(n);
    const partition = n % this.#offsets.length;
    const offset = this.#offsets[partition] ?? 0;
    this.#offsets[partition] = offset + events.length;
    this.events += events.length;
    return foldedPerson(events, { partition, offset });
  }
}
