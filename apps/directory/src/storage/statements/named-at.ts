import { nameKeys, personNamed } from '#contracts';
import { indexKey, type Transaction } from '#postgres';
import type { NamedManager } from './employee-row.js';
import { NAME_AT } from './lines-at.js';
import { calledAs, nameParts, type CalledPerson, type NamePartsRow } from './name-parts.js';

/** Somebody whom a value named at a time, as they were called then. */
export type NamedAt = NamedManager;

interface CandidateRow {
  readonly named: string;
  readonly kind: 'byId' | 'byMail' | 'byNumber';
  readonly id: string;
  readonly active: boolean;
}

/** Those that named nobody, or not one alone, are not in it. */
export async function namedAt(
  tx: Transaction,
  values: readonly string[],
  at: string,
): Promise<ReadonlyMap<string, NamedAt>> {
  if (values.length === 0) return new Map();
  const mailKeys = values.map((value) => nameKeys(value).mailKey);
  const { rows } = await tx.query<CandidateRow>({ name: 'name-at', text: NAME_AT }, [
    values.map((value) => indexKey(value)),
    at,
    mailKeys.map((key) => (key === null ? null : indexKey(key))),
    values.map((value) => indexKey(value)),
  ]);
  const found = Map.groupBy(rows, ({ named }) => named);
  const meant = values.flatMap((value) => {
    const of = (kind: CandidateRow['kind']) => (found.get(indexKey(value)) ?? []).filter((row) => row.kind === kind);
    const person = personNamed({ byId: of('byId')[0] ?? null, byMail: of('byMail'), byNumber: of('byNumber') });
    return person === null ? [] : [{ value, id: person.id, active: person.active }];
  });
  const called = await callAt(tx, [...new Set(meant.map(({ id }) => id))], at);
  return new Map(
    meant.map(({ value, id, active }) => [value, { id, displayName: called.get(id)?.displayName ?? id, active }]),
  );
}

/** How people were called at a time; of who was deleted by then, before. */
export const CALL_AT = `
  select wanted.id,
         called.*
    from unnest($1::text[]) as wanted (id)
   cross join lateral (
         select ${nameParts('v')}
           from employee_versions v
          where v.id = wanted.id
            and v.valid_from <= $2::timestamptz
            and v.resource is not null
          order by v.version desc
          limit 1) as called`;

export async function callAt(
  tx: Transaction,
  ids: readonly string[],
  at: string,
): Promise<ReadonlyMap<string, CalledPerson>> {
  if (ids.length === 0) return new Map();
  const { rows } = await tx.query<NamePartsRow & { readonly id: string }>({ name: 'call-at', text: CALL_AT }, [
    ids,
    at,
  ]);
  return new Map(rows.map((row) => [row.id, calledAs(row)]));
}
