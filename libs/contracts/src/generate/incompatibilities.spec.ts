import { describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { incompatibilities } from './incompatibilities.js';
import { plain } from './json-schemas.js';

const published = Type.Object({
  id: Type.String(),
  nick: Type.Optional(Type.String()),
  reason: Type.Union([Type.Literal('created'), Type.Literal('reactivated')]),
  list: Type.Array(Type.Object({ value: Type.String() })),
  open: Type.Object({}),
});
const { id, nick, reason, list, open } = published.properties;

describe('a change of a published schema', () => {
  it.each([
    ['nothing', published],
    ['an optional property more', Type.Object({ id, nick, reason, list, open, extra: Type.Optional(Type.String()) })],
    [
      'an optional property in an empty object',
      Type.Object({ id, nick, reason, list, open: Type.Object({ a: Type.Optional(Type.Null()) }) }),
    ],
    ['a description', Type.Object({ id: Type.String({ description: 'The id' }), nick, reason, list, open })],
  ])('is compatible: %s', (_what, current) => {
    expect(incompatibilities(plain(published), plain(current))).toEqual([]);
  });

  it.each([
    ['a property removed', Type.Object({ id, reason, list, open }), '.nick: removed'],
    [
      'a property retyped',
      Type.Object({ id: Type.Number(), nick, reason, list, open }),
      '.id: type was "string" and is "number"',
    ],
    [
      'a required property added',
      Type.Object({ id, nick, reason, list, open, extra: Type.String() }),
      '.extra: newly required',
    ],
    [
      'an optional property made required',
      Type.Object({ id, nick: Type.String(), reason, list, open }),
      '.nick: newly required',
    ],
    [
      'a required property made optional',
      Type.Object({ id: Type.Optional(id), nick, reason, list, open }),
      '.id: no longer required',
    ],
    [
      'a literal changed',
      Type.Object({ id, nick, reason: Type.Union([Type.Literal('created'), Type.Literal('back')]), list, open }),
      '.reason|1: const was "reactivated" and is "back"',
    ],
    [
      'a property of an item retyped',
      Type.Object({ id, nick, reason, open, list: Type.Array(Type.Object({ value: Type.Null() })) }),
      '.list[].value: type was "string" and is "null"',
    ],
    [
      'a bound added',
      Type.Object({ id: Type.String({ maxLength: 3 }), nick, reason, list, open }),
      '.id: maxLength was absent and is 3',
    ],
  ])('is refused: %s', (_what, current, breach) => {
    expect(incompatibilities(plain(published), plain(current))).toEqual([breach]);
  });

  it('is refused: a variant added, a schema in place of none', () => {
    const more = Type.Union([Type.Literal('created'), Type.Literal('reactivated'), Type.Literal('merged')]);
    expect(incompatibilities(plain(reason), plain(more))).toHaveLength(1);
    expect(incompatibilities({ type: 'array' }, { type: 'array', items: { type: 'string' } })).toEqual(['[]: retyped']);
    expect(incompatibilities({}, { properties: { a: {} }, required: ['a'] })).toEqual(['.a: newly required']);
    expect(incompatibilities({ items: true }, { items: true })).toEqual([]);
  });
});
