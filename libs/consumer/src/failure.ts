import kafkajs from 'kafkajs';
import { isInfrastructureFailure, sqlState } from '#postgres';
import type { Item } from './pipeline.js';

// kafkajs is CommonJS and spreads its errors into its exports, where Node's ESM loader does not see them by name.
const { KafkaJSError } = kafkajs;

/** The partition's stored offset is before what was fetched: apply nothing, look again from the stored offset. */
export class GapError extends Error {
  readonly code = 'GAP';
  constructor() {
    super('the batch begins after the stored offset');
    this.name = 'GapError';
  }
}

/** The consumer stops, or the partition is no longer ours: what is in flight is left undone. */
export class StoppingError extends Error {
  readonly code = 'STOPPING';
  constructor() {
    super('the consumer is stopping');
    this.name = 'StoppingError';
  }
}

/** A batch holds an event behind a poisonous one of its key that it needs: apart, each gets where it belongs. */
export class ApartError extends Error {
  readonly code = 'APART';
  constructor() {
    super('an event stands behind a poisonous one of its own key');
    this.name = 'ApartError';
  }
}

/** A later version wrote the record: this one can neither apply it nor pass it over, so its partition stands still. */
export class NewerEventError extends Error {
  readonly code = 'NEWER';
  readonly item: Item;
  constructor(item: Item, because: string) {
    super(because);
    this.name = 'NewerEventError';
    this.item = item;
  }
}

/** True for what passes by itself and is retried for ever: the database, the broker, or the way to them. */
export function isPassing(error: unknown): boolean {
  if (isInfrastructureFailure(error)) return true;
  if (error instanceof KafkaJSError && error.retriable) return true;
  return error instanceof Error && error.cause !== undefined && isPassing(error.cause);
}

/** The orders of the runner itself, which no retry and no parking may swallow. */
export function isControl(error: unknown): boolean {
  return error instanceof GapError || error instanceof StoppingError || error instanceof NewerEventError;
}

/**
 * How often an event that failed alone is tried until it is parked. What the event itself carries fails the same way
 * each time: class 22 (data exception, a NUL in a text), 23 (constraint), 54 (limit exceeded, an index row too large).
 * Of class 23 the two that depend on what others wrote (unique, exclusion) get one more try: the other transaction may
 * have gone by then.
 */
export function triesOf(error: unknown): number {
  const state = sqlState(error) ?? '';
  if (state === '23505' || state === '23P01') return 2;
  return /^(22|23|54)/.test(state) ? 1 : MOST_ATTEMPTS;
}

/** Attempts of an event whose failure might not repeat, after which it is parked. */
export const MOST_ATTEMPTS = 5;

/** For logs: no text of the error, because a database's texts quote values. */
export function failureCode(error: unknown): string {
  const state = sqlState(error);
  if (state !== undefined) return state;
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** For the parked row, which holds the event itself anyway. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = failureCode(error);
  return `${error.name}${code === error.name ? '' : ` ${code}`}: ${error.message}`;
}
