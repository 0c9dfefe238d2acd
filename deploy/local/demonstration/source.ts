import { updateUser, disable, setManager } from '../../../apps/entra-simulator/src/source/changes.js';
import type { Source, SourceGroup } from '../../../apps/entra-simulator/src/source/source.js';
import { company, DEPARTMENTS, userOf, type Employee } from '../../../apps/entra-simulator/src/source/company.js';

const MOVERS = 4;
const LEAVERS = 3;

/** The demonstration's company as Entra has it: everybody assigned, a group for each department and one of managers. */
export function sourceOf(people: readonly Employee[]): Source {
  const users = new Map(people.map((person) => [idOf(person.number), userOf(person, idOf)]));
  const groups = new Map(groupsOf(people).map((group) => [group.id, group]));
  return { users, groups, assigned: { users: new Set(users.keys()), groups: new Set(groups.keys()) } };
}

/** Whoever is there keeps what happened since; the others join. */
export function withMorePeople(before: Source, people: number): Source {
  const larger = sourceOf(company(people));
  const { assigned } = before;
  const joined = [...larger.users.keys()].filter((id) => !before.users.has(id));
  return {
    users: new Map([...larger.users, ...before.users]),
    groups: new Map([...before.groups, ...larger.groups]),
    assigned: {
      users: new Set([...assigned.users, ...joined]),
      groups: new Set([...assigned.groups, ...larger.groups.keys()]),
    },
  };
}

/** Some move to the next department, under its head; the last to have joined leave. Nobody who leads others. */
export function afterMoves(source: Source, people: readonly Employee[]): Source {
  const { movers, leavers } = choose(people);
  const moved = movers.reduce((source, person) => move(source, person, people.length), source);
  return leavers.reduce((source, { number }) => disable(source, idOf(number)), moved);
}

function choose(people: readonly Employee[]): {
  readonly leavers: readonly Employee[];
  readonly movers: readonly Employee[];
} {
  const managers = new Set(people.map((person) => person.manager));
  const leaves = people.filter((person) => !managers.has(person.number) && person.manager !== null).reverse();
  // A company of a few people keeps most of them.
  const share = Math.floor(people.length / 3);
  const leavers = leaves.slice(0, Math.min(LEAVERS, share));
  return { leavers, movers: leaves.slice(leavers.length, leavers.length + Math.min(MOVERS, share)) };
}

function move(source: Source, person: Employee, size: number): Source {
  const from = DEPARTMENTS.findIndex(({ name }) => name === person.department);
  const to = (from + 1) % DEPARTMENTS.length;
  const id = idOf(person.number);
  const department = DEPARTMENTS[to]?.name ?? null;
  const moved = updateUser(source, id, { department, jobTitle: DEPARTMENTS[to]?.titles[0] ?? null });
  // The head of a department is its first member.
  return to + 1 < size ? setManager(moved, id, idOf(to + 1)) : moved;
}

/** In the shape of Entra's object ids; the same for the same number. */
export function idOf(number: number): string {
  return `0a11ce00-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

function groupsOf(people: readonly Employee[]): SourceGroup[] {
  const managers = new Set(people.map((person) => person.manager));
  const named: readonly (readonly [string, readonly Employee[]])[] = [
    ...DEPARTMENTS.map(({ name }) => [name, people.filter((person) => person.department === name)] as const),
    ['Managers', people.filter((person) => managers.has(person.number))],
  ];
  return named.flatMap(([displayName, members], index) =>
    members.length === 0
      ? []
      : [
          {
            id: `0a11ce00-0000-4000-9000-${String(index).padStart(12, '0')}`,
            displayName,
            description: null,
            mailNickname: `group-${index}`,
            members: members.map(({ number }) => idOf(number)),
          },
        ],
  );
}
