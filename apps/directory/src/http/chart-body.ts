import { Type, type Static, type TSchema } from 'typebox';
import { PAGE } from '#service';
import type { EmployeeBody } from './employee-body.js';

const text = Type.Union([Type.String(), Type.Null()]);
const orNull = <Of extends TSchema>(of: Of, description: string) => Type.Union([of, Type.Null()], { description });

/** Somebody in a chart, with what tells namesakes apart. */
export const ChartPerson = Type.Object({
  id: Type.String(),
  displayName: Type.String(),
  title: text,
  department: text,
  employeeNumber: text,
  active: Type.Boolean(),
});
export type ChartPerson = Static<typeof ChartPerson>;

export const ChartNode = Type.Object({
  ...ChartPerson.properties,
  level: Type.Integer({ minimum: 0, description: '1 is directly below `root`, or at the top where none is given.' }),
  managerId: orNull(Type.String(), 'Of whom this one stands below; null at the top.'),
  directs: Type.Integer({ minimum: 0, description: 'Who reports directly, now.' }),
  everybody: orNull(
    Type.Integer({ minimum: 0 }),
    'Who is below over any number of levels, at `placesAt`; null: not counted yet.',
  ),
  more: Type.Boolean({
    description: 'Some report to this one whom no page of this question shows: ask with it as root.',
  }),
});
export type ChartNode = Static<typeof ChartNode>;

const placesAt = orNull(
  Type.String({ format: 'date-time' }),
  'As of when counts and tops are, at most about a minute ago; null: the chart has not been made yet.',
);

export const ChartMembers = {
  root: orNull(ChartNode, 'Who was asked for, at level 0.'),
  placesAt,
  counts: orNull(
    Type.Object({
      people: Type.Integer(),
      roots: Type.Integer({ description: 'Who has no manager.' }),
      orphans: Type.Integer({ description: 'Whose manager nobody knows.' }),
      circles: Type.Integer({ description: 'Circles of managers.' }),
      levels: Type.Integer(),
    }),
    'Of the whole company, at `placesAt`.',
  ),
};

export const EverybodyMembers = {
  total: orNull(Type.Integer({ minimum: 0 }), 'How many there are, at `placesAt`.'),
  placesAt,
};

export const FINDING_KINDS = ['orphan', 'disabled-manager', 'circle'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

const Called = { id: Type.String(), displayName: Type.String() };

const Orphan = Type.Object({
  kind: Type.Literal('orphan'),
  person: ChartPerson,
  managerId: text,
  because: Type.Union(
    [Type.Literal('unknown'), Type.Literal('left'), Type.Literal('renamed'), Type.Literal('not-alone')],
    {
      description:
        'Nobody has ever answered to `managerId`; who did was deleted; who did is there by another address or number; or several do.',
    },
  ),
  lastManager: orNull(Type.Object(Called), 'Who answered to it last, as they were called then.'),
});
const UnderDisabled = Type.Object({
  kind: Type.Literal('disabled-manager'),
  person: ChartPerson,
  manager: Type.Object({ ...Called, active: Type.Literal(false) }),
});
const Circle = Type.Object({
  kind: Type.Literal('circle'),
  members: Type.Array(ChartPerson, {
    description: 'Each once, and after them who reports to each; a hundred at most.',
  }),
  size: Type.Integer({ description: 'How many are in the circle; counted up to a thousand.' }),
});
export const FindingBody = Type.Union([Orphan, UnderDisabled, Circle]);
export type FindingBody = Static<typeof FindingBody>;
export const FindingMembers = { placesAt };

const MOST_DEPTH = 5;
const root = Type.String({ minLength: 1, maxLength: 256, description: 'The id of an employee.' });

/** Parameters of `GET /org`. */
export const ChartQuery = Type.Object({
  ...PAGE,
  root: Type.Optional(root),
  depth: Type.Integer({ minimum: 1, maximum: MOST_DEPTH, default: 1, description: 'Levels that are shown.' }),
});
export type ChartParameters = Static<typeof ChartQuery>;

/** Parameters of `GET /org/below`. */
export const EverybodyQuery = Type.Object({ ...PAGE, root });
export type EverybodyParameters = Static<typeof EverybodyQuery>;

/** Parameters of `GET /org/findings`. */
export const FindingQuery = Type.Object({
  ...PAGE,
  kind: Type.Unsafe<FindingKind>(Type.Union(FINDING_KINDS.map((kind) => Type.Literal(kind)))),
});
export type FindingParameters = Static<typeof FindingQuery>;

export function chartPerson({ id, displayName, title, department, employeeNumber, active }: EmployeeBody): ChartPerson {
  return { id, displayName, title, department, employeeNumber, active };
}
