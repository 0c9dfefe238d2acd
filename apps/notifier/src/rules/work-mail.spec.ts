import { describe, expect, it } from '@jest/globals';
import { userOf } from './events.fixture.js';
import { isMailAddress, workMail } from './work-mail.js';

describe('a mail address', () => {
  it.each(['a@b', 'anna.ek+x@example.com', "o'neil@example.co.uk", 'jörg@bücher.example'])('may be %s', (text) => {
    expect(isMailAddress(text)).toBe(true);
  });

  it.each([
    '',
    'anna',
    '@example.com',
    'anna@',
    'anna ek@example.com',
    'a@b@example.com',
    'a@example.com\r\nBcc: x@example.com',
    'a@example.com,b@example.com',
    'Anna <a@example.com>',
    '"a b"@example.com',
    'a@exa_mple..com',
    '.a@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b.'.repeat(130)}com`,
  ])('is not %j', (text) => {
    expect(isMailAddress(text)).toBe(false);
  });
});

describe('the address at work', () => {
  const of = (user: Parameters<typeof userOf>[1]) => workMail(userOf('anna', user ?? {}));

  it('is the work mail, the primary one first', () => {
    const emails = [
      { value: 'home@example.net', type: 'home', primary: true },
      { value: 'one@example.com', type: 'work' },
      { value: 'two@example.com', type: 'Work', primary: true },
    ];
    expect(of({ user: { emails } })).toBe('two@example.com');
  });

  it('is never a private one: then the userName, if it is an address', () => {
    const emails = [{ value: 'home@example.net', type: 'home', primary: true }];
    expect(of({ user: { emails, userName: 'anna@corp.example' } })).toBe('anna@corp.example');
    expect(of({ user: { emails, userName: 'anna' } })).toBeNull();
  });

  it('is the next one when the first is no address', () => {
    const emails = [{ value: 'n/a', type: 'work' }, { value: 'anna@example.com' }];
    expect(of({ user: { emails } })).toBe('anna@example.com');
  });
});
