import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.js';
import './client.js';
import { requestQueue } from './request-queue.js';

interface Queue {
  readonly throttleCheckTimeoutId: unknown;
  push(request: object): void;
  fulfillRequest(answer: object): void;
  maybeThrottle(milliseconds: number): void;
  destroy(): void;
}

function isClass(value: unknown): value is new (options: object) => Queue {
  return typeof value === 'function';
}

function open(): { queue: Queue; sent: number[]; push: (id: number) => void; answer: (id: number) => void } {
  const RequestQueue = requestQueue();
  if (!isClass(RequestQueue)) throw new Error('kafkajs has no request queue there');
  const logger = { debug: () => undefined, warn: () => undefined };
  const queue = new RequestQueue({ maxInFlightRequests: 1, requestTimeout: 1_000, clientId: 'a', broker: 'b', logger });
  const sent: number[] = [];
  const push = (correlationId: number): void =>
    queue.push({
      entry: { correlationId, resolve: () => undefined, reject: () => undefined },
      expectResponse: true,
      sendRequest: () => sent.push(correlationId),
    });
  return {
    queue,
    sent,
    push,
    answer: (correlationId) => queue.fulfillRequest({ correlationId, size: 0, payload: null }),
  };
}

describe('the request queue of kafkajs', () => {
  it('sleeps when its last request is answered', () => {
    const { queue, sent, push, answer } = open();
    push(1);
    answer(1);
    expect(sent).toEqual([1]);
    expect(queue.throttleCheckTimeoutId).toBeNull();
  });

  it('sends what waits as soon as there is room, and what a throttle held back when that ends', async () => {
    const { queue, sent, push, answer } = open();
    push(1);
    push(2);
    answer(1);
    expect(sent).toEqual([1, 2]);
    answer(2);
    queue.maybeThrottle(20);
    push(3);
    expect(sent).toEqual([1, 2]);
    await eventually('the throttle is over', () => sent.length === 3, { timeout: 5_000 });
    answer(3);
    queue.destroy();
  });
});
