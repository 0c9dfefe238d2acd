import { escapeIdentifier, type Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { inTransaction, type Transaction } from '#postgres';
import { appendAct } from './append-act.js';
import type { CountedSignIn, SignInStore } from './failed-sign-ins.js';

/**
 * Statements for an app's migration, beside its outbox: failed sign-ins, until their window ends and the entry is made.
 *
 * @param schema as of `createOutbox`
 */
export function signInTable({ writer, schema }: { readonly writer: string; readonly schema?: string }): string[] {
  const [at, role] = [schema === undefined ? '' : `${escapeIdentifier(schema)}.`, escapeIdentifier(writer)];
  return [
    `create table ${at}failed_sign_ins (
       surface text collate "C" not null,
       address text collate "C" not null,
       account text collate "C" not null,
       began timestamptz(3) not null,
       reason text,
       count bigint not null,
       primary key (surface, address, account, began)
     )`,
    `create index failed_sign_ins_by_time on ${at}failed_sign_ins (began)`,
    `alter table ${at}failed_sign_ins enable row level security`,
    `create policy failed_sign_ins_writer on ${at}failed_sign_ins to ${role} using (true) with check (true)`,
    `grant select, insert, update, delete on ${at}failed_sign_ins to ${role}`,
  ];
}

// An empty text stands for none: a key has no null.
const ADD = `
  insert into failed_sign_ins (surface, address, account, began, reason, count)
  select given.*
    from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::bigint[])
         as given (surface, address, account, began, reason, count)
   order by 1, 2, 3, 4
      on conflict (surface, address, account, began)
      do update set count = failed_sign_ins.count + excluded.count`;

const AT_ONCE = 100;

/** A few at a time: whoever looks beside takes others. */
const TAKE = `
  delete from failed_sign_ins
   where ctid = any (array (
           select ctid
             from failed_sign_ins
            where began <= $1::timestamptz
            order by began
            limit ${AT_ONCE}
              for update skip locked))
  returning surface, nullif(address, '') as address, nullif(account, '') as account, began, reason, count::float8 as count`;

/** Whose account it is; null: nobody's that is known here. */
export type TenantOfAccount = (tx: Transaction, account: string) => Promise<string | null>;

export class PostgresSignInStore implements SignInStore {
  readonly #pool: Pool;
  readonly #windowMs: number;
  readonly #tenantOf: TenantOfAccount;

  /** @param tenantOf what nobody's is the installation's, which only operators read */
  constructor(pool: Pool, windowMs: number, tenantOf: TenantOfAccount = () => Promise.resolve(null)) {
    this.#pool = pool;
    this.#windowMs = windowMs;
    this.#tenantOf = tenantOf;
  }

  async add(counted: readonly CountedSignIn[]): Promise<void> {
    await this.#pool.query({ name: 'add-failed-sign-ins', text: ADD }, [
      counted.map(({ surface }) => surface),
      counted.map(({ address }) => address ?? ''),
      counted.map(({ account }) => account ?? ''),
      counted.map(({ began }) => began),
      counted.map(({ reason }) => reason),
      counted.map(({ count }) => count),
    ]);
  }

  async close(begunBy: Date): Promise<void> {
    for (;;) {
      const closed = await inTransaction(this.#pool, async (tx) => {
        const { rows } = await tx.query<CountedSignIn & Record<string, unknown>>(TAKE, [begunBy]);
        for (const failed of rows) await this.#tell(tx, failed);
        return rows.length;
      });
      if (closed < AT_ONCE) return;
    }
  }

  async #tell(tx: Transaction, { surface, address, account, began, reason, count }: CountedSignIn): Promise<void> {
    const at = new Date(began.getTime() + this.#windowMs);
    const told = { surface, reason, count, from: began.toISOString(), to: at.toISOString() };
    const changes = Object.entries(told).map(([path, after]) => ({ path, before: null, after }));
    const tenantId = account === null ? null : await this.#tenantOf(tx, account);
    const object = { type: 'sign-in', id: account ?? surface };
    const from = { ...(account !== null && { name: account }), ...(address !== null && { address }) };
    const acting = { requestId: uuid(), traceparent: null, reason: null, type: 'stranger', ...from } as const;
    await appendAct(tx, { act: 'sign-ins.fail', tenantId, object, at, changes }, acting);
  }
}
