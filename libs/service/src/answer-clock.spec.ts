import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { endSlowAnswers } from './answer-clock.js';

type OnSend = (request: object, reply: { readonly raw: EventEmitter }, payload: string, done: () => void) => void;

/** How many wait for the end of a response that a large answer is sent on. */
function waitersOf(response: { readonly destroyed: boolean }): number {
  const raw = Object.assign(new EventEmitter(), response, { destroy: () => undefined });
  const addHook = (_name: string, onSend: OnSend): void => onSend({}, { raw }, 'x'.repeat(100_000), () => undefined);
  const patience = { answerMs: 60_000, bytesPerSecond: 1_000 } as Parameters<typeof endSlowAnswers>[1];
  endSlowAnswers({ addHook } as unknown as FastifyInstance, patience);
  const waiters = raw.listenerCount('close');
  raw.emit('close');
  return waiters;
}

describe('the clock of a large answer', () => {
  it('runs until the answer is over', () => {
    expect(waitersOf({ destroyed: false })).toBe(1);
  });

  it('does not begin for a client who has gone before: nothing would end it, and it would keep the request', () => {
    expect(waitersOf({ destroyed: true })).toBe(0);
  });
});
