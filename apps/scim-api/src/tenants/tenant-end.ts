import type { AdminActed, TenantEnded } from '#contracts';

/** That a tenant is to end: until it is due, it can be cancelled. */
export interface TenantEnd {
  readonly tenantId: string;
  readonly askedAt: Date;
  /** Who asked. */
  readonly actor: AdminActed['data']['actor'];
  readonly reason: string;
  readonly dueAt: Date;
  /** null: it has not come yet. */
  readonly endedAt: Date | null;
  /** Changes of settings that were told until then; null before. */
  readonly settingsVersion: number | null;
}

/** Days in which somebody may think again. */
export const END_AFTER_DAYS = 7;

/** The event of an end that has come. */
export function tenantEnded(
  { eventId, correlationId }: { readonly eventId: string; readonly correlationId: string },
  { tenantId, askedAt, actor, reason }: TenantEnd,
  at: Date,
): TenantEnded {
  return {
    id: eventId,
    type: 'rollcall.TenantEnded',
    source: `/tenants/${tenantId}`,
    subject: tenantId,
    time: at.toISOString(),
    tenantId,
    resourceVersion: null,
    scimEvent: null,
    correlationId,
    traceparent: null,
    data: { askedAt: askedAt.toISOString(), actor, reason },
  };
}
