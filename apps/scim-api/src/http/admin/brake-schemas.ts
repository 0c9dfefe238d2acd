import { Type } from 'typebox';
import { dateTime } from '#service';
import { MAX_RELEASED_PEOPLE, RELEASED_HOURS, RELEASED_PEOPLE_DAYS } from '../../tenants/brake.js';
import { reason } from './schemas.js';

const id = Type.String({ format: 'uuid', examples: ['0198c0de-7a11-7000-8000-00000000000a'] });
const time = Type.Union([dateTime({ examples: ['2026-11-24T08:00:00.000Z'] }), Type.Null()]);
const count = Type.Integer({ minimum: 0, examples: [12] });

export const BrakeView = Type.Object({
  state: Type.Union(
    [
      Type.Literal('off'),
      Type.Literal('open'),
      Type.Literal('engaged'),
      Type.Literal('upheld'),
      Type.Literal('released'),
    ],
    {
      description:
        'off: the connection has none. open: nothing is held. engaged: what is beyond `most` is refused, or told. upheld: ' +
        'nobody is disabled or deleted until it is released. released: everybody may be, until `releasedUntil`.',
    },
  ),
  people: Type.Integer({ ...count, description: 'Disabled or deleted within the last hour, of those that count.' }),
  most: Type.Union([count, Type.Null()], { description: 'How many may be; null where none was yet.' }),
  members: Type.Integer({ ...count, description: 'Memberships ended within the last hour.' }),
  engagedAt: time,
  held: Type.Integer({ ...count, description: 'Writes beyond it since then that were refused.' }),
  told: Type.Integer({ ...count, description: 'Writes beyond it since then that were done: its mode is `tell`.' }),
  releasedUntil: time,
  releasedPeople: Type.Array(id),
  peopleReleasedUntil: time,
});

export const BrakeRelease = Type.Object(
  {
    reason,
    people: Type.Optional(
      Type.Array(id, {
        minItems: 1,
        maxItems: MAX_RELEASED_PEOPLE,
        uniqueItems: true,
        description:
          `Ids of those who may be disabled and deleted within ${RELEASED_PEOPLE_DAYS} days; without it everybody may be, ` +
          `for ${RELEASED_HOURS} hour. What is released does not count.`,
      }),
    ),
  },
  { additionalProperties: false },
);
export const BrakeUpholding = Type.Object({ reason }, { additionalProperties: false });
