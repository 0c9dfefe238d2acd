import { describe, expect, it } from '@jest/globals';
import type { TObject } from 'typebox';
import { Problem, parseBody } from '#service';
import { ConnectionPatch, NewConnection } from './connection-schemas.js';
import { NewCredential } from './credential-schemas.js';
import { AttributeDefinition, NewReader, NewTenant, TenantPatch } from './schemas.js';

const SCHEMAS: Readonly<Record<string, TObject>> = {
  NewTenant,
  TenantPatch,
  NewConnection,
  ConnectionPatch,
  AttributeDefinition,
  NewCredential,
  NewReader,
};

const WRONG = [
  null,
  true,
  -1,
  1.5,
  1e9,
  '',
  ' ',
  'x'.repeat(1_000),
  'a\u0000',
  '\ud800',
  'a\nb',
  [],
  ['x'],
  ['directory', 'directory'],
  {},
  { x: 1 },
  { perSecond: 0, burst: 'x' },
];

function refusalOf(schema: TObject, body: unknown): Problem | undefined {
  try {
    parseBody(schema).transform(body, { type: 'body' });
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

describe.each(Object.entries(SCHEMAS))('a body that does not match %s', (_name, schema) => {
  const bodies = [
    ...WRONG,
    ...Object.keys(schema.properties).flatMap((name) =>
      WRONG.map((value) => ({ ...valid(schema, name), [name]: value })),
    ),
    { ...valid(schema, ''), shoeSize: 42 },
    { ...valid(schema, ''), 'a/b~c': 1 },
  ];
  const refusals = bodies.map((body) => refusalOf(schema, body)).filter((refusal) => refusal !== undefined);

  it('is refused in words that say where it is wrong and what to send', () => {
    expect(refusals.length).toBeGreaterThan(10);
    for (const { status, code, detail } of refusals) {
      expect([status, code]).toEqual([400, 'invalid-body']);
      expect(detail).toMatch(/^(The body|[\w./~]+:) (is|names|holds) [^;]+; (send |there are: |remove ).+\.$/);
      expect(detail).not.toMatch(/must|match|constant|pattern|schema|anyOf|undefined|\\u|\^|xxx/);
    }
  });
});

/** The members that must be there, but for the one that is tried. */
function valid(schema: TObject, without: string): Record<string, unknown> {
  const all: Record<string, unknown> = { name: 'Contoso', type: 'option', audiences: ['audit'] };
  return Object.fromEntries(Object.entries(all).filter(([name]) => name in schema.properties && name !== without));
}

describe('the words', () => {
  it.each([
    [
      NewTenant,
      {},
      'name: is missing; send a name of 1 to 200 characters, of which one is no space and none a control character.',
    ],
    [
      NewTenant,
      { name: 'a', notificationAddress: 'x' },
      'notificationAddress: is not as expected; send one mail address, such as it-operations@contoso.example or null.',
    ],
    [
      NewTenant,
      { name: 'a', unknownAttributes: 'drop' },
      'unknownAttributes: is not as expected; send ignore, keep or refuse.',
    ],
    [
      NewTenant,
      { name: 'a', colour: 'red' },
      'colour: is unknown; there are: name, slug, notificationAddress, unknownAttributes, timeZone, reason.',
    ],
    [
      TenantPatch,
      {},
      'The body names nothing; send at least one of: name, slug, notificationAddress, unknownAttributes, timeZone, reason.',
    ],
    [
      NewTenant,
      [],
      'The body is not as expected; send an object with: name, slug, notificationAddress, unknownAttributes, timeZone, reason.',
    ],
    [NewTenant, { name: '\ud800' }, 'name: holds U+0000 or half a surrogate pair; remove it.'],
    [NewTenant, { name: 'a', ['\udfff']: 1 }, 'The body holds U+0000 or half a surrogate pair; remove it.'],
    [
      NewConnection,
      { name: 'a', rateLimit: { perSecond: 'x', burst: 1 } },
      'rateLimit.perSecond: is not as expected; send a whole number of 1 to 10000.',
    ],
    [
      NewConnection,
      { name: 'a', rateLimit: { perSecond: 1 } },
      'rateLimit.burst: is missing; send a whole number of 1 to 100000.',
    ],
    [
      NewConnection,
      { name: 'a', rateLimit: { perSecond: 1, burst: 1, x: 1 } },
      'rateLimit.x: is unknown; there are: perSecond, burst.',
    ],
    [NewConnection, { name: 'a', tolerance: 'lax' }, 'tolerance: is not as expected; send tolerant or strict.'],
    [
      NewCredential,
      { expiresAt: '2026-02-30T00:00:00Z' },
      'expiresAt: is not as expected; send a time with its zone, such as 2026-11-24T08:00:00Z, a day, such as 2026-11-24, none or null.',
    ],
    [
      NewReader,
      { name: 'a', audiences: [] },
      'audiences: is not as expected; send a list of 1 to 5 values, each once: directory, audit, notifier, activity or admin.',
    ],
    [
      NewReader,
      { name: 'a', audiences: ['x'] },
      'audiences.0: is not as expected; send directory, audit, notifier, activity or admin.',
    ],
    [
      NewReader,
      { name: 'a', scopes: ['directory:write'] },
      'scopes.0: is not as expected; send directory:read or directory:history.',
    ],
    [AttributeDefinition, { type: 'text' }, 'type: is not as expected; send option, date, number or employee.'],
  ] as const)('%# are for an administrator', (schema, body, detail) => {
    expect(refusalOf(schema, body)?.detail).toBe(detail);
  });
});
