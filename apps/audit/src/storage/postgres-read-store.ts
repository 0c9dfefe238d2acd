import type { Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { appendAct } from '#outbox';
import { inTransaction, type Transaction } from '#postgres';
import type { CountedReading, ReadStore } from './read-log.js';

const ADD = `
  insert into acts.audit_reads (tenant_id, reader_type, reader, kind, began, address, count)
  select given.*
    from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::int[])
         as given (tenant_id, reader_type, reader, kind, began, address, count)
   order by 1, 2, 3, 4, 5
      on conflict (tenant_id, reader_type, reader, kind, began)
      do update set count = audit_reads.count + excluded.count`;

const AT_ONCE = 100;

/** A few at a time: whoever looks beside takes others. */
const TAKE = `
  delete from acts.audit_reads
   where ctid = any (array (
           select ctid
             from acts.audit_reads
            where began <= $1::timestamptz
            order by began
            limit ${AT_ONCE}
              for update skip locked))
  returning tenant_id as "tenantId", reader_type as "readerType", reader, kind, began, address, count`;

export class PostgresReadStore implements ReadStore {
  readonly #pool: Pool;
  readonly #windowMs: number;

  constructor(pool: Pool, windowMs: number) {
    this.#pool = pool;
    this.#windowMs = windowMs;
  }

  async add(readings: readonly CountedReading[]): Promise<void> {
    const column = <Value>(value: (one: CountedReading) => Value): Value[] => readings.map(value);
    await this.#pool.query({ name: 'audit-add-reads', text: ADD }, [
      column(({ tenantId }) => tenantId),
      column(({ readerType }) => readerType),
      column(({ reader }) => reader),
      column(({ kind }) => kind),
      column(({ began }) => began),
      column(({ address }) => address),
      column(({ count }) => count),
    ]);
  }

  async close(begunBy: Date): Promise<number> {
    for (let all = 0; ;) {
      const closed = await inTransaction(this.#pool, async (tx) => {
        const { rows } = await tx.query<CountedReading & Record<string, unknown>>(TAKE, [begunBy]);
        for (const reading of rows) await this.#tell(tx, reading);
        return rows.length;
      });
      all += closed;
      if (closed < AT_ONCE) return all;
    }
  }

  #tell(tx: Transaction, { tenantId, readerType: type, reader, kind, began, address, count }: CountedReading) {
    const at = new Date(began.getTime() + this.#windowMs);
    const told = { kind, count, from: began.toISOString(), to: at.toISOString() };
    const changes = Object.entries(told).map(([path, after]) => ({ path, before: null, after }));
    const acting = { requestId: uuid(), traceparent: null, reason: null, type, name: reader };
    return appendAct(
      tx,
      { act: 'entries.read', tenantId, object: { type: 'audit-log', id: tenantId }, at, changes },
      address === null ? acting : { ...acting, address },
    );
  }
}
