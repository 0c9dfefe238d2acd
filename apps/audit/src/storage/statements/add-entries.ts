import { indexKey, type Transaction } from '#postgres';
import type { Entry } from '../../ledger/entry.js';

/**
 * No `on conflict`: the consumer's memory of event ids, in the same transaction, lets each event in once. A second entry
 * of one id is a fault, and must fail loudly instead of being passed over.
 */
const ADD_ENTRIES = `
  insert into entries (id, tenant_id, time, type, outcome, connection_id, credential_id, resource_type, resource_id,
                       resource_version, changes, request_id, reason, method, status, scim_type, count, period_from,
                       period_to, path, rule, act, operator, changes_bytes)
  select id, tenant_id, time, type, outcome, connection_id, credential_id, resource_type, resource_id, resource_version,
         changes::json, request_id, reason, method, status, scim_type, count, period_from, period_to, path, rule,
         act, operator, octet_length(changes)
    from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                $9::text[], $10::int[], string_to_array($11::text, chr(30)), $12::text[], $13::text[], $14::text[], $15::int[], $16::text[],
                $17::int[], $18::timestamptz[], $19::timestamptz[], $20::text[],
                $21::text[], $22::text[], $23::text[])
         as entry (id, tenant_id, time, type, outcome, connection_id, credential_id, resource_type, resource_id,
                   resource_version, changes, request_id, reason, method, status, scim_type, count, period_from, period_to,
                   path, rule, act, operator)`;

// pg escapes each element of an array a character at a time; JSON holds this character only escaped.
const SEPARATOR = '\u001e';

export async function addEntries(tx: Transaction, entries: readonly Entry[]): Promise<void> {
  await tx.query({ name: 'audit-add-entries', text: ADD_ENTRIES }, [
    entries.map((entry) => entry.id),
    entries.map((entry) => entry.tenantId),
    entries.map((entry) => entry.time),
    entries.map((entry) => entry.type),
    entries.map((entry) => entry.outcome),
    entries.map((entry) => keyOf(entry.connectionId)),
    entries.map((entry) => keyOf(entry.credentialId)),
    entries.map((entry) => entry.resourceType),
    entries.map((entry) => keyOf(entry.resourceId)),
    entries.map((entry) => entry.resourceVersion),
    entries.map((entry) => JSON.stringify(entry.changes)).join(SEPARATOR),
    entries.map((entry) => entry.requestId),
    entries.map((entry) => entry.reason),
    entries.map((entry) => entry.method),
    entries.map((entry) => entry.status),
    entries.map((entry) => entry.scimType),
    entries.map((entry) => entry.count),
    entries.map((entry) => entry.periodFrom),
    entries.map((entry) => entry.periodTo),
    entries.map((entry) => entry.path ?? null),
    entries.map((entry) => entry.rule ?? null),
    entries.map((entry) => entry.act ?? null),
    entries.map((entry) => entry.operator ?? null),
  ]);
}

/** What entries are found by fits an index, whatever an event says; an id of ours is as it is. */
function keyOf(text: string | null): string | null {
  return text === null ? null : indexKey(text);
}
