import { Type, type TSchema } from 'typebox';
import {
  MAX_SHADOW_MATCHED,
  MAX_SHADOW_MEMBERSHIPS,
  MAX_SHADOW_RESOURCES,
  SHADOW_KINDS,
} from '../../tenants/shadow-report.js';
import { id, nullable, reason, strict, time } from './schemas.js';

const count = (description: string): TSchema => Type.Integer({ minimum: 0, examples: [12], description });
const Counts = Type.Object({
  create: count('Would be made.'),
  match: count(
    `Are there, were found or written to, and would stay as they are. Of those that were found and not written to ${MAX_SHADOW_MATCHED} are remembered.`,
  ),
  change: count('Would change, and neither come back nor leave.'),
  deactivate: count('Would be disabled.'),
  reactivate: count('Would come back.'),
  delete: count('Would be deleted.'),
});

const GoingLiveView = Type.Object(
  {
    askedAt: time,
    by: Type.String({ examples: ['anna'] }),
    reason,
    done: count('Differences that are applied, or were left as they are.'),
    left: count('Differences that are still to be applied.'),
    undecided: count('Differences that wait for a decision.'),
    isHeld: Type.Boolean({ description: 'The brake of the connection holds some of those that are left: release it.' }),
  },
  { description: 'How far it has gone live; null: nobody asked for it.' },
);

export const ShadowView = Type.Object({
  connectionId: id,
  state: Type.Union([Type.Literal('open'), Type.Literal('going-live')]),
  startedAt: time,
  resources: count(`Touched by writes, of ${MAX_SHADOW_RESOURCES} that a shadow holds.`),
  memberships: count(`Of the groups that were touched, of ${MAX_SHADOW_MEMBERSHIPS} that a shadow holds.`),
  users: Counts,
  groups: Counts,
  refused: Type.Array(
    Type.Object({
      code: Type.String({ examples: ['value-too-long'] }),
      count: count('Requests and operations.'),
      lastAt: time,
      lastRequestId: Type.String(),
    }),
    { description: 'What would be refused, by the codes of the table of errors.' },
  ),
  mails: Type.Union(
    [
      Type.Array(Type.Object({ kind: Type.String({ examples: ['joiner'] }), count: count('About so many people.') })),
      Type.Null(),
    ],
    {
      description:
        'What the notifier would have mailed: joiner, leaver: to managers; initial-cycle: named in the digest; not-sent: nobody would have been mailed. null: it could not be asked.',
    },
  ),
  goingLive: nullable(GoingLiveView),
});

const Side = Type.Object({
  version: Type.Union([Type.Integer(), Type.Null()], { description: 'null: it is not there.' }),
  changes: Type.Array(
    Type.Object({ path: Type.String({ examples: ['title'] }), before: Type.Unknown(), after: Type.Unknown() }),
    { description: 'From what it was when the shadow touched it. What is sensitive is `***`.' },
  ),
});

export const ShadowItemView = Type.Object({
  id,
  type: Type.Union([Type.Literal('User'), Type.Literal('Group')]),
  name: Type.Union([Type.String(), Type.Null()], { description: 'userName or displayName.' }),
  kind: Type.Union(SHADOW_KINDS.map((kind) => Type.Literal(kind))),
  version: Type.Union([Type.Integer(), Type.Null()], {
    description: 'When the shadow touched it; null: it was not there.',
  }),
  shadow: Side,
  members: nullable(Type.Object({ added: count('Would come.'), removed: count('Would go.') })),
  live: nullable(Side),
  because: Type.Union([Type.String(), Type.Null()], {
    description:
      'Why it waits for a decision: `moved`, it has changed meanwhile; or the code of what it was refused for. null: it does not.',
    examples: ['moved'],
  }),
});

export const KINDS = Type.Union(
  SHADOW_KINDS.map((kind) => Type.Literal(kind)),
  { description: 'What would become of them.' },
);

export const GoLiveRequest = Type.Object({ reason }, strict);

export const DecideRequest = Type.Object(
  {
    id: Type.String({ format: 'uuid', description: 'Of a resource that waits for a decision.' }),
    take: Type.Union([Type.Literal('shadow'), Type.Literal('live')], {
      description: 'shadow: it becomes as the shadow has it, whatever it is now. live: it stays as it is.',
    }),
    version: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
        description: 'As `live` was shown: the decision is refused with 409 where it has changed again.',
      }),
    ),
    reason: Type.Optional(reason),
  },
  strict,
);
