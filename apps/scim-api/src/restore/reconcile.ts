import type { Pool, QueryResultRow } from 'pg';
import {
  ADMIN,
  decodeEvent,
  revokedBy,
  standingAfter,
  type AdminActed,
  type Revoked,
  type TenantEnded,
} from '#contracts';
import { headerText, openKafka, readToEnd, type KafkaSettings } from '#kafka';
import { inTransaction, isUuid, type Transaction } from '#postgres';
import { recordEnded } from '#service';
import { rewithdrawKeys } from '../storage/key-acts.js';
import { closeAgain, type Closed } from './close-again.js';

export interface Reconciled {
  /** Acts that the topic holds. */
  readonly acts: number;
  /** Was alive again, and is revoked as it had been. */
  readonly revoked: readonly Revoked[];
  /** Was open again, and is closed as it had been. */
  readonly closed: readonly Closed[];
  /** Tenants that have ended: what the backup has of them is removed when scim-api runs. */
  readonly ended: readonly string[];
  /** Was issued after the backup, and is lost: a secret is nowhere else. */
  readonly lost: readonly { readonly type: string; readonly id: string; readonly tenantId: string }[];
  /** The signing key that had to be made, or null. */
  readonly madeKey: string | null;
}

export interface ReconcileOptions {
  /** Of the role `admin`. */
  readonly pool: Pool;
  readonly kafka: KafkaSettings;
  readonly keySecret: string;
  readonly now?: () => Date;
}

/**
 * After scim-api's database was restored: revokes and closes again what the admin topic says was, and says what is lost. Run
 * twice it does nothing the second time. No event is written for what the topic has already.
 *
 * @throws Error for an event that cannot be decoded: what it takes away would come back
 */
export async function reconcile({ pool, kafka, keySecret, now }: ReconcileOptions): Promise<Reconciled> {
  const { acts, ended } = await readActs(kafka);
  const gone = new Map(acts.flatMap((event) => [revokedBy(event), ...endedWith(event)].flatMap(withKey)));
  return inTransaction(pool, async (tx) => {
    const all = [...gone.values()];
    const credentials = await revokeAgain(tx, CREDENTIALS, ofKind(all, 'credential'));
    await removeAgain(tx, acts);
    await liveAgain(tx, acts);
    const closed = await closeAgain(tx, acts);
    await standAgain(tx, acts);
    await endAgain(tx, acts, ended);
    const readers = await revokeAgain(tx, READERS, ofKind(all, 'reader'));
    const grants = await revokeAgain(tx, GRANTS, ofKind(all, 'grant'));
    const operators = await revokeAgain(tx, OPERATORS, ofKind(all, 'operator'));
    const consoles = await withdrawAgain(tx, ofKind(all, 'console'));
    const keys = await rewithdrawKeys(tx, ofKind(all, 'key'), { keySecret, now: (now ?? (() => new Date()))() });
    return {
      acts: acts.length,
      revoked: [...credentials, ...readers, ...grants, ...operators, ...consoles, ...keys.withdrawn],
      closed,
      ended: [...new Set(ended.map(({ tenantId }) => tenantId))],
      lost: await lostOf(tx, ofOthers(acts, ended), all),
      madeKey: keys.made,
    };
  });
}

function withKey(revoked: Revoked | null): [string, Revoked][] {
  return revoked === null ? [] : [[`${revoked.kind}/${revoked.id}`, revoked]];
}

function ofKind(all: readonly Revoked[], kind: Revoked['kind']): Revoked[] {
  return all.filter((one) => one.kind === kind);
}

async function readActs(kafka: KafkaSettings): Promise<{ acts: AdminActed[]; ended: TenantEnded[] }> {
  const acts: AdminActed[] = [];
  const ended: TenantEnded[] = [];
  await readToEnd(openKafka(kafka, 'rollcall-reconcile'), [kafka.topicPrefix + ADMIN.name], {
    topicPrefix: kafka.topicPrefix,
    each: ({ topic, partition, message }) => {
      const decoded = decodeEvent({ headers: headerText(message.headers), value: message.value?.toString() ?? '' });
      if (!decoded.ok) throw new Error(`${topic}/${partition} at ${message.offset}: ${decoded.because}`);
      if (decoded.event.type === 'rollcall.AdminActed') acts.push(decoded.event);
      if (decoded.event.type === 'rollcall.TenantEnded') ended.push(decoded.event);
    },
  });
  return { acts, ended };
}

function ofOthers(acts: readonly AdminActed[], ended: readonly TenantEnded[]): AdminActed[] {
  const gone = new Set(ended.map(({ tenantId }) => tenantId));
  return acts.filter(({ tenantId }) => !gone.has(tenantId));
}

function isRemoval({ data }: AdminActed): boolean {
  return data.act === 'connections.remove' && isUuid(data.object.id);
}

/** The credentials that ended with a connection, as the act's own event names them. */
function endedWith(event: AdminActed): Revoked[] {
  const ended = isRemoval(event) && event.data.changes?.find(({ path }) => path === 'credentials')?.before;
  const ids = Array.isArray(ended) ? ended.filter((id): id is string => typeof id === 'string') : [];
  return ids.map((id) => ({ kind: 'credential' as const, id, at: event.time }));
}

async function removeAgain(tx: Transaction, acts: readonly AdminActed[]): Promise<void> {
  const removals = acts.filter(isRemoval);
  await tx.query(REMOVE_AGAIN, [removals.map(({ data }) => data.object.id), removals.map(({ time }) => time)]);
}

