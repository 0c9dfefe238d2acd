import { Type, type Static } from 'typebox';
import { PAGE } from '#service';
import { AS_OF, ZONE } from './moment.js';

/** Parameters of `GET /employees/{id}`. */
export const FindQuery = Type.Object({ asOf: AS_OF, zone: ZONE });
export type FindParameters = Static<typeof FindQuery>;

/** Parameters of `GET /employees/{id}/team` and `/chain`. */
export const LevelQuery = Type.Object({ ...PAGE, asOf: AS_OF, zone: ZONE });
export type LevelParameters = Static<typeof LevelQuery>;

/** Levels that are walked unless told: as far as there are any. */
const ALL_LEVELS = 1_000;

/** Parameters of `GET /employees/{id}/below`. */
export const BelowQuery = Type.Object({
  ...PAGE,
  asOf: AS_OF,
  zone: ZONE,
  depth: Type.Integer({
    minimum: 1,
    maximum: ALL_LEVELS,
    default: ALL_LEVELS,
    description: 'Levels below the employee; all unless told.',
  }),
});
export type BelowParameters = Static<typeof BelowQuery>;

export const LevelPlace = Type.Object(
  { level: Type.Integer({ minimum: 1, maximum: ALL_LEVELS }), id: Type.String({ maxLength: 256 }) },
  { additionalProperties: false },
);
