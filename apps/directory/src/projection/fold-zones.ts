import { idFault, type AdminEvent } from '#contracts';

/** Where the days of a tenant end since a version of its settings. */
export interface TenantZone {
  readonly tenantId: string;
  readonly version: number;
  readonly timeZone: string;
}

/** The newest of each tenant that says one; what tells of nothing here is another service's to judge. */
export function zonesIn(events: readonly AdminEvent[]): TenantZone[] {
  const newest = new Map<string, TenantZone>();
  for (const event of events) {
    const zone = zoneIn(event);
    if (zone !== null && zone.version > (newest.get(zone.tenantId)?.version ?? 0)) newest.set(zone.tenantId, zone);
  }
  return [...newest.values()];
}

function zoneIn(event: AdminEvent): TenantZone | null {
  if (event.type !== 'rollcall.TenantChanged' || idFault(event) !== null) return null;
  const { resourceVersion: version, data } = event;
  return version === null || data.timeZone === undefined
    ? null
    : { tenantId: event.tenantId, version, timeZone: data.timeZone };
}
