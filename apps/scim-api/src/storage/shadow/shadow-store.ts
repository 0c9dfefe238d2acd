import type { Pool, QueryResultRow } from 'pg';
import { inTransaction, scopeToTenant, type Transaction } from '#postgres';
import type { Acting } from '../../tenants/admin-acted.js';
import type { ConnectionKey } from '../../tenants/admin-store.js';
import type { Connection } from '../../tenants/connection.js';
import { NAMELESS } from '../../tenants/pause.js';
import { appendAct } from '../admin-acts.js';
import { lockConnection } from '../admin-statements.js';
import { AdminWrites, type AdminWritesOptions } from '../admin-writes.js';
import { beginGoingLive, clearShadow, renewLease, type LeasedShadow } from './admin-statements.js';
import { decideEntry, lockEntry, wakeShadow } from './live-statements.js';

export interface ShadowStoreOptions extends AdminWritesOptions {
  /** Of the role `scim`, for what commits of one tenant's people. */
  readonly people: Pool;
}

export interface Deciding {
  readonly id: string;
  readonly take: 'shadow' | 'live';
  /** Of what is, as it was shown; undefined: whatever it is. */
  readonly version?: number | null | undefined;
}

export type ShadowRefusal = 'not-waiting' | 'moved-again' | 'is-gone';

/** What somebody does with a shadow. `null` says that the connection is none. */
export class ShadowStore {
  readonly #writes: AdminWrites;
  readonly #options: ShadowStoreOptions;

  constructor(options: ShadowStoreOptions) {
    this.#options = options;
    this.#writes = new AdminWrites(options);
  }

  /** What has been asked for already is no act. */
  goLive(key: ConnectionKey, acting: Acting): Promise<'asked' | null> {
    return this.#act<'asked'>(key, async (tx, shadow) => {
      if (shadow.shadow === 'going-live') return 'asked';
      const at = this.#writes.now();
      const [by, reason] = [acting.name ?? NAMELESS, acting.reason ?? ''];
      await tx.query(beginGoingLive({ tenantId: key.tenantId, at, by, reason, requestId: acting.requestId }));
      await append(tx, key, { act: 'shadows.go-live', at, after: 'going-live' }, acting);
      return 'asked';
    });
  }

  /** It begins anew. */
  drop(key: ConnectionKey, acting: Acting): Promise<'dropped' | null> {
    return this.#act<'dropped'>(key, async (tx) => {
      await tx.query(clearShadow(key.tenantId, false));
      await append(tx, key, { act: 'shadows.drop', at: this.#writes.now(), after: 'open' }, acting);
      return 'dropped';
    });
  }

  /** All is live: from then on it is a connection as any other. False: somebody has dropped it meanwhile. */
  end(shadow: LeasedShadow): Promise<boolean> {
    const { tenantId, connectionId: id, requestId } = shadow;
    // Whoever asked stands in the act of that, by the same request; nobody is there when the last of it is done.
    const acting: Acting = { requestId, traceparent: null, reason: null, type: 'clock' };
    return this.#writes.commitSettings(async (tx) => {
      const isIts = (await tx.query(renewLease(shadow, 0))).rowCount === 1;
      if (!isIts) return false;
      await tx.query(clearShadow(tenantId, true));
      await append(tx, { tenantId, id }, { act: 'shadows.end', at: this.#writes.now(), after: null }, acting);
      return true;
    });
  }

  async decide(key: ConnectionKey, wanted: Deciding, acting: Acting): Promise<ShadowRefusal | 'decided' | null> {
    const { tenantId, id } = key;
    const decided = await inTransaction(this.#options.people, async (tx) => {
      await scopeToTenant(tx, tenantId);
      const own = await tx.query(OWN, [tenantId, id]);
      if (own.rowCount === 0) return null;
      const [entry] = (await tx.query<EntryRow>(lockEntry(tenantId, wanted.id))).rows;
      const refusal = refusalOf(entry, wanted);
      if (refusal !== null || entry === undefined) return refusal;
      await tx.query(decideEntry(tenantId, wanted.id, wanted.take, entry.liveVersion));
      await tx.query(wakeShadow(tenantId));
      const object = { type: 'resource', id: wanted.id };
      const changes = [{ path: 'take', before: null, after: wanted.take }];
      await appendAct(tx, { act: 'shadows.decide', tenantId, object, at: this.#writes.now(), changes }, acting);
      return 'decided';
    });
    if (decided === 'decided') this.#options.ring();
    return decided;
  }

  #act<Outcome>(
    { tenantId, id }: ConnectionKey,
    work: (tx: Transaction, connection: Connection) => Promise<Outcome>,
  ): Promise<Outcome | null> {
    return this.#writes.commitSettings(async (tx) => {
      const [connection] = (await tx.query<Connection & QueryResultRow>(lockConnection(tenantId, id))).rows;
      return connection === undefined || connection.shadow === null ? null : work(tx, connection);
    });
  }
}

const OWN = `
  select 1
    from public.shadows
   where tenant_id = $1::uuid
     and connection_id = $2::uuid`;

interface EntryRow extends QueryResultRow {
  readonly version: number | null;
  readonly gone: boolean;
  readonly outcome: string | null;
  readonly take: string | null;
  readonly liveVersion: number | null;
}

function refusalOf(entry: EntryRow | undefined, { take, version }: Deciding): ShadowRefusal | null {
  const isWaiting = entry?.outcome === 'moved' || entry?.outcome === 'refused';
  if (entry === undefined || !isWaiting || entry.take !== null) return 'not-waiting';
  if (version !== undefined && version !== entry.liveVersion) return 'moved-again';
  return take === 'shadow' && entry.liveVersion === null && entry.version !== null ? 'is-gone' : null;
}

interface ShadowAct {
  readonly act: 'shadows.go-live' | 'shadows.drop' | 'shadows.end';
  readonly at: Date;
  /** null: it is none any more. */
  readonly after: string | null;
}

async function append(tx: Transaction, { tenantId, id }: ConnectionKey, { act, at, after }: ShadowAct, acting: Acting) {
  const before = act === 'shadows.go-live' ? 'open' : act === 'shadows.end' ? 'going-live' : null;
  const changes = [{ path: 'shadow', before, after }];
  await appendAct(tx, { act, tenantId, object: { type: 'connection', id }, at, changes }, acting);
}
