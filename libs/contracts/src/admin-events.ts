import { Type, type Static } from 'typebox';
import type { Envelope } from './envelope.js';

/** Connections that an event names; a company has one, or a few. */
export const MAX_NAMED_CONNECTIONS = 1_000;

const NamedConnection = Type.Object(
  {
    id: Type.String({ description: 'As `actor.connectionId` has it.' }),
    name: Type.String({ description: 'What the operator calls it.' }),
  },
  { title: 'NamedConnection', description: "One identity provider's integration of a tenant." },
);

export const TenantChangedData = Type.Object(
  {
    name: Type.String({ description: "The company's name." }),
    notificationAddress: Type.Union([Type.String(), Type.Null()], {
      title: 'NotificationAddress',
      description: 'Where mails about refused writes go; null sends none.',
    }),
    connections: Type.Optional(
      Type.Array(NamedConnection, {
        description:
          'The connections with their names, oldest first; absent in events from before there was this list.',
      }),
    ),
  },
  {
    title: 'TenantChanged',
    description:
      "The tenant's settings after the change; the subject is the tenant and the version counts its changes.",
  },
);

export type TenantChanged = Envelope<'rollcall.TenantChanged', Static<typeof TenantChangedData>>;
export type AdminEvent = TenantChanged;
