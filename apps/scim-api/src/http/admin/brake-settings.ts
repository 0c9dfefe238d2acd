import { Type } from 'typebox';
import { DEFAULT_BRAKE, MAX_BRAKE_PEOPLE } from '../../tenants/brake.js';

/** A connection's brake, as its settings have it. */
export const BRAKE = Type.Union(
  [
    Type.Object(
      {
        percent: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: DEFAULT_BRAKE.percent })),
        people: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_BRAKE_PEOPLE, default: DEFAULT_BRAKE.people })),
        atLeast: Type.Optional(Type.Integer({ minimum: 0, maximum: MAX_BRAKE_PEOPLE, default: DEFAULT_BRAKE.atLeast })),
        mode: Type.Optional(
          Type.Union([Type.Literal('refuse'), Type.Literal('tell')], { default: DEFAULT_BRAKE.mode }),
        ),
      },
      { additionalProperties: false },
    ),
    Type.Null(),
  ],
  {
    default: DEFAULT_BRAKE,
    description:
      'How many people may be disabled or deleted in 60 minutes: the smaller of `people` and `percent` of the active, and ' +
      '`atLeast` at all times. Beyond it `refuse` answers 409, `tell` mails. null: no brake.',
  },
);
