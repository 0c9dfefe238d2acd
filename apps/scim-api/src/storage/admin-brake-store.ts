import type { Pool, QueryConfig, QueryResultRow } from 'pg';
import type { Change } from '#contracts';
import { inTransaction, scopeToTenant, type Transaction } from '#postgres';
import type { Acting } from '../tenants/admin-acted.js';
import { MAX_RELEASED_PEOPLE, type BrakeState } from '../tenants/brake.js';
import { settingsChanged } from '../tenants/settings-changed.js';
import { appendAct } from './admin-acts.js';
import { AdminWrites, type AdminStoreOptions } from './admin-writes.js';
import * as sql from './brake-statements.js';

/** Why a brake was neither released nor upheld. */
export type BrakeRefusal = 'is-off' | 'too-many-people' | { readonly unknown: readonly string[] };

export interface BrakeStoreOptions extends AdminStoreOptions {
  /** Of the role `scim`, which sees one tenant's people at a time. */
  readonly people: Pool;
}

/** The brakes of connections, for the admin API. `null` says that there is no such connection. */
export class BrakeStore {
  readonly #pool: Pool;
  readonly #people: Pool;
  readonly #writes: AdminWrites;

  constructor({ pool, people, writes = pool, ...options }: BrakeStoreOptions) {
    this.#pool = pool;
    this.#people = people;
    this.#writes = new AdminWrites({ ...options, writes });
  }

  async state(key: sql.BrakeKey): Promise<BrakeState | null> {
    // The statement's column list is the row type.
    const { rows } = await this.#pool.query<BrakeState & QueryResultRow>(sql.brakeState(key));
    return rows[0] ?? null;
  }

  /** @param people ids of those who are let through; null: everybody, for an hour */
  async release(
    key: sql.BrakeKey,
    people: readonly string[] | null,
    acting: Acting,
  ): Promise<BrakeState | BrakeRefusal | null> {
    if (people !== null) {
      if ((await this.state(key)) === null) return null;
      const unknown = await this.#unknownOf(key.tenantId, people);
      if (unknown.length > 0) return { unknown };
    }
    const statement = people === null ? sql.releaseBrake(key) : sql.releasePeople(key, people, MAX_RELEASED_PEOPLE);
    // Those whom this act names, beside whom the state has.
    const named = [{ path: 'released', before: null, after: people ?? 'everybody' }];
    return this.#act(key, { act: 'brake.release', statement, named }, acting);
  }

  uphold(key: sql.BrakeKey, acting: Acting): Promise<BrakeState | BrakeRefusal | null> {
    return this.#act(key, { act: 'brake.uphold', statement: sql.upholdBrake(key), named: [] }, acting);
  }

  /** Which of them are nobody's of the tenant. */
  #unknownOf(tenantId: string, people: readonly string[]): Promise<readonly string[]> {
    return inTransaction(this.#people, async (tx) => {
      await scopeToTenant(tx, tenantId);
      const { rows } = await tx.query<{ id: string }>(sql.peopleOf(tenantId, people));
      const known = new Set(rows.map(({ id }) => id));
      return people.filter((id) => !known.has(id));
    });
  }

  async #act(
    key: sql.BrakeKey,
    { act, statement, named }: BrakeAct,
    acting: Acting,
  ): Promise<BrakeState | BrakeRefusal | null> {
    const found = await this.state(key);
    if (found === null) return null;
    if (found.state === 'off') return 'is-off';
    const { tenantId, id } = key;
    const isDone = await this.#writes.commit(async (tx) => {
      const before = await lockedState(tx, key);
      if ((await tx.query(statement)).rowCount !== 1) return false;
      const changes = [...named, ...settingsChanged(before, await decidedState(tx, key))];
      const acted = { act, tenantId, object: { type: 'connection', id }, at: this.#writes.now(), changes };
      await appendAct(tx, acted, acting);
      return true;
    });
    return isDone ? this.state(key) : 'too-many-people';
  }
}

interface BrakeAct {
  readonly act: 'brake.release' | 'brake.uphold';
  readonly statement: QueryConfig;
  /** What the act says beside what it changed of the state. */
  readonly named: readonly Change[];
}

type Decided = Pick<BrakeState, 'state' | 'releasedUntil' | 'releasedPeople'>;

/** A connection that disabled nobody yet has no row; of two who decide at once the second sees what the first did. */
async function lockedState(tx: Transaction, key: sql.BrakeKey): Promise<Decided | null> {
  await tx.query(ADD_BRAKE, [key.id, key.tenantId]);
  await tx.query(sql.lockBrake(key));
  return decidedState(tx, key);
}

/** What somebody decides of a brake, and not what it counts. */
async function decidedState(tx: Transaction, key: sql.BrakeKey): Promise<Decided | null> {
  const [found] = (await tx.query<BrakeState & QueryResultRow>(sql.brakeState(key))).rows;
  if (found === undefined) return null;
  const { state, releasedUntil, releasedPeople } = found;
  return { state, releasedUntil: state === 'released' ? releasedUntil : null, releasedPeople };
}

const ADD_BRAKE = `
  insert into brakes (connection_id, tenant_id)
  values ($1::uuid, $2::uuid)
      on conflict do nothing`;
