import type { Released } from './release-gap.js';
import type { AcceptedGap } from './statements/gaps.js';
import type { ParkedEvent, ShownEvent } from './statements/list-parked.js';

/** A parked event in one line, or as one JSON object: ids, times and a reason, no personal data. */
export function listedLine(projection: string, event: ParkedEvent, isJson: boolean): string {
  if (isJson) return JSON.stringify({ projection, ...parkedView(event) });
  const { id, kind, parkedAt, eventType, eventId, key, attempts } = event;
  const words = [
    `${projection} ${id}`,
    placeOf(event),
    kind,
    `since ${parkedAt.toISOString()}`,
    `${attempts} attempt${attempts === 1 ? '' : 's'}`,
    `${eventType ?? 'no type'} ${eventId ?? 'no id'}`,
    `key ${visible(key)}`,
    reasonOf(event),
  ];
  return words.join(' · ');
}

/** A gap that was accepted, in one line: who said so, and between which versions. */
export function acceptedLine(projection: string, { resource: _, ...gap }: AcceptedGap, isJson: boolean): string {
  if (isJson) return JSON.stringify({ projection, kind: 'accepted', ...gap });
  const { topic, key, fromVersion, toVersion, eventId, acceptedAt, acceptedBy } = gap;
  const words = [
    `${projection} accepted gap`,
    topic,
    `since ${acceptedAt.toISOString()}`,
    `version ${toVersion} behind ${fromVersion}`,
    eventId,
    `key ${visible(key)}`,
    `by ${visible(acceptedBy)}`,
  ];
  return words.join(' · ');
}

/** Everything that is known of one; the event's own headers and value only where they were asked for. */
export function eventLines(
  projection: string,
  event: ShownEvent,
  { isJson, withData }: { readonly isJson: boolean; readonly withData: boolean },
): readonly string[] {
  const shown = { projection, ...shownView(event, withData) };
  if (isJson) return [JSON.stringify(shown)];
  return Object.entries(shown).flatMap(([name, said]) => (said === null ? [] : [`${name}: ${visible(textOf(said))}`]));
}

export function releasedLine(projection: string, verb: string, { applied, left, because }: Released): string {
  const done = verb === 'discard' ? 'discarded' : applied === 0 ? 'not released' : 'released';
  const followed = verb === 'discard' ? applied : Math.max(0, applied - 1);
  const words = [
    done,
    ...(followed === 0 ? [] : [`${followed} that waited behind it followed`]),
    ...(left === 0 ? [] : [`${left} of its key still parked${because === null ? '' : `: ${safe(because)}`}`]),
  ];
  return `${projection}: ${words.join(', ')}`;
}

/** A parked event as it is told everywhere: no personal data. */
export function parkedView(event: ParkedEvent): ParkedEvent {
  return { ...event, because: reasonOf(event) };
}

/** The same of one, with its headers and value where they were asked for. */
export function shownView(event: ShownEvent, withData: boolean): ParkedEvent & Partial<ShownEvent> {
  const { headers, value, because, ...rest } = event;
  // The text of a database's error quotes values: it belongs to the data.
  return withData ? { ...rest, because, headers, value } : { ...rest, because: reasonOf(event) };
}

function reasonOf({ because, kind, discardedBy, discardedWhy, discardedAt }: ParkedEvent): string {
  if (kind !== 'discarded') return safe(because);
  return `discarded by ${visible(discardedBy ?? '')} at ${discardedAt?.toISOString() ?? ''}: ${visible(discardedWhy ?? '')}`;
}

/** What became of it, as it is told where nothing personal is. */
export function releasedView(released: Released): Released {
  return { ...released, because: released.because === null ? null : safe(released.because) };
}

/** Of an error its name and code: what follows is text of a database or a library, which quotes values. */
function safe(because: string): string {
  const [, error] = /^(\w*error\b[^:]*):/i.exec(because) ?? [];
  return visible(error ?? because);
}

function placeOf({ topic, partition, offset }: ParkedEvent): string {
  return `${topic}/${partition}/${offset}`;
}

function textOf(said: unknown): string {
  if (said instanceof Date) return said.toISOString();
  return typeof said === 'string' || typeof said === 'number' ? String(said) : JSON.stringify(said);
}

/** A stranger's bytes do not steer the terminal. */
function visible(text: string): string {
  return text.replaceAll(/\p{C}/gu, '\u{FFFD}');
}
