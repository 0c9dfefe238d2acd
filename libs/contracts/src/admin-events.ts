import { Type, type Static } from 'typebox';
import type { Envelope } from './envelope.js';

export const TenantChangedData = Type.Object(
  {
    name: Type.String({ description: "The company's name." }),
    notificationAddress: Type.Union([Type.String(), Type.Null()], {
      title: 'NotificationAddress',
      description: 'Where mails about refused writes go; null sends none.',
    }),
  },
  {
    title: 'TenantChanged',
    description:
      "The tenant's settings after the change; the subject is the tenant and the version counts its changes.",
  },
);

export type TenantChanged = Envelope<'rollcall.TenantChanged', Static<typeof TenantChangedData>>;
export type AdminEvent = TenantChanged;
