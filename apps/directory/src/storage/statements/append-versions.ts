import type { Transaction } from '#postgres';
import type { EmployeeVersion } from '../../projection/fold-users.js';

/**
 * Adds to the history. A second row of the same version would be a fault of the fold, so a conflict is an error.
 *
 * The resources travel as one text, because pg escapes each element of an array a character at a time. The separator
 * is a control character, which JSON only holds escaped; an empty piece is null.
 */
const APPEND_VERSIONS = `
  insert into employee_versions (tenant_id, id, version, valid_from, event_id, resource, resource_bytes)
  select tenant_id, id, version, valid_from, event_id, resource::jsonb, octet_length(resource)
    from unnest($1::uuid[], $2::text[], $3::int[], $4::timestamptz[], $5::uuid[], string_to_array($6::text, chr(30), ''))
         as appended (tenant_id, id, version, valid_from, event_id, resource)`;

const SEPARATOR = '\u001e';

export async function appendVersions(tx: Transaction, versions: readonly EmployeeVersion[]): Promise<void> {
  await tx.query({ name: 'append-versions', text: APPEND_VERSIONS }, [
    versions.map(({ view }) => view.tenantId),
    versions.map(({ view }) => view.id),
    versions.map(({ view }) => view.version),
    versions.map(({ view }) => view.changedAt),
    versions.map(({ eventId }) => eventId),
    versions.map(({ view }) => (view.kind === 'deleted' ? '' : JSON.stringify(view.resource))).join(SEPARATOR),
  ]);
}
