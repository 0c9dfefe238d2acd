import { describe, expect, it } from '@jest/globals';
import { CODES } from './codes.ts';
import { germanRemedy } from './remedies.ts';

const BRAKE = { code: 'brake', remedy: 'An administrator releases the brake.' };

describe('a German remedy', () => {
  it('is in German, of every code', () => {
    expect(germanRemedy(BRAKE)).toMatch(/Bremse/);
    expect(CODES.filter((code) => germanRemedy({ code, remedy: '' }) === '')).toEqual([]);
  });

  it('is what the service says of a code that is not known here', () => {
    expect(germanRemedy({ code: 'constructor', remedy: 'Try again.' })).toBe('Try again.');
    expect(germanRemedy({ code: null, remedy: 'Try again.' })).toBe('Try again.');
  });
});
