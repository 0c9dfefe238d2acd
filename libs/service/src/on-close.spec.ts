import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { expect, it } from '@jest/globals';
import { onClose } from './on-close.js';

const responseOf = (closed: boolean) => Object.assign(new EventEmitter(), { closed }) as unknown as ServerResponse;

it('tells all who ask, in their order and once, by one listener', () => {
  const response = responseOf(false);
  const told: number[] = [];
  for (let at = 0; at < 12; at += 1) onClose(response, () => void told.push(at));
  expect(response.listenerCount('close')).toBe(1);
  response.emit('close');
  response.emit('close');
  expect(told).toEqual(Array.from({ length: 12 }, (_, at) => at));
});

it('tells at once of a response that is closed', () => {
  let told = 0;
  onClose(responseOf(true), () => (told += 1));
  expect(told).toBe(1);
});
