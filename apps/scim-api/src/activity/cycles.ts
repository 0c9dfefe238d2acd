import { eachForItself } from '#postgres';
import type { StoredDrift } from './drift.js';

/** `test`: a probe alone; `on demand`: one person's requests alone; `full`: four in five of the known people were seen. */
export const CYCLE_KINDS = ['test', 'on demand', 'full', 'incremental'] as const;
export type CycleKind = (typeof CYCLE_KINDS)[number];

/** What a cycle counts: of people and groups, each operation of a bulk by itself. */
export const CYCLE_COUNTS = [
  'requests',
  'people',
  'created',
  'updated',
  'disabled',
  'reactivated',
  'deleted',
  'refused',
  'failed',
  'unchanged',
] as const;

export type CycleCounts = Readonly<Record<(typeof CYCLE_COUNTS)[number], number>>;

export interface Cycle extends CycleCounts {
  readonly connectionId: string;
  readonly beganAt: Date;
  readonly endedAt: Date;
  readonly kind: CycleKind;
  /** People that the tenant had when it ended. */
  readonly known: number;
}

export interface Contact {
  readonly tenantId: string;
  readonly connectionId: string;
}

/** Where cycles are; storage/ has the statements. */
export interface CycleStore {
  /** Connections of which a cycle may be over. */
  quiet(): Promise<readonly Contact[]>;
  /** Keeps the cycles that are over. */
  fold(contact: Contact, known: number): Promise<readonly Cycle[]>;
  /** What a cycle, and the days before it, tell of whom the two sides see differently. */
  drift(contact: Contact, cycle: Cycle): Promise<readonly FoundDrift[]>;
  /** Whether every request of a cycle is there: none was dropped, lost with a process, or has gone since. */
  isWhole(contact: Contact, cycle: Cycle): Promise<boolean>;
  /** Of these people, whom the cycle did not see. */
  unseen(contact: Contact, cycle: Cycle, people: readonly string[]): Promise<readonly string[]>;
  noteDrift(contact: Contact, found: FoundDrift): Promise<void>;
}

export interface FoundDrift {
  readonly kind: StoredDrift['kind'];
  readonly of: readonly Pick<StoredDrift, 'resourceId' | 'path' | 'since' | 'lastAt' | 'times'>[];
  /** Whatever else was known of this kind is over. */
  readonly isAll: boolean;
}

export interface KnownPeople {
  count(tenantId: string): Promise<number>;
  /** Pages of the ids of those who are active. */
  active(tenantId: string): AsyncIterable<readonly string[]>;
}

/** Of one connection, and of each kind. */
export const MAX_DRIFT = 1_000;

/** Keeps what is over as counts, and what it told; of each connection, whatever becomes of the others. */
export async function foldCycles(store: CycleStore, people: KnownPeople): Promise<void> {
  await eachForItself(await store.quiet(), (contact) => foldContact(store, contact, people));
}

async function foldContact(store: CycleStore, contact: Contact, people: KnownPeople): Promise<void> {
  const cycles = await store.fold(contact, await people.count(contact.tenantId));
  const last = cycles.at(-1);
  if (last !== undefined) {
    for (const found of await store.drift(contact, last)) await store.noteDrift(contact, found);
  }
  const full = cycles.findLast(({ kind }) => kind === 'full');
  // Whom it asked for in what is missing nobody knows: what the one before told stays.
  if (full !== undefined && (await store.isWhole(contact, full)))
    await store.noteDrift(contact, await notSeen(store, contact, { full, people }));
}

/** Whom Entra does not know any more, or never did: active people whom a full cycle did not ask for. */
async function notSeen(
  store: CycleStore,
  contact: Contact,
  { full, people }: { readonly full: Cycle; readonly people: KnownPeople },
): Promise<FoundDrift> {
  const ids: string[] = [];
  for await (const page of people.active(contact.tenantId)) {
    ids.push(...(await store.unseen(contact, full, page)));
    if (ids.length >= MAX_DRIFT) break;
  }
  const { beganAt: since, endedAt: lastAt } = full;
  const of = ids.slice(0, MAX_DRIFT).map((resourceId) => ({ resourceId, path: null, since, lastAt, times: 1 }));
  return { kind: 'not-seen', of, isAll: true };
}
