import { Type, type Static } from 'typebox';
import { PAGE } from '#service';

const MOST_LEVELS = 10;

// The types have names of their own: Nest takes the value of a parameter's type for its class.

/** As managerId: of whom nobody is the manager, none was given or nobody is named by what was. */
export const NO_MANAGER = 'none';

/** Parameters of `GET /employees`; conditions add up. */
export const ListQuery = Type.Object({
  ...PAGE,
  active: Type.Union([Type.Literal('true'), Type.Literal('false'), Type.Literal('any')], { default: 'any' }),
  department: Type.Optional(Type.String({ minLength: 1, maxLength: 256, description: 'Without case and diacritics.' })),
  managerId: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 256,
      description:
        'Direct reports of the employee with this id, work address or number; `none`: who has no manager that is known.',
    }),
  ),
  search: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      description:
        'Words (eight count) that each occur in a name, the nickname, the user name or a mail address; without case and diacritics.',
    }),
  ),
});
export type ListParameters = Static<typeof ListQuery>;

/** Parameters of `GET /employees/{id}/reports`. */
export const ReportsQuery = Type.Object({
  ...PAGE,
  depth: Type.Integer({ minimum: 1, maximum: MOST_LEVELS, default: 1, description: 'Levels below the employee.' }),
});
export type ReportsParameters = Static<typeof ReportsQuery>;

/** Where a page ends: ids do not change, so the next begins after this one whatever happened meanwhile. */
export const Place = Type.Object({ id: Type.String({ maxLength: 256 }) }, { additionalProperties: false });

/** For what takes none: an unknown parameter is refused everywhere. */
export const NO_PARAMETERS = Type.Object({});
