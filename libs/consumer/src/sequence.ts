import { hash } from 'node:crypto';
import { MAX_RESOURCE_VERSION } from '#contracts';
import type { ResourceId } from './delivery.js';
import type { Item } from './pipeline.js';

export function resourceKey({ tenantId, id }: ResourceId): string {
  return `${tenantId}/${id}`;
}

/** One record as a step of its resource's sequence. */
export interface Step {
  /** Names the resource in the consumer's tables: a hash, so that any key fits an index. */
  readonly resource: string;
  readonly of: ResourceId;
  /** The record's: by it, what is parked is found. */
  readonly key: string;
  /** null where it cannot be read: the record then takes the place of the next one, whatever that is. */
  readonly version: number | null;
  readonly eventId: string | null;
  /** Cannot be decoded, or was discarded: it takes its place if that is the next one, and leaps past nothing. */
  readonly isPassive: boolean;
}

/** null for a record that is no step of a sequence: it has no version, or nothing says of which resource it is. */
export function stepOf(topic: string, { record, decoded }: Item, isDiscarded: boolean): Step | null {
  const { key } = record;
  if (decoded.ok) {
    const { tenantId, subject: id, resourceVersion: version, id: eventId } = decoded.delivery.event;
    if (version === null) return null;
    const of = { tenantId, id };
    return { resource: resourceOf(topic, of), of, key, version, eventId, isPassive: isDiscarded };
  }
  const { ce_tenantid: tenantId = '', ce_subject: id = '', ce_resourceversion: text = '' } = record.headers;
  if (tenantId === '' || id === '') return null;
  const version = VERSION.test(text) ? Number(text) : null;
  const of = { tenantId, id };
  return { resource: resourceOf(topic, of), of, key, version, eventId: null, isPassive: true };
}

const VERSION = /^[1-9]\d{0,14}$/;

export function resourceOf(topic: string, of: ResourceId): string {
  const hex = hash('sha256', `${topic}/${resourceKey(of)}`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/**
 * The entry beside the resources' own that says how many records of a topic at most were read before its resources were kept in
 * sequence: no version of one that is not known here is higher.
 */
export function readBefore(topic: string): string {
  return resourceOf(topic, { tenantId: '', id: '' });
}

/** Consecutive versions of one resource in a slice: the rule, for which one statement is enough. */
export interface Run {
  readonly resource: string;
  readonly key: string;
  readonly first: number;
  readonly last: number;
}

/** null when the steps of a resource are no run: each of them has to be looked at. */
export function runOf(steps: readonly Step[]): Run | null {
  const [step] = steps;
  if (step?.version == null) return null;
  const { resource, key, version: first } = step;
  if (first + steps.length - 1 > MAX_RESOURCE_VERSION) return null;
  const isRun = steps.every((one, index) => !one.isPassive && one.version === first + index && one.key === key);
  return isRun ? { resource, key, first, last: first + steps.length - 1 } : null;
}

/** A gap that was accepted: behind version `from` the event comes next, whatever its own version is. */
export interface Accepted {
  readonly from: number;
  readonly to: number;
  readonly eventId: string;
  /** The sequence had gone past it already: it was handed over as late, and moved nothing. */
  readonly isLate: boolean;
}

/** True for a gap that was accepted when the sequence had gone past it. */
export function isAcceptedLate(step: Step, accepted: readonly Accepted[]): boolean {
  return accepted.some(({ isLate, eventId }) => isLate && eventId === step.eventId);
}

/** The version after the step, or null when it leaps. */
export function advance(last: number, step: Step, accepted: readonly Accepted[]): number | null {
  const { version } = step;
  if (version !== null && version > MAX_RESOURCE_VERSION) return step.isPassive ? last : null;
  if (version === last + 1 || version === null) return last + 1;
  if (version <= last) return last;
  if (step.isPassive) return last;
  return accepted.some(({ from, eventId, isLate }) => !isLate && from === last && eventId === step.eventId)
    ? version
    : null;
}

/** Why a step leaps. */
export function leapReason(version: number, last: number): string {
  return version > MAX_RESOURCE_VERSION ? tooHigh(version) : `version ${version} came where ${last + 1} was expected`;
}

/** Of a version that no projection can keep. */
export function tooHigh(version: number): string {
  return `version ${version} is higher than any resource comes`;
}

/** Of an event that is released when another one has been applied as its version. */
export const VERSION_TAKEN = 'another event has this version, and has been applied: discard this one';
