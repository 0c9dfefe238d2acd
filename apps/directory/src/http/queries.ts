import { Type, type Static } from 'typebox';
import { MAX_KEY_LENGTH, MAX_TEXT_LENGTH } from '#contracts';
import { dateTime, PAGE, Problem } from '#service';
import { AS_OF, ZONE } from './moment.js';

const MOST_LEVELS = 10;
const MOST_NAMED = 100;

// The types have names of their own: Nest takes the value of a parameter's type for its class.

/** As managerId: of whom nobody is the manager, none was given or nobody is named by what was. */
export const NO_MANAGER = 'none';

/** Of a manager's name that is nobody's: nobody would be a wrong answer to a mistake. */
export function unknownManager(): Problem {
  return new Problem(
    400,
    'unknown-manager',
    `managerId: names no employee, or several; send an employee's id, work address or number, or ${NO_MANAGER}.`,
  );
}

/** Ids whose names a page of something else shows: `?id=a&id=b`. */
const several = (description: string) =>
  Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: MAX_KEY_LENGTH }), {
      minItems: 1,
      maxItems: MOST_NAMED,
      description,
    }),
  );

/** Parameters of `GET /employees`; conditions add up. */
export const ListQuery = Type.Object({
  ...PAGE,
  asOf: AS_OF,
  zone: ZONE,
  id: several('Employees of these ids, each given once more: `id=a&id=b`; whoever is none is left out.'),
  externalId: several("The same by the identity provider's own ids."),
  active: Type.Union([Type.Literal('true'), Type.Literal('false'), Type.Literal('any')], { default: 'any' }),
  department: Type.Optional(
    Type.String({ minLength: 1, maxLength: MAX_TEXT_LENGTH, description: 'Without case and diacritics.' }),
  ),
  managerId: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: MAX_KEY_LENGTH,
      description:
        'Direct reports of the employee with this id, work address or number; `none`: who has no manager that is known.',
    }),
  ),
  search: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      description:
        'Words (eight count), each of them the beginning of a word of a name, the nickname, the user name, a mail address, the title, the department or the number; without case and diacritics.',
    }),
  ),
  sort: Type.Optional(
    Type.Unsafe<'name'>(
      Type.Literal('name', {
        description:
          'In order of their names; goes with active and department. Whoever changed since the first page follows behind the last name, perhaps once more: nobody who stays is missed.',
      }),
    ),
  ),
});
export type ListParameters = Static<typeof ListQuery>;
/** With the kinds of words that a search may look at; all unless told. */
export type AskedList = ListParameters & { readonly kinds?: readonly number[] };

/** Parameters of `GET /employees/changes`. */
export const ChangesQuery = Type.Object({
  limit: PAGE.limit,
  since: Type.Optional(
    Type.String({
      maxLength: 2_000,
      'x-expected': '`next` of the answer before',
      description: '`next` of the answer before; left out, everybody comes first.',
    }),
  ),
});
export type ChangesParameters = Static<typeof ChangesQuery>;

/** Parameters of `GET /employees/count`. */
export const CountQuery = Type.Object({
  by: Type.Union([Type.Literal('department'), Type.Literal('title'), Type.Literal('manager'), Type.Literal('active')], {
    default: 'active',
  }),
  active: ListQuery.properties.active,
  department: ListQuery.properties.department,
});
export type CountParameters = Static<typeof CountQuery>;

/** Parameters of `GET /segments/{name}/people`, and of its count. */
export const SegmentPeopleQuery = Type.Object(PAGE);
export type SegmentPeopleParameters = Static<typeof SegmentPeopleQuery>;
export const SegmentCountQuery = Type.Object({ by: CountQuery.properties.by });
export type SegmentCountParameters = Static<typeof SegmentCountQuery>;

