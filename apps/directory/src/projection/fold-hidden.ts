import { HIDDEN_LATE_MS, idFault, type AdminEvent, type RollcallEvent, type UserEvent } from '#contracts';
import { isOfUser } from './fold-users.js';

/** An attribute whose values from before it became sensitive stand in the clear in their events. */
export interface HiddenAttribute {
  readonly tenantId: string;
  readonly name: string;
  /** Of events that were decided until then. */
  readonly until: Date;
}

/** What acts say of it, each attribute once. */
export function hiddenIn(events: readonly AdminEvent[]): HiddenAttribute[] {
  const latest = new Map<string, HiddenAttribute>();
  for (const event of events) {
    const hidden = hiddenBy(event);
    if (hidden === null) continue;
    const key = `${hidden.tenantId}/${hidden.name}`;
    const known = latest.get(key);
    if (known === undefined || known.until < hidden.until) latest.set(key, hidden);
  }
  return [...latest.values()];
}

function hiddenBy(event: AdminEvent): HiddenAttribute | null {
  if (event.type !== 'rollcall.AdminActed' || event.data.act !== 'attributes.define' || idFault(event) !== null)
    return null;
  const at = Date.parse(event.time);
  const isSensitive = event.data.changes?.some(({ path, after }) => path === 'sensitive' && after === true) ?? false;
  if (!isSensitive || Number.isNaN(at)) return null;
  return { tenantId: event.tenantId, name: event.data.object.id, until: new Date(at + HIDDEN_LATE_MS) };
}

/** The events of users as they would be, had these attributes been sensitive from the beginning. */
export function withHidden(
  events: readonly RollcallEvent[],
  hidden: readonly HiddenAttribute[],
): readonly RollcallEvent[] {
  if (hidden.length === 0) return events;
  return events.map((event) => (isOfUser(event) ? hiding(event, namesAt(hidden, event)) : event));
}

function namesAt(hidden: readonly HiddenAttribute[], { tenantId, time }: UserEvent): readonly string[] {
  const at = Date.parse(time);
  return hidden.filter((one) => one.tenantId === tenantId && at <= one.until.getTime()).map(({ name }) => name);
}

function hiding<Event extends UserEvent>(event: Event, names: readonly string[]): Event {
  if (names.length === 0) return event;
  return { ...event, data: { ...event.data, sensitive: [...(event.data.sensitive ?? []), ...names] } };
}
