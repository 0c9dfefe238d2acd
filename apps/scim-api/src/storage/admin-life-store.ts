import type { QueryResultRow } from 'pg';
import type { Change } from '#contracts';
import type { Transaction } from '#postgres';
import type { Acted, Acting } from '../tenants/admin-acted.js';
import type { ConnectionKey } from '../tenants/admin-store.js';
import type { Connection } from '../tenants/connection.js';
import { NAMELESS, REMIND_AFTER_MS, whyReminded } from '../tenants/pause.js';
import { settingsChanged } from '../tenants/settings-changed.js';
import { appendAct } from './admin-acts.js';
import { findConnection, lockConnection } from './admin-statements.js';
import { AdminWrites, type AdminWritesOptions } from './admin-writes.js';
import * as sql from './life-statements.js';
import { clearShadow } from './shadow/admin-statements.js';

/**
 * The life of connections: paused, resumed, removed. `null` says that there is no such connection. What is so already is no act.
 */
export class LifeStore {
  readonly #writes: AdminWrites;

  constructor(options: AdminWritesOptions) {
    this.#writes = new AdminWrites(options);
  }

  pause(key: ConnectionKey, acting: Acting): Promise<Connection | null> {
    return this.#writes.commitSettings(async (tx) => {
      const before = await locked(tx, key);
      if (before === null || before.pause !== null) return before;
      const pause = { since: this.#writes.now(), by: acting.name ?? NAMELESS, reason: acting.reason };
      return this.#paused(tx, { before, pause }, acting);
    });
  }

  resume(key: ConnectionKey, acting: Acting): Promise<Connection | null> {
    return this.#writes.commitSettings(async (tx) => {
      const before = await locked(tx, key);
      if (before === null || before.pause === null) return before;
      return this.#paused(tx, { before, pause: null }, acting);
    });
  }

  /** The people stay, and are matched by any other connection of the tenant. */
  remove(key: ConnectionKey, acting: Acting): Promise<'removed' | 'not-paused' | null> {
    return this.#writes.commitSettings(async (tx) => {
      const before = await locked(tx, key);
      if (before?.pause == null) return before && 'not-paused';
      const at = this.#writes.now();
      await tx.query(sql.removeConnection(key, at));
      if (before.shadow !== null) await tx.query(clearShadow(key.tenantId, true));
      const { rows } = await tx.query<{ id: string } & QueryResultRow>(sql.revokeAllOf(key, at));
      const { name, methods, federation, pause } = before;
      const had = { name, methods, federation, pause, credentials: rows.map(({ id }) => id) };
      await append(tx, key, { act: 'connections.remove', at, changes: settingsChanged(had, null) }, acting);
      return 'removed';
    });
  }

  /** Tells of one that has been paused for a day, or for another one, and of none twice. False: there is none. */
  remindOne(acting: Acting): Promise<boolean> {
    const now = this.#writes.now();
    return this.#writes.commit(async (tx) => {
      const [due] = (await tx.query<sql.Reminded & QueryResultRow>(sql.remindOne(now, REMIND_AFTER_MS))).rows;
      if (due === undefined) return false;
      const reason = whyReminded(due);
      await append(tx, due, { act: 'connections.remind', at: now, changes: [] }, { ...acting, reason });
      return true;
    }, Boolean);
  }

  async #paused(
    tx: Transaction,
    { before, pause }: { readonly before: Connection; readonly pause: sql.Pausing | null },
    acting: Acting,
  ): Promise<Connection | null> {
    await tx.query(sql.setPause(before, pause));
    const after = await read(tx, before);
    const changes = settingsChanged({ pause: before.pause }, { pause: after?.pause });
    const act = pause === null ? 'connections.resume' : 'connections.pause';
    await append(tx, before, { act, at: this.#writes.now(), changes }, acting);
    return after;
  }
}

interface LifeAct extends Pick<Acted, 'act' | 'at'> {
  readonly changes: readonly Change[];
}

async function append(tx: Transaction, { tenantId, id }: ConnectionKey, act: LifeAct, acting: Acting): Promise<void> {
  await appendAct(tx, { ...act, tenantId, object: { type: 'connection', id } }, acting);
}

/** Whoever changes it meanwhile waits: what is decided on is what is written. */
async function locked(tx: Transaction, { tenantId, id }: ConnectionKey): Promise<Connection | null> {
  return (await tx.query<Connection & QueryResultRow>(lockConnection(tenantId, id))).rows[0] ?? null;
}

async function read(tx: Transaction, { tenantId, id }: ConnectionKey): Promise<Connection | null> {
  return (await tx.query<Connection & QueryResultRow>(findConnection(tenantId, id))).rows[0] ?? null;
}
