import {
  eventsOn,
  idFault,
  sensitiveValues,
  shownChanges,
  USERS,
  type Change,
  type RollcallEvent,
  type UserEvent,
} from '#contracts';
import type { EmployeeView, Known, KnownEmployee } from './employee.js';
import { evolveEmployee } from './evolve-employee.js';

/** One entry of an employee's history: the resource as it was from `validFrom` on, null when deleted. */
export interface EmployeeVersion {
  readonly eventId: string;
  readonly view: EmployeeView;
  /** Time of the version before; null: this is the first that is known. */
  readonly previousFrom: string | null;
  /** Who said so, and in which request. */
  readonly by: { readonly connectionId: string; readonly credentialId: string; readonly requestId: string };
  /** Of an update what it changed, sensitive values masked. What a creation gave is read from the resource. */
  readonly changes: readonly Change[];
  /** What the view has masked, by the attributes' names; null: nothing. It is stored apart, see sensitive-tables.ts. */
  readonly sensitive: Readonly<Record<string, unknown>> | null;
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
export function foldUsers(
  known: ReadonlyMap<string, Known & Partial<Pick<KnownEmployee, 'changedAt'>>>,
  events: readonly RollcallEvent[],
): Folded {
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
    versions.push(versionOf(event, view, before?.changedAt ?? null));
    return { kind: 'done' };
  });
  return { verdicts, employees: [...employees.values()], versions };
}

function versionOf(event: UserEvent, view: EmployeeView, previousFrom: string | null): EmployeeVersion {
  const { actor, changes, sensitive, user } = event.data;
  return {
    eventId: event.id,
    view,
    previousFrom,
    by: { connectionId: actor.connectionId, credentialId: actor.credentialId, requestId: event.correlationId },
    changes: isUpdate(event)
      ? [...new Map(shownChanges(changes, sensitive).map((change) => [change.path, change])).values()]
      : [],
    sensitive: sensitiveValues(user, sensitive),
  };
}

/** A new person and a deleted one have nothing that changed: there was nobody before, or there is nobody any more. */
function isUpdate({ data }: UserEvent): boolean {
  return data.user !== null && !('reason' in data && data.reason === 'created');
}

/** What no retry would mend, or null. Found here, so that one such event does not fail its whole batch. */
function faultOf(event: UserEvent): string | null {
  const odd = idFault(event);
  if (odd !== null) return odd;
  if (event.resourceVersion === null) return 'an event of a user without a resource version';
  if (Number.isNaN(Date.parse(event.time))) return 'the time is not a date-time';
  return null;
}