const REMOVE_AGAIN = `
  update connections as here
     set paused_at = coalesce(here.paused_at, gone.at),
         paused_by = coalesce(here.paused_by, 'the operator'),
         removed_at = gone.at,
         methods = '{}'
    from unnest($1::uuid[], $2::timestamptz[]) as gone(id, at)
   where here.id = gone.id
     and here.removed_at is null`;

/** What a backup holds as a shadow, and has gone live or was removed since, keeps nothing more from the resources. */
async function liveAgain(tx: Transaction, acts: readonly AdminActed[]): Promise<void> {
  const over = acts.filter((event) => event.data.act === 'shadows.end' || isRemoval(event));
  await tx.query(LIVE_AGAIN, [over.map(({ data }) => data.object.id).filter(isUuid)]);
}

const LIVE_AGAIN = `
  select clear_shadow(here.tenant_id, true)
    from shadows as here
   where here.connection_id = any($1::uuid[])`;

/** Of each tenant as the last act left it: what a backup has forgotten holds again. */
async function standAgain(tx: Transaction, acts: readonly AdminActed[]): Promise<void> {
  const last = new Map(acts.flatMap((event) => standingAfter(event) ?? []).map((one) => [one.tenantId, one]));
  const standings = [...last.values()].filter(({ tenantId }) => isUuid(tenantId));
  await tx.query(STAND_AGAIN, [
    standings.map(({ tenantId }) => tenantId),
    standings.map(({ at }) => at),
    standings.map(({ kind }) => kind === 'suspended'),
  ]);
}

const STAND_AGAIN = `
  update tenants as here
     set standing_at = told.at,
         suspended_at = case when told.is_suspended then told.at end
    from unnest($1::uuid[], $2::timestamptz[], $3::boolean[]) as told(id, at, is_suspended)
   where here.id = told.id
     and (here.standing_at is null or here.standing_at < told.at)`;

/** Who has ended has; and an end that was cancelled does not come because the backup remembers that it was asked for. */
async function endAgain(tx: Transaction, acts: readonly AdminActed[], ended: readonly TenantEnded[]): Promise<void> {
  const cancelled = acts.filter(({ data, tenantId }) => data.act === 'tenants.cancel-end' && isUuid(tenantId));
  await tx.query(CANCEL_AGAIN, [cancelled.map(({ tenantId }) => tenantId), cancelled.map(({ time }) => time)]);
  for (const { tenantId, time, data } of ended) {
    if (!isUuid(tenantId)) continue;
    await tx.query(END_AGAIN, [tenantId, data.askedAt, JSON.stringify(data.actor), data.reason, time]);
    await recordEnded(tx, [{ tenantId, at: time }]);
  }
}

const CANCEL_AGAIN = `
  delete from tenant_ends as here
   using unnest($1::uuid[], $2::timestamptz[]) as told(id, at)
   where here.tenant_id = told.id
     and here.asked_at <= told.at
     and here.ended_at is null`;

const END_AGAIN = `
  insert into tenant_ends as here (tenant_id, asked_at, actor, reason, due_at, ended_at)
  values ($1::uuid, $2::timestamptz, $3::json, $4::text, $5::timestamptz, $5::timestamptz)
      on conflict (tenant_id) do update
         set ended_at = excluded.ended_at
       where here.ended_at is null`;

const again = (table: 'credentials' | 'readers' | 'grants' | 'operator_credentials'): string => `
  update ${table} as here
     set revoked_at = gone.at
    from unnest($1::uuid[], $2::timestamptz[]) as gone(id, at)
   where here.id = gone.id
     and here.revoked_at is null
  returning here.id`;
const CREDENTIALS = again('credentials');
const READERS = again('readers');
const GRANTS = again('grants');
const OPERATORS = again('operator_credentials');

async function revokeAgain(tx: Transaction, statement: string, gone: readonly Revoked[]): Promise<Revoked[]> {
  const known = gone.filter(({ id }) => isUuid(id));
  const values = [known.map(({ id }) => id), known.map(({ at }) => at)];
  const { rows } = await tx.query<{ id: string } & QueryResultRow>(statement, values);
  const ids = new Set(rows.map(({ id }) => id));
  return known.filter(({ id }) => ids.has(id));
}

const WITHDRAW_AGAIN = `
  update console_keys as here
     set withdrawn_at = gone.at
    from unnest($1::text[], $2::timestamptz[]) as gone(kid, at)
   where here.kid = gone.kid
     and here.withdrawn_at is null
  returning here.kid`;

async function withdrawAgain(tx: Transaction, gone: readonly Revoked[]): Promise<Revoked[]> {
  const values = [gone.map(({ id }) => id), gone.map(({ at }) => at)];
  const { rows } = await tx.query<{ kid: string } & QueryResultRow>(WITHDRAW_AGAIN, values);
  const kids = new Set(rows.map(({ kid }) => kid));
  return gone.filter(({ id }) => kids.has(id));
}

const THERE = `
  select id::text from credentials
   union all
  select id::text from readers
   union all
  select id::text from operator_credentials
   union all
  select id::text from grants
   union all
  select kid from signing_keys
   union all
  select kid from console_keys`;

async function lostOf(
  tx: Transaction,
  acts: readonly AdminActed[],
  gone: readonly Revoked[],
): Promise<Reconciled['lost']> {
  const { rows } = await tx.query<{ id: string } & QueryResultRow>(THERE);
  const known = new Set([...rows.map(({ id }) => id), ...gone.map(({ id }) => id)]);
  return acts
    .filter(({ data }) => isGiving(data.act) && !known.has(data.object.id))
    .map(({ data, tenantId }) => ({ type: data.object.type, id: data.object.id, tenantId }));
}

function isGiving(act: string): boolean {
  return act.endsWith('.issue') || act === 'consoles.register';
}
