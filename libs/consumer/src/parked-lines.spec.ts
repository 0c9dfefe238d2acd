import { describe, expect, it } from '@jest/globals';
import { eventLines, listedLine, releasedLine } from './parked-lines.js';
import type { ShownEvent } from './statements/list-parked.js';

const EVENT: ShownEvent = {
  id: '7',
  topic: 'rollcall.users.v1',
  partition: 3,
  offset: '12',
  key: 'tenant/person',
  eventId: '0192f1a0-0000-7000-8000-000000000001',
  eventType: 'rollcall.UserUpdated',
  kind: 'poison',
  because: 'error 22P02: invalid input syntax for type uuid: "anna@acme.example"',
  attempts: 2,
  parkedAt: new Date('2026-11-29T10:00:00Z'),
  discardedAt: null,
  discardedBy: null,
  discardedWhy: null,
  headers: { ce_id: '1' },
  value: '{"userName":"anna@acme.example"}',
};

describe('a parked event in the list', () => {
  it('is ids, times and a reason', () => {
    expect(listedLine('audit', EVENT, false)).toBe(
      'audit 7 · rollcall.users.v1/3/12 · poison · since 2026-11-29T10:00:00.000Z · 2 attempts · ' +
        'rollcall.UserUpdated 0192f1a0-0000-7000-8000-000000000001 · key tenant/person · error 22P02',
    );
  });

  it.each([true, false])('holds no value that a database quotes (JSON: %s)', (isJson) => {
    const { headers: _headers, value: _value, ...listed } = EVENT;
    expect(listedLine('audit', listed, isJson)).not.toContain('anna');
  });

  it('says in our own words why, whole', () => {
    const because = 'the tenant id is not a UUID';
    expect(listedLine('audit', { ...EVENT, because }, false)).toContain(because);
  });

  it('does not steer the terminal', () => {
    expect(listedLine('audit', { ...EVENT, key: 'a\u001b[2Jb\u202e' }, false)).toContain('key a\u{FFFD}[2Jb\u{FFFD} ');
  });
});

describe('a parked event that is shown', () => {
  it.each([true, false])('has its data only where they are asked for (JSON: %s)', (isJson) => {
    expect(eventLines('audit', EVENT, { isJson, withData: false }).join('\n')).not.toContain('anna');
    const whole = eventLines('audit', EVENT, { isJson, withData: true }).join('\n');
    expect(whole).toContain('invalid input syntax');
    expect(whole).toContain('userName');
  });

  it('says who discarded it, when and why', () => {
    const discardedAt = new Date('2026-11-29T11:00:00Z');
    const discarded = { ...EVENT, kind: 'discarded' as const, discardedAt, discardedBy: 'kim', discardedWhy: 'a test' };
    expect(listedLine('audit', discarded, false)).toMatch(/discarded by kim at 2026-11-29T11:00:00.000Z: a test$/);
  });
});

describe('what became of a release', () => {
  it.each([
    ['release', { applied: 1, left: 0, because: null }, 'audit: released'],
    ['release', { applied: 3, left: 0, because: null }, 'audit: released, 2 that waited behind it followed'],
    [
      'release',
      { applied: 0, left: 2, because: 'Error: anna' },
      'audit: not released, 2 of its key still parked: Error',
    ],
    ['discard', { applied: 0, left: 0, because: null }, 'audit: discarded'],
    [
      'discard',
      { applied: 2, left: 1, because: 'no' },
      /discarded, 2 that waited .* followed, 1 of its key still parked/,
    ],
  ])('%s %j', (verb, released, line) => {
    const said = releasedLine('audit', verb, released);
    if (typeof line === 'string') expect(said).toBe(line);
    else expect(said).toMatch(line);
  });
});
