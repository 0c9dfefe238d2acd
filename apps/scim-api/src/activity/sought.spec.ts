import { describe, expect, it } from '@jest/globals';
import { MAX_SOUGHT, soughtByFilter, soughtByMessage } from './sought.js';

describe('whom a filter looks for', () => {
  it.each([
    ['userName eq "ada@contoso.test"', { userName: 'ada@contoso.test' }],
    ['  USERNAME EQ "a \\"b\\" \\u00e9"  ', { userName: 'a "b" é' }],
    ['externalId eq "17"', { externalId: '17' }],
    ['id eq "0190a1b2"', { resourceId: '0190a1b2' }],
    ['displayName eq "Ada"', {}],
    ['userName eq "a" or userName eq "b"', {}],
    ['userName sw "a"', {}],
    ['userName eq "\\x"', { userName: undefined }],
    [`userName eq "${'a'.repeat(5_000)}"`, {}],
    [undefined, {}],
    [['userName eq "a"'], {}],
  ])('is read of %j', (filter, sought) => {
    expect(soughtByFilter(filter)).toEqual(sought);
  });

  it('is read of a hostile one without going back over it', () => {
    const begun = process.cpuUsage().user;
    soughtByFilter(`userName eq "${'\\'.repeat(100_000)}`);
    expect(process.cpuUsage().user - begun).toBeLessThan(1_000_000);
  });
});

describe('whom a message means', () => {
  it('is who it names, in any case, at most so long and never what PostgreSQL cannot hold', () => {
    expect(soughtByMessage({ USERNAME: 'a\0b', externalid: 7 })).toEqual({
      userName: 'a\uFFFDb',
      externalId: undefined,
    });
    expect(soughtByMessage({ userName: 'a'.repeat(999) }).userName).toHaveLength(MAX_SOUGHT);
    expect(soughtByMessage(null)).toEqual({});
    expect(soughtByMessage('text')).toEqual({});
  });
});