/** Parameters of `GET /search`. */
export const SearchQuery = Type.Object({
  ...PAGE,
  cursor: Type.Optional(Type.String({ maxLength: 4_000, 'x-expected': '`next` of the page before' })),
  q: Type.String({
    minLength: 1,
    maxLength: 100,
    description: 'Words or their beginnings (eight count), in any order; without case, diacritics and apostrophes.',
  }),
  leavers: Type.Union([Type.Literal('true'), Type.Literal('false')], {
    default: 'false',
    description: 'True: people who are not active any more, too.',
  }),
  near: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 256,
      pattern: '^[^\\u0000]*$',
      description:
        'An id: of its managers, its team and its reports up to ten who have what was typed come first. `me` is whoever asks, as their account says.',
    }),
  ),
});
export type SearchParameters = Static<typeof SearchQuery>;

/** Parameters of `GET /employees/{id}/reports`. */
export const ReportsQuery = Type.Object({
  ...PAGE,
  depth: Type.Integer({ minimum: 1, maximum: MOST_LEVELS, default: 1, description: 'Levels below the employee.' }),
});
export type ReportsParameters = Static<typeof ReportsQuery>;
export type AskedReports = ReportsParameters & { readonly onlyActive?: boolean };

/** Parameters of `GET /employees/{id}/history`. */
export const HistoryQuery = Type.Object(PAGE);
export type HistoryParameters = Static<typeof HistoryQuery>;

/** Parameters of `GET /movements`. */
export const MovementsQuery = Type.Object({
  ...PAGE,
  kind: Type.Optional(Type.Union([Type.Literal('joined'), Type.Literal('left')])),
  from: Type.Optional(dateTime({ description: 'At this time or later; seven days before `to` unless told.' })),
  to: Type.Optional(dateTime({ description: 'Before this time; now unless told.' })),
});
export type MovementsParameters = Static<typeof MovementsQuery>;

/** Parameters of `GET /departments`; a department's key is longer than other places in a list. */
export const DepartmentsQuery = Type.Object({
  ...PAGE,
  cursor: Type.Optional(Type.String({ maxLength: 4_000, 'x-expected': '`next` of the page before' })),
});
export type DepartmentsParameters = Static<typeof DepartmentsQuery>;

/** Parameters of `GET /groups`. */
export const GroupsQuery = Type.Object({
  ...PAGE,
  id: several(
    'Groups of these ids, each given once more: `id=a&id=b`, in order of their ids; whichever is none is left out.',
  ),
  cursor: Type.Optional(Type.String({ maxLength: 4_000, 'x-expected': '`next` of the page before' })),
  search: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      description: 'The beginning of a name, without case and diacritics.',
    }),
  ),
  memberId: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 256,
      description: 'Groups that this employee, or this group, is in: in order of their ids, and not with `search`.',
    }),
  ),
});
export type GroupsParameters = Static<typeof GroupsQuery>;

export const MembersQuery = Type.Object(PAGE);
export type MembersParameters = Static<typeof MembersQuery>;

export const GroupPlace = Type.Object(
  { key: Type.String({ maxLength: 1_000 }), id: Type.String({ maxLength: 256 }) },
  { additionalProperties: false },
);

/** Of PostgreSQL, which counts to 2^64: no server comes to twenty digits, and more than that it does not read. */
export const TransactionId = Type.String({ pattern: '^\\d{1,19}$' });

/** Where a page ends: ids do not change, so the next begins after this one whatever happened meanwhile. */
export const Place = Type.Object({ id: Type.String({ maxLength: 256 }) }, { additionalProperties: false });

export const VersionPlace = Type.Object(
  { version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) },
  { additionalProperties: false },
);

/** With the times of the first page: those of the next ones do not move on. */
export const MovementPlace = Type.Object(
  {
    from: dateTime(),
    to: dateTime(),
    time: dateTime(),
    id: Type.String({ maxLength: 256 }),
    version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
  },
  { additionalProperties: false },
);

export const DepartmentPlace = Type.Object({ key: Type.String({ maxLength: 1_000 }) }, { additionalProperties: false });

/** For what takes none: an unknown parameter is refused everywhere. */
export const NO_PARAMETERS = Type.Object({});
