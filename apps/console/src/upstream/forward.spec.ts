import { describe, expect, it } from '@jest/globals';
import { beginsWithin } from './forward.js';

const URL = 'http://directory.example/employees';

describe('an answer of a service', () => {
  it('is waited for longer than a service tries, and not much longer where somebody looks at a page', () => {
    expect(beginsWithin({ url: `${URL}?limit=100`, method: 'GET', accept: '*/*' })).toBe(12_000);
    expect(beginsWithin({ url: `${URL}?q=.csv`, method: 'GET', accept: undefined })).toBe(12_000);
  });

  it.each([
    { url: URL, method: 'POST', accept: 'application/json' },
    { url: URL, method: 'GET', accept: 'text/csv' },
    { url: 'http://audit.example/entries.ndjson?limit=5', method: 'GET', accept: undefined },
    { url: 'http://audit.example/entries.ocsf.ndjson', method: 'GET', accept: '*/*' },
  ])('has half a minute where it is a write or a file: %o', (asked) => {
    expect(beginsWithin(asked)).toBe(30_000);
  });
});
