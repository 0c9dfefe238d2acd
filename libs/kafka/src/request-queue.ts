import { createRequire } from 'node:module';

const SCHEDULE = 'scheduleCheckPendingRequests';

/**
 * kafkajs 2.2.4 (src/network/requestQueue/index.js) looks after each answer whether a request waits, and from then on every
 * millisecond, for ever, whether one does or not: the time until a throttle ends, which there is none, is negative. Seen: 868
 * wake-ups a second of a process that does nothing, 2 to 3 % of a core. Here it looks again while something waits.
 */
export function lookWhileSomethingWaits(queue: unknown): void {
  const prototype: unknown = typeof queue === 'function' ? Reflect.get(queue, 'prototype') : undefined;
  if (typeof prototype !== 'object' || prototype === null) return;
  const schedule: unknown = Reflect.get(prototype, SCHEDULE);
  if (typeof schedule !== 'function') return;
  Reflect.set(prototype, SCHEDULE, function (this: object): void {
    const pending: unknown = Reflect.get(this, 'pending');
    if (Array.isArray(pending) && pending.length > 0) Reflect.apply(schedule, this, []);
  });
}

/** Of kafkajs' own; it exports it to nobody. */
export function requestQueue(): unknown {
  return createRequire(import.meta.url)('kafkajs/src/network/requestQueue');
}
