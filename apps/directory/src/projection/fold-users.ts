import { eventsOn, idFault, USERS, type RollcallEvent, type UserEvent } from '#contracts';
import type { EmployeeView, Known } from './employee.js';
import { evolveEmployee } from './evolve-employee.js';

/** One entry of an employee's history: the resource as it was from `validFrom` on, null when deleted. */
export interface EmployeeVersion {
  readonly eventId: string;
  readonly view: EmployeeView;
}

export type Verdict =
  | { readonly kind: 'done' }
  | { readonly kind: 'ignored'; readonly because: string }
  | { readonly kind: 'poison'; readonly because: string };

export interface Folded {
  /** One per event, in the events' order. */
  readonly verdicts: readonly Verdict[];
  /** The last view of each employee that changed. */
  readonly employees: readonly EmployeeView[];
  /** Every view on the way there. */
  readonly versions: readonly EmployeeVersion[];
}

/** What names an employee in a map; tenants never share one. */
export function employeeKey(tenantId: string, id: string): string {
  return `${tenantId}/${id}`;
}

export const isOfUser = eventsOn(USERS);

/** Folds a batch in order over what is known of its employees. */
export function foldUsers(known: ReadonlyMap<string, Known>, events: readonly RollcallEvent[]): Folded {
  const employees = new Map<string, EmployeeView>();
  const versions: EmployeeVersion[] = [];
  const verdicts = events.map((event): Verdict => {
    if (!isOfUser(event)) return { kind: 'poison', because: `${event.type} is not about a user` };
    const fault = faultOf(event);
    if (fault !== null) return { kind: 'poison', because: fault };
    const key = employeeKey(event.tenantId, event.subject);
    const before = employees.get(key) ?? known.get(key) ?? null;
    const view = evolveEmployee(before, event);
    if (view === null) return { kind: 'ignored', because: `version ${event.resourceVersion} is not newer` };
    employees.set(key, view);
    versions.push({ eventId: event.id, view });
    return { kind: 'done' };
  });
  return { verdicts, employees: [...employees.values()], versions };
}

/** What no retry would mend, or null. Found here, so that one such event does not fail its whole batch. */
function faultOf(event: UserEvent): string | null {
  const odd = idFault(event);
  if (odd !== null) return odd;
  if (event.resourceVersion === null) return 'an event of a user without a resource version';
  if (Number.isNaN(Date.parse(event.time))) return 'the time is not a date-time';
  return null;
}
