import type { Transaction } from '#postgres';
import { identified } from '../rules/person.js';
import { REFUSED_NAMED, type RefusalFacts } from '../rules/refusals.js';
import type { Tenant } from '../rules/tenant.js';
import { loadPeople } from '../storage/statements/load-people.js';

/**
 * The facts with names in place of ids, as they are known when the mail goes out. Who is not known any more, or never
 * was, is no person to be named; and a connection whose name was never told keeps its id.
 */
export async function nameRefused(tx: Transaction, tenant: Tenant, facts: RefusalFacts): Promise<RefusalFacts> {
  const { personIds = [], connectionIds } = facts;
  const people = await loadPeople(
    tx,
    personIds.map((id) => ({ tenantId: tenant.id, id })),
  );
  const known = new Map(people.map((person) => [person.id, person]));
  const named = personIds.flatMap((id) => known.get(id) ?? []);
  return {
    ...facts,
    people: named.slice(0, REFUSED_NAMED).map(identified),
    morePeople: Math.max(0, named.length - REFUSED_NAMED),
    connectionNames: connectionIds.map((id) => tenant.connections[id] ?? id),
  };
}
