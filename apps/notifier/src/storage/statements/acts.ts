import { encodeEvent, type AdminActed } from '#contracts';
import type { Transaction } from '#postgres';

const ADD = `
  insert into acts (id, topic, key, headers, value)
  select *
    from unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[], $5::text[])`;

const CLAIM = `
  select id, topic, key, headers, value
    from acts
   order by id
   limit $1::int
     for update skip locked`;

const FORGET = `
  delete from acts
   where id = any($1::uuid[])`;

export interface ActRow {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}

/** In the transaction of the acts: they are told if and only if it commits. */
export async function addActs(tx: Transaction, events: readonly AdminActed[]): Promise<void> {
  if (events.length === 0) return;
  const encoded = events.map((event) => encodeEvent(event));
  await tx.query({ name: 'add-acts', text: ADD }, [
    events.map(({ id }) => id),
    encoded.map(({ topic }) => topic),
    encoded.map(({ key }) => key),
    encoded.map(({ headers }) => JSON.stringify(headers)),
    encoded.map(({ value }) => value),
  ]);
}

/** Oldest first, locked for this process until its transaction ends. */
export async function claimActs(tx: Transaction, limit: number): Promise<ActRow[]> {
  return (await tx.query<ActRow>({ name: 'claim-acts', text: CLAIM }, [limit])).rows;
}

export async function forgetActs(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.query({ name: 'forget-acts', text: FORGET }, [ids]);
}
