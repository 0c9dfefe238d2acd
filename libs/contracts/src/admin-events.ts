import { Type, type Static } from 'typebox';
import type { Envelope } from './envelope.js';

/** The tenant's settings after the change; the subject is the tenant and the version counts its changes. */
export const TenantChangedData = Type.Object({
  name: Type.String(),
  /** Where mails about refused writes go; null sends none. */
  notificationAddress: Type.Union([Type.String(), Type.Null()]),
});

export type TenantChanged = Envelope<'rollcall.TenantChanged', Static<typeof TenantChangedData>>;
export type AdminEvent = TenantChanged;
