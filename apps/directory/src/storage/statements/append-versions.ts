import { arrayText, type Transaction } from '#postgres';
import type { EmployeeVersion } from '../../projection/fold-users.js';

/** Where an event stood in its topic. */
export interface EventPlace {
  readonly partition: number;
  readonly offset: bigint;
}

/** By the events' ids; of an event that came by no topic there is none. */
export type EventPlaces = ReadonlyMap<string, EventPlace>;

/**
 * Adds to the history. A second row of the same version would be a fault of the fold, so a conflict is an error.
 *
 * The resources travel as one text, because pg escapes each element of an array a character at a time. The separator
 * is a control character, which JSON only holds escaped; an empty piece is null.
 */
const APPEND_VERSIONS = `
  insert into employee_versions (tenant_id, id, version, valid_from, event_id, resource, resource_bytes, previous_from,
                                 connection_id, credential_id, request_id, reference_names, partition, record_offset)
  select tenant_id, id, version, valid_from, event_id, resource::jsonb, octet_length(resource), previous_from,
         connection_id, credential_id, request_id, reference_names::jsonb, partition, record_offset
    from unnest($1::uuid[], $2::text[], $3::int[], $4::timestamptz[], $5::uuid[], string_to_array($6::text, chr(30), ''),
                $7::timestamptz[], $8::text[], $9::text[], $10::text[], $11::text[], $12::int[], $13::bigint[])
         as appended (tenant_id, id, version, valid_from, event_id, resource, previous_from, connection_id, credential_id,
                      request_id, reference_names, partition, record_offset)`;

const SEPARATOR = '\u001e';

export async function appendVersions(
  tx: Transaction,
  versions: readonly EmployeeVersion[],
  places: EventPlaces,
): Promise<void> {
  await tx.query({ name: 'append-versions', text: APPEND_VERSIONS }, [
    arrayText(versions.map(({ view }) => view.tenantId)),
    arrayText(versions.map(({ view }) => view.id)),
    arrayText(versions.map(({ view }) => view.version)),
    arrayText(versions.map(({ view }) => view.changedAt)),
    arrayText(versions.map(({ eventId }) => eventId)),
    versions.map(({ view }) => (view.kind === 'deleted' ? '' : JSON.stringify(view.resource))).join(SEPARATOR),
    arrayText(versions.map(({ previousFrom }) => previousFrom)),
    arrayText(versions.map(({ by }) => by.connectionId)),
    arrayText(versions.map(({ by }) => by.credentialId)),
    arrayText(versions.map(({ by }) => by.requestId)),
    arrayText(versions.map(({ view }) => referenceNames(view))),
    arrayText(versions.map(({ eventId }) => places.get(eventId)?.partition ?? null)),
    arrayText(versions.map(({ eventId }) => places.get(eventId)?.offset.toString() ?? null)),
  ]);
}

function referenceNames(view: EmployeeVersion['view']): string | null {
  return view.kind === 'deleted' || view.references.length === 0 ? null : JSON.stringify(view.references);
}
