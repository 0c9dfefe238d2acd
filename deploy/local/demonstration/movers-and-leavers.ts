import type { Employee } from './company.js';
import { DEPARTMENTS } from './company.js';
import { type EntraClient, type Operation, PATHS } from './entra-client.js';
import { idOf } from './initial-cycle.js';
import type { Progress } from './progress.js';

const MOVERS = 4;
const LEAVERS = 3;

/** One incremental cycle: some people change department, title and manager, then some leave. Nobody who leads others. */
export async function moversAndLeavers(
  client: EntraClient,
  company: { readonly people: readonly Employee[]; readonly ids: ReadonlyMap<number, string> },
  progress: Progress,
): Promise<void> {
  const { leavers, movers } = choose(company.people);
  await progress.during('movers and leavers', movers.length + leavers.length, async (step) => {
    for (const person of movers) {
      await client.patchUser(idOf(company.ids, person.number), move(person, company.ids));
      step();
    }
    for (const person of leavers) {
      // As Entra sends it: a text, with a capital.
      await client.patchUser(idOf(company.ids, person.number), [{ op: 'Replace', path: 'active', value: 'False' }]);
      step();
    }
  });
}

/** The last to join lead nobody. A company of a few people keeps most of them. */
export function choose(people: readonly Employee[]): { leavers: Employee[]; movers: Employee[] } {
  const managers = new Set(people.map((person) => person.manager));
  const leaves = people.filter((person) => !managers.has(person.number) && person.manager !== null).reverse();
  const share = Math.floor(people.length / 3);
  const leavers = leaves.slice(0, Math.min(LEAVERS, share));
  return { leavers, movers: leaves.slice(leavers.length, leavers.length + Math.min(MOVERS, share)) };
}

/** To the next department, under its head. */
function move(person: Employee, ids: ReadonlyMap<number, string>): Operation[] {
  const from = DEPARTMENTS.findIndex(({ name }) => name === person.department);
  const to = (from + 1) % DEPARTMENTS.length;
  const department = DEPARTMENTS[to];
  const head = ids.get(to + 1);
  return [
    { op: 'Replace', path: PATHS.department, value: department?.name },
    { op: 'Replace', path: 'title', value: department?.titles[0] },
    ...(head === undefined ? [] : [{ op: 'Replace', path: PATHS.manager, value: head } as const]),
  ];
}
