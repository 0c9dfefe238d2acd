import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Steps } from './in-turns.js';
import { jsonSteps } from './json-steps.js';

function written(value: Readonly<Record<string, unknown>>): { readonly text: string; readonly steps: number } {
  const steps: Steps<string> = jsonSteps(value);
  let count = 0;
  for (let step = steps.next(); ; step = steps.next(), count += 1) {
    if (step.done === true) return { text: step.value, steps: count };
  }
}

describe('JSON in steps', () => {
  it('is what JSON.stringify writes, whatever there is', () => {
    const json = fc.dictionary(fc.string(), fc.oneof(fc.anything(), fc.array(fc.anything())));
    fc.assert(
      fc.property(json, (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
        expect(written(plain).text).toBe(JSON.stringify(plain));
      }),
    );
  });

  it('leaves out what is undefined, and writes null for it in a list', () => {
    const value = { a: undefined, list: [undefined, { b: undefined, at: new Date(0) }], at: new Date(0) };
    expect(written(value).text).toBe(JSON.stringify(value));
  });

  it('stops between the items of a page, and within the long lists of one', () => {
    const member = (n: number) => ({ value: `m${n}`, type: 'User' });
    const long = { id: 'g', members: Array.from({ length: 20_000 }, (_, n) => member(n)) };
    const page = { Resources: [...Array.from({ length: 50 }, (_, n) => ({ id: n })), long], itemsPerPage: 51 };
    const { text, steps } = written(page);
    expect(text).toBe(JSON.stringify(page));
    expect(steps).toBe(51 + 200);
    expect(written(long)).toEqual({ text: JSON.stringify(long), steps: 200 });
  });
});
