import type { TenantChanged } from '#contracts';
import { at, event, TENANT } from './user-events.fixture.js';

interface Occasion {
  readonly tenantId?: string;
  readonly version?: number;
}

/** @param timeZone undefined: an event from before there was the setting */
export function tenantChanged(timeZone: string | undefined, occasion: Occasion = {}): TenantChanged {
  const { tenantId = TENANT, version = 1 } = occasion;
  const data = { name: 'Contoso', notificationAddress: null, ...(timeZone !== undefined && { timeZone }) };
  return {
    ...event('rollcall.TenantChanged', tenantId, occasion, data),
    source: `/tenants/${tenantId}`,
    time: at(version),
    scimEvent: null,
  };
}
