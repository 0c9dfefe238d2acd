import type { EventType } from '#contracts';
import { types, type CustomTypesConfig } from 'pg';
import type { Entry, StoredEntry } from '../../ledger/entry.js';
import { actOf, placeOf } from '../../ledger/to-entry.js';

export const ENTRY_COLUMNS = `id, tenant_id, time, type, outcome, connection_id, credential_id, resource_type,
         resource_id, resource_version, changes, request_id, reason, method, status, scim_type, count, period_from,
         period_to, path, rule, act, operator`;

/** What an earlier release wrote has no length of its own, and is measured. The rest of an entry is short. */
export const ENTRY_BYTES = 'coalesce(changes_bytes, octet_length(changes::text))';

export interface EntryRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly time: Date;
  readonly type: EventType;
  readonly outcome: Entry['outcome'];
  readonly connection_id: string | null;
  readonly credential_id: string | null;
  readonly resource_type: Entry['resourceType'];
  readonly resource_id: string | null;
  readonly resource_version: number | null;
  readonly changes: string;
  readonly request_id: string;
  readonly reason: string | null;
  readonly method: string | null;
  readonly status: number | null;
  readonly scim_type: string | null;
  readonly count: number | null;
  readonly period_from: Date | null;
  readonly period_to: Date | null;
  readonly path: string | null;
  readonly rule: string | null;
  readonly act: string | null;
  readonly operator: string | null;
}

/**
 * A page of a mebibyte, parsed and written again, is five to ten times as much to collect: the JSON is passed on as text.
 */
export const JSON_AS_TEXT: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary'): unknown =>
    oid === types.builtins.JSON
      ? (text: string) => text
      : types.getTypeParser(oid, format)) as CustomTypesConfig['getTypeParser'],
};

export function entryOf(row: EntryRow): StoredEntry {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    time: row.time.toISOString(),
    type: row.type,
    outcome: row.outcome,
    connectionId: row.connection_id,
    credentialId: row.credential_id,
    resourceType: row.resource_type,
    resourceId: row.resource_id,
    resourceVersion: row.resource_version,
    changes: row.changes,
    requestId: row.request_id,
    reason: row.reason,
    method: row.method,
    status: row.status,
    scimType: row.scim_type,
    count: row.count,
    periodFrom: row.period_from?.toISOString() ?? null,
    periodTo: row.period_to?.toISOString() ?? null,
    ...placeOf(row.path, row.rule),
    ...actOf(row.act, row.operator),
  };
}
