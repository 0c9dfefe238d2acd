import type { QueryConfig, QueryResultRow } from 'pg';
import { v7 as uuid } from 'uuid';
import { adminActed } from '#contracts';
import { appendToOutbox } from '#outbox';
import { scopeToTenant, type Transaction } from '#postgres';
import { recordEnded } from '#service';
import type { Acting } from '../tenants/admin-acted.js';
import { tenantEnded, type TenantEnd } from '../tenants/tenant-end.js';
import { appendAct } from './admin-acts.js';
import { AdminWrites, type AdminWritesOptions } from './admin-writes.js';
import { lockedTenant } from './announce-tenant.js';
import * as sql from './end-statements.js';

export interface EndStoreOptions extends AdminWritesOptions {
  /** Milliseconds from the asking to the end. */
  readonly afterMs: number;
}

/** Why a tenant is not to end; null: there is none. */
export type EndRefusal = 'not-suspended' | 'other-name' | null;

/** Ends of tenants. The tenant's row is locked before the row of its end, by everybody. */
export class EndStore {
  readonly #writes: AdminWrites;
  readonly #afterMs: number;

  constructor({ afterMs, ...options }: EndStoreOptions) {
    this.#writes = new AdminWrites(options);
    this.#afterMs = afterMs;
  }

  /** What has been asked for already is no act. */
  ask(
    tenantId: string,
    { name, reason }: { name: string; reason: string },
    acting: Acting,
  ): Promise<TenantEnd | EndRefusal> {
    return this.#writes.commit(async (tx) => {
      const tenant = await lockedTenant(tx, tenantId);
      if (tenant === null) return null;
      const known = await one(tx, sql.findEnd(tenantId));
      if (known !== null) return known.endedAt === null ? known : null;
      if (tenant.suspendedAt === null) return 'not-suspended';
      if (tenant.name !== name) return 'other-name';
      const askedAt = this.#writes.now();
      const dueAt = new Date(askedAt.getTime() + this.#afterMs);
      const changes = [{ path: 'endsAt', before: null, after: dueAt.toISOString() }];
      const object = { type: 'tenant', id: tenantId };
      const acted = { act: 'tenants.end' as const, tenantId, object, at: askedAt, changes };
      await appendAct(tx, acted, acting);
      const { actor } = adminActed('', acted, acting).data;
      const end = { tenantId, askedAt, actor, reason, dueAt, endedAt: null, settingsVersion: null };
      await tx.query(sql.insertEnd(end));
      return end;
    });
  }

  /** False: nothing was asked for, or it has come. */
  cancel(tenantId: string, acting: Acting): Promise<boolean> {
    return this.#writes.commit(async (tx) => {
      await lockedTenant(tx, tenantId);
      const end = await one(tx, sql.deleteEnd(tenantId));
      if (end === null) return false;
      const changes = [{ path: 'endsAt', before: end.dueAt.toISOString(), after: null }];
      const object = { type: 'tenant', id: tenantId };
      await appendAct(tx, { act: 'tenants.cancel-end', tenantId, object, at: this.#writes.now(), changes }, acting);
      return true;
    });
  }

  find(tenantId: string): Promise<TenantEnd | null> {
    return this.#writes.commit(
      (tx) => one(tx, sql.findEnd(tenantId)),
      () => false,
    );
  }

  /** Ends the tenant whose time came first: from then on it is unknown. 0: there is none, or another replica did. */
  async endOne(): Promise<number> {
    const now = this.#writes.now();
    const isEnded = await this.#writes.commit(async (tx) => {
      const [due] = (await tx.query<{ tenantId: string } & QueryResultRow>(sql.firstDue(now))).rows;
      const tenant = due === undefined ? null : await lockedTenant(tx, due.tenantId);
      const end = tenant && (await one(tx, sql.comeTrue(tenant.id, now, tenant.version)));
      if (end === null) return false;
      await recordEnded(tx, [{ tenantId: end.tenantId, at: now.toISOString() }]);
      await scopeToTenant(tx, end.tenantId);
      await appendToOutbox(tx, [tenantEnded({ eventId: uuid(), correlationId: uuid() }, end, now)]);
      return true;
    }, Boolean);
    return Number(isEnded);
  }
}

async function one(tx: Transaction, statement: QueryConfig): Promise<TenantEnd | null> {
  return (await tx.query<TenantEnd & QueryResultRow>(statement)).rows[0] ?? null;
}
