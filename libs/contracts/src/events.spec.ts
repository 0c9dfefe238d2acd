import { describe, expect, it } from '@jest/globals';
import { EVENTS, eventsOn, isEventType } from './events.js';
import { GROUPS, TOPICS, USERS } from './topics.js';
import { decodeEvent } from './decode.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

describe('the types of events', () => {
  it('each stand on one of the topics, and each topic has some', () => {
    const types = Object.keys(EVENTS).filter(isEventType);
    expect(new Set(types.map((type) => EVENTS[type].topic))).toEqual(new Set(TOPICS));
  });

  it('are told apart by their topic', () => {
    const file = (name: string): string => readFileSync(join(import.meta.dirname, '../golden', name), 'utf8');
    const { headers } = JSON.parse(file('UserUpdated.v1.headers.json')) as { headers: Record<string, string> };
    const decoded = decodeEvent({ headers, value: file('UserUpdated.v1.value.json') });
    if (!decoded.ok) throw new Error(decoded.because);
    expect([eventsOn(USERS)(decoded.event), eventsOn(GROUPS)(decoded.event)]).toEqual([true, false]);
  });
});
