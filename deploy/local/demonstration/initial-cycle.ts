import { DEPARTMENTS, type Employee } from './company.js';
import { type EntraClient, PATHS } from './entra-client.js';
import { inParallel } from './in-parallel.js';
import type { Progress } from './progress.js';

// Entra keeps a handful of requests of one job under way.
const WIDTH = 8;
const MEMBERS_PER_PATCH = 100;

/**
 * An Entra initial cycle: for each person the match query and, where it finds nobody, the POST; managers by a PATCH of
 * their own once both exist; then the groups, empty at first, and their members by PATCH. Run again it creates nothing.
 *
 * @returns the SCIM id of each person by number
 */
export async function initialCycle(
  client: EntraClient,
  people: readonly Employee[],
  progress: Progress,
): Promise<ReadonlyMap<number, string>> {
  const ids = new Map<number, string>();
  await progress.during('people', people.length, async (step) => {
    await inParallel(people, WIDTH, async (person) => {
      ids.set(person.number, (await client.findUser(person.userName)) ?? (await client.createUser(person)));
      step();
    });
  });
  const reports = people.filter((person) => person.manager !== null);
  await progress.during('managers', reports.length, async (step) => {
    await inParallel(reports, WIDTH, async (person) => {
      const value = idOf(ids, person.manager ?? 0);
      await client.patchUser(idOf(ids, person.number), [{ op: 'Add', path: PATHS.manager, value }]);
      step();
    });
  });
  const groups = groupsOf(people);
  await progress.during('groups', groups.length, async (step) => {
    for (const { name, members } of groups) {
      const group = (await client.findGroup(name)) ?? (await client.createGroup(name));
      for (let from = 0; from < members.length; from += MEMBERS_PER_PATCH) {
        const some = members.slice(from, from + MEMBERS_PER_PATCH).map((person) => idOf(ids, person.number));
        await client.addMembers(group, some);
      }
      step();
    }
  });
  return ids;
}

/** One group for each department, one for the managers. */
function groupsOf(people: readonly Employee[]): { readonly name: string; readonly members: readonly Employee[] }[] {
  const managers = new Set(people.map((person) => person.manager));
  return [
    ...DEPARTMENTS.map(({ name }) => ({ name, members: people.filter((person) => person.department === name) })),
    { name: 'Managers', members: people.filter((person) => managers.has(person.number)) },
  ].filter(({ members }) => members.length > 0);
}

export function idOf(ids: ReadonlyMap<number, string>, number: number): string {
  const id = ids.get(number);
  if (id === undefined) throw new Error(`employee ${number} was not provisioned`);
  return id;
}
