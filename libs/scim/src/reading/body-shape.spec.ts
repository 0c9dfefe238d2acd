import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BULK_SHAPE } from '../bulk/request.js';
import { finished } from '../steps.js';
import {
  GROUP_SHAPE,
  isPlainShape,
  MAX_BODY_NAMES,
  MAX_BODY_PARTS,
  MAX_GROUP_PARTS,
  MESSAGE_SHAPE,
  shapeSteps,
  type BodyShape,
} from './body-shape.js';
import { MAX_BODY_DEPTH } from './read-resource.js';

/** The code of its refusal, or null. */
function refusal(text: string, bounds: BodyShape = MESSAGE_SHAPE): unknown {
  try {
    finished(shapeSteps(Buffer.from(text), bounds));
    return null;
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}

/** What a body is made of, found by parsing it. */
function shapeOf(value: unknown): BodyShape {
  if (typeof value !== 'object' || value === null) return { depth: 0, names: 0, parts: 0 };
  const children = Object.values(value).map(shapeOf);
  const own = Array.isArray(value) ? 0 : children.length;
  return {
    depth: 1 + Math.max(0, ...children.map(({ depth }) => depth)),
    names: Math.max(own, ...children.map(({ names }) => names)),
    parts: 1 + Math.max(0, children.length - 1) + children.reduce((sum, { parts }) => sum + parts, 0),
  };
}

const listOf = (count: number, item: string): string => `[${Array.from({ length: count }, () => item).join(',')}]`;
const namesOf = (count: number): string =>
  `{${Array.from({ length: count }, (_, at) => `"k${at}":"\\",:[{"`).join(',')}}`;

describe('the shape of a body', () => {
  it('is what JSON.parse makes of it, whatever its texts hold', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[[\]{}:,"\\é]*$/));
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.oneof(text, fc.double(), fc.boolean(), fc.constant(null)),
        fc.array(tie('value')),
        fc.dictionary(text, tie('value')),
      ),
    })).value;
    fc.assert(
      fc.property(json, fc.constantFrom(0, 2), (value, space) => {
        const body = JSON.stringify(value, null, space);
        const shape = shapeOf(JSON.parse(body));
        expect(refusal(body, shape)).toBeNull();
        const bytes = Buffer.from(body);
        for (const bounds of [shape, { ...shape, depth: shape.depth - 1 }, { ...MESSAGE_SHAPE, depth: shape.depth }]) {
          if (isPlainShape(bytes, bounds)) expect(refusal(body, bounds)).toBeNull();
        }
        expect(isPlainShape(bytes, { depth: shape.depth, names: bytes.length, parts: bytes.length })).toBe(true);
        for (const [bound, code] of [
          ['depth', 'value-too-deep'],
          ['names', 'payload-too-large'],
          ['parts', 'payload-too-large'],
        ] as const) {
          if (shape[bound] > 0) expect(refusal(body, { ...shape, [bound]: shape[bound] - 1 })).toBe(code);
        }
      }),
    );
  });

  it('is bounded, and not for what meets the bound', () => {
    const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect([refusal(nested(MAX_BODY_DEPTH)), refusal(nested(MAX_BODY_DEPTH + 1))]).toEqual([null, 'value-too-deep']);
    expect([refusal(namesOf(MAX_BODY_NAMES)), refusal(namesOf(MAX_BODY_NAMES + 1))]).toEqual([
      null,
      'payload-too-large',
    ]);
    const [met, beyond] = [listOf(MAX_BODY_PARTS, '1'), listOf(MAX_BODY_PARTS + 1, '1')];
    expect([refusal(met), refusal(beyond), refusal(beyond, GROUP_SHAPE)]).toEqual([null, 'payload-too-large', null]);
    expect(refusal(listOf(MAX_GROUP_PARTS + 1, '1'), GROUP_SHAPE)).toBe('payload-too-large');
    expect([refusal(nested(MAX_BODY_DEPTH + 3), BULK_SHAPE), refusal(nested(MAX_BODY_DEPTH + 4), BULK_SHAPE)]).toEqual([
      null,
      'value-too-deep',
    ]);
  });

  it('is plain as long as its length alone tells that it has no more names', () => {
    const most = `{${Array.from({ length: MAX_BODY_NAMES }, () => '"":0').join(',')}}`;
    expect([
      isPlainShape(Buffer.from(most), MESSAGE_SHAPE),
      isPlainShape(Buffer.from(` ${most}`), MESSAGE_SHAPE),
    ]).toEqual([false, false]);
    expect(isPlainShape(Buffer.from(most.slice(1)), MESSAGE_SHAPE)).toBe(true);
  });

  it('lets four megabytes of members through, in each form that they are sent in', () => {
    const id = '00000000-0000-4000-8000-000000000000';
    const fill = (member: string): string => listOf(Math.floor(4_194_304 / (member.length + 1)), member);
    for (const more of ['', ',"type":"User"', ',"type":"User","display":""', ',"type":"User","display":"","$ref":""']) {
      expect([more, refusal(fill(`{"value":"${id}"${more}}`), GROUP_SHAPE)]).toEqual([more, null]);
    }
  });

  it('is the same wherever its steps end, one of them every 65,536 bytes', () => {
    for (let filler = 65_510; filler < 65_540; filler += 1) {
      const body = Buffer.from(`{"a":"${'x'.repeat(filler)}\\"[[[[[[[[[[[[[[","b":[]}`);
      expect([...shapeSteps(body, MESSAGE_SHAPE)]).toHaveLength(Math.ceil(body.length / 65_536));
    }
  });

  it('says nothing of what is no JSON', () => {
    for (const text of ['', '}', ']]]', '"', '{"a":', '\\', ':::']) expect([text, refusal(text)]).toEqual([text, null]);
  });
});
