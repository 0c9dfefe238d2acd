import { Type, type Static } from 'typebox';
import { Actor, Change, type Envelope } from './envelope.js';

/** A group after the change, without its members: a group may have a hundred thousand. */
export const GroupResource = Type.Object({
  schemas: Type.Array(Type.String(), { minItems: 1 }),
  id: Type.String(),
  externalId: Type.Optional(Type.String()),
  displayName: Type.String(),
  meta: Type.Object({
    resourceType: Type.Literal('Group'),
    created: Type.String({ format: 'date-time' }),
    lastModified: Type.String({ format: 'date-time' }),
    version: Type.String(),
  }),
});
export type GroupResource = Static<typeof GroupResource>;

export const GroupMember = Type.Object({
  value: Type.String(),
  type: Type.Union([Type.Literal('User'), Type.Literal('Group')]),
});
export type GroupMember = Static<typeof GroupMember>;

const membership = {
  membersAdded: Type.Array(GroupMember),
  membersRemoved: Type.Array(GroupMember),
};

export const GroupProvisionedData = Type.Object({
  reason: Type.Literal('created'),
  actor: Actor,
  group: GroupResource,
  changes: Type.Array(Change),
  ...membership,
});

export const GroupUpdatedData = Type.Object({
  actor: Actor,
  group: GroupResource,
  changes: Type.Array(Change),
  ...membership,
});

/** The group is gone, and with it every membership: they are not listed one by one. */
export const GroupDeprovisionedData = Type.Object({
  reason: Type.Literal('deleted'),
  actor: Actor,
  group: Type.Null(),
  changes: Type.Array(Change),
});

export type GroupProvisioned = Envelope<'rollcall.GroupProvisioned', Static<typeof GroupProvisionedData>>;
export type GroupUpdated = Envelope<'rollcall.GroupUpdated', Static<typeof GroupUpdatedData>>;
export type GroupDeprovisioned = Envelope<'rollcall.GroupDeprovisioned', Static<typeof GroupDeprovisionedData>>;
export type GroupEvent = GroupProvisioned | GroupUpdated | GroupDeprovisioned;
