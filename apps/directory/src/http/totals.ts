import { Type, type Static } from 'typebox';
import { decodeCursor, pageOf, type Page, type TenantReads } from '#service';
import { countEmployees, MOST_COUNTED, MOST_DEPARTMENTS } from '../storage/statements/count-employees.js';
import { countBy, MOST_LOOKED_AT, MOST_VALUES, type CountedValue, type Facet } from '../storage/statements/count-by.js';
import {
  listActiveDepartments,
  listDepartments,
  MOST_IN_DEPARTMENT,
  type DepartmentRow,
} from '../storage/statements/list-departments.js';
import type { History } from './history.js';
import { DepartmentPlace, type CountParameters, type DepartmentsParameters } from './queries.js';

const Count = (description: string) =>
  Type.Object(
    {
      count: Type.Integer({ minimum: 0 }),
      isExact: Type.Boolean({ description: 'False: there may be more; they were counted up to here.' }),
    },
    { description },
  );
type Count = Static<ReturnType<typeof Count>>;
const OfLeavers = (description: string) =>
  Type.Union([Count(description), Type.Null()], {
    description: `${description} null without the scope \`directory:history\`.`,
  });

/** How many there are of what. */
export const TotalsBody = Type.Object({
  people: Count(
    'Employees, active or not; without the scope `directory:history` the active. Of more than 10,000, `counts` of /org say how many.',
  ),
  active: Count('Of these, who is active.'),
  inactive: OfLeavers('Of these, who is not.'),
  groups: Count('Groups that there are.'),
  departments: Count('Names of departments that somebody is in, without case and diacritics.'),
  joinedThisWeek: OfLeavers('In the last seven days; see /movements.'),
  leftThisWeek: OfLeavers('In the last seven days; see /movements.'),
});
export type TotalsBody = Static<typeof TotalsBody>;

export const DepartmentBody = Type.Object({
  name: Type.String({ description: 'Its first 256 characters, as one of those in it have it.' }),
  people: Count('Who is in it, active or not; without the scope `directory:history` the active.'),
});
export type DepartmentBody = Static<typeof DepartmentBody>;

export const CountsBody = Type.Object({
  total: Count('Everybody who is meant.'),
  by: Type.String(),
  items: Type.Array(
    Type.Object({
      value: Type.Union([Type.String(), Type.Null()], {
        description:
          'Its first 256 characters, as one of those who have it have it; of a manager as given. null: who has none.',
      }),
      count: Type.Integer({ minimum: 1, description: 'At least so many where the total is not exact.' }),
    }),
    { description: 'The most frequent values first, a hundred of them.' },
  ),
  others: Type.Integer({ minimum: 0, description: 'People of all further values.' }),
});
export type CountsBody = Static<typeof CountsBody>;

export function countsBody(by: Facet, values: readonly CountedValue[], total: Count): CountsBody {
  const items = values.slice(0, MOST_VALUES).map(({ value, count }) => ({ value, count }));
  const others = total.count - items.reduce((sum, { count }) => sum + count, 0);
  return { total, by, items, others };
}

export interface Asking {
  readonly tenantId: string;
  /** False: who has left is in no count. */
  readonly seesLeavers: boolean;
  readonly gone?: AbortSignal | undefined;
}

/** Counts that are made when they are asked for, each up to a bound. */
export class Totals {
  readonly #reads: TenantReads;
  readonly #history: Pick<History, 'ofLastWeek'>;

  constructor(reads: TenantReads, history: Pick<History, 'ofLastWeek'>) {
    this.#reads = reads;
    this.#history = history;
  }

  async of({ tenantId, seesLeavers, gone }: Asking): Promise<TotalsBody> {
    return this.#reads.list({ tenantId, gone }, async (tx) => {
      const { people, inactive, groups, departments, ...found } = await countEmployees(tx);
      const known = { people: upTo(MOST_COUNTED, people), inactive: upTo(MOST_COUNTED, inactive) };
      const active = { count: Math.min(MOST_COUNTED, found.active), isExact: known.people.isExact };
      const others = { groups: upTo(MOST_COUNTED, groups), departments: upTo(MOST_DEPARTMENTS, departments) };
      if (!seesLeavers) {
        return { people: active, active, inactive: null, ...others, joinedThisWeek: null, leftThisWeek: null };
      }
      const { joined, left, isExact } = await this.#history.ofLastWeek(tx);
      return {
        ...known,
        active,
        ...others,
        joinedThisWeek: { count: joined, isExact },
        leftThisWeek: { count: left, isExact },
      };
    });
  }

  async by(tenantId: string, { by, active, department }: CountParameters, gone?: AbortSignal): Promise<CountsBody> {
    const of = { active: active === 'any' ? null : active === 'true', department: department ?? null };
    const { values, people, lookedAt } = await this.#reads.list({ tenantId, gone }, (tx) => countBy(tx, by, of));
    return countsBody(by, values, { count: people, isExact: lookedAt <= MOST_LOOKED_AT });
  }

  /** Without leavers, a department of these alone is left out. */
  async departments(
    { tenantId, seesLeavers, gone }: Asking,
    { limit, cursor }: DepartmentsParameters,
  ): Promise<Page<DepartmentBody>> {
    const after = cursor === undefined ? '' : decodeCursor(DepartmentPlace, cursor).key;
    const rows = await this.#reads.list({ tenantId, gone }, (tx) =>
      (seesLeavers ? listDepartments : listActiveDepartments)(tx, after, limit + 1),
    );
    const { shown, next } = pageOf(rows, { limit, place: ({ key }) => ({ key }) });
    return { items: shown.map(departmentBody).filter(({ people }) => people.count > 0 || !people.isExact), next };
  }
}

function departmentBody({ name, people, walked }: DepartmentRow): DepartmentBody {
  return { name, people: { count: Math.min(MOST_IN_DEPARTMENT, people), isExact: walked <= MOST_IN_DEPARTMENT } };
}

function upTo(most: number, count: number): Count {
  return { count: Math.min(most, count), isExact: count <= most };
}
