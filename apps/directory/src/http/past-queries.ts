import { Type, type Static } from 'typebox';
import { dateTime, PAGE } from '#service';
import { DIFFERENCE_KINDS, type DifferenceKind } from './difference-body.js';
import { AS_OF, momentParameter, ZONE } from './moment.js';

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

/** Parameters of `GET /employees/{id}/why`. */
export const WhyQuery = Type.Object({
  attribute: Type.String({
    minLength: 1,
    maxLength: 500,
    description: 'As changes name it (`name.familyName`, `urn:…:User:department`), or by its name alone: `department`.',
  }),
  asOf: AS_OF,
  zone: ZONE,
});
export type WhyParameters = Static<typeof WhyQuery>;

/** Parameters of `GET /diff`. */
export const DifferenceQuery = Type.Object({
  ...PAGE,
  from: Type.String({ maxLength: 40, description: 'A time with its zone, or the end of a day, as `asOf`.' }),
  to: momentParameter('The same, and not before `from`; now unless told.'),
  zone: ZONE,
  kind: Type.Optional(Type.Unsafe<DifferenceKind>(Type.Union(DIFFERENCE_KINDS.map((kind) => Type.Literal(kind))))),
  under: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 256,
      description: 'The id of an employee: who was below at one of the two.',
    }),
  ),
  segment: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'The name of a segment: whom it means at one of the two.',
    }),
  ),
});
export type DifferenceParameters = Static<typeof DifferenceQuery>;

/** With the instants of the first page: those of the next ones do not move on. */
export const DifferenceQueryPlace = Type.Object(
  {
    from: dateTime(),
    to: dateTime(),
    zone: Type.Optional(Type.String({ maxLength: 64 })),
    time: dateTime(),
    id: Type.String({ maxLength: 256 }),
    version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
  },
  { additionalProperties: false },
);

export const LevelPlace = Type.Object(
  { level: Type.Integer({ minimum: 1, maximum: ALL_LEVELS }), id: Type.String({ maxLength: 256 }) },
  { additionalProperties: false },
);
