import { Type, type Static } from 'typebox';
import { Actor, Change, type Envelope } from './envelope.js';

/** A group after the change, without its members: a group may have a hundred thousand. */
export const GroupResource = Type.Object(
  {
    schemas: Type.Array(Type.String(), { minItems: 1, description: 'URNs of the schemas in use.' }),
    id: Type.String({ description: 'The id that Rollcall gave the group; it never changes and is never given again.' }),
    externalId: Type.Optional(Type.String({ description: "The identity provider's own id of the group." })),
    displayName: Type.String({ description: 'The name to show.' }),
    meta: Type.Object(
      {
        resourceType: Type.Literal('Group', { title: 'GroupResourceType' }),
        created: Type.String({ format: 'date-time', description: 'When the group was created.' }),
        lastModified: Type.String({ format: 'date-time', description: 'When this version was made.' }),
        version: Type.String({ description: 'ETag of this version: W/"3" is the third.' }),
      },
      { title: 'GroupMeta', description: "The group's metadata (RFC 7643 §3.1)." },
    ),
  },
  { title: 'Group', description: 'A group after the change, without its members: it may have a hundred thousand.' },
);
export type GroupResource = Static<typeof GroupResource>;

export const GroupMember = Type.Object(
  {
    value: Type.String({ description: 'Id of the user or group.' }),
    type: Type.Union([Type.Literal('User'), Type.Literal('Group')], {
      title: 'MemberType',
      description: 'Which of the two it is.',
    }),
  },
  { title: 'GroupMember', description: 'Somebody, or a group, in a group.' },
);
export type GroupMember = Static<typeof GroupMember>;

const changes = Type.Array(Change, { description: 'What differs from the version before, the members left out.' });

const membership = {
  membersAdded: Type.Array(GroupMember, { description: 'Who came with this change.' }),
  membersRemoved: Type.Array(GroupMember, { description: 'Who left with this change.' }),
};

export const GroupProvisionedData = Type.Object(
  { reason: Type.Literal('created'), actor: Actor, group: GroupResource, changes, ...membership },
  { title: 'GroupProvisioned', description: 'The group exists from now on.' },
);

export const GroupUpdatedData = Type.Object(
  { actor: Actor, group: GroupResource, changes, ...membership },
  { title: 'GroupUpdated', description: 'Attributes changed, or members came or went.' },
);

export const GroupDeprovisionedData = Type.Object(
  { reason: Type.Literal('deleted'), actor: Actor, group: Type.Null(), changes },
  {
    title: 'GroupDeprovisioned',
    description: 'The group is gone, and with it every membership: they are not listed one by one.',
  },
);

export type GroupProvisioned = Envelope<'rollcall.GroupProvisioned', Static<typeof GroupProvisionedData>>;
export type GroupUpdated = Envelope<'rollcall.GroupUpdated', Static<typeof GroupUpdatedData>>;
export type GroupDeprovisioned = Envelope<'rollcall.GroupDeprovisioned', Static<typeof GroupDeprovisionedData>>;
export type GroupEvent = GroupProvisioned | GroupUpdated | GroupDeprovisioned;
