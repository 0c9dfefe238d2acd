import { describe, expect, it } from '@jest/globals';
import { isMailAddress, mailKey, workAddress } from './work-address.js';

describe('a mail address', () => {
  it.each([
    'a@b',
    'anna.ek+x@example.com',
    "o'neil@example.co.uk",
    'jörg@bücher.example',
    `${'ü'.repeat(32)}@example.com`,
    'a#b@example.com',
    'नेहा@कंपनी.भारत',
    'u\u0308nal@bu\u0308cher.example',
    'anna@עִברית.example',
  ])('may be %s', (text) => {
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
    `${'ü'.repeat(33)}@example.com`,
    'anna_fabrikam.example#EXT#@contoso.onmicrosoft.example',
    'anna_fabrikam.example#ext#@contoso.onmicrosoft.example',
    '\ud800@example.com',
    '\u0308anna@example.com',
    'anna@\u0308b.example',
    'an\ufe0fna@example.com',
    'anna@exam\u034fple.com',
  ])('is not %j', (text) => {
    expect(isMailAddress(text)).toBe(false);
  });
});

describe('the work address', () => {
  type Emails = NonNullable<Parameters<typeof workAddress>[0]['emails']>;
  const of = (emails: Emails, userName = 'anna') => workAddress({ emails, userName });
  const home = { value: 'home@example.net', type: 'home', primary: true };
  const work = { value: 'work@example.com', type: 'work' };
  const untyped = { value: 'untyped@example.com' };
  const other = { value: 'other@example.com', type: 'other', primary: true };

  it('is the work mail, the primary one first', () => {
    expect(of([home, work, { value: 'two@example.com', type: 'work', primary: true }])).toBe('two@example.com');
  });

  it('is then one without a type, then other if that is the primary, then the userName', () => {
    const userName = 'anna@corp.example';
    expect(of([other, untyped, work], userName)).toBe('work@example.com');
    expect(of([other, untyped], userName)).toBe('untyped@example.com');
    expect(of([untyped, { value: 'primary@example.com', primary: true }], userName)).toBe('primary@example.com');
    expect(of([other], userName)).toBe('other@example.com');
    expect(of([{ ...other, primary: false }], userName)).toBe(userName);
    expect(of([{ value: 'other@example.com', type: 'other' }], userName)).toBe(userName);
    expect(of([], userName)).toBe(userName);
  });

  it('is never a private one, nor one of a type that nobody knows', () => {
    expect(of([home], 'anna@corp.example')).toBe('anna@corp.example');
    expect(of([home])).toBeNull();
    expect(of([{ value: 'a@example.com', type: 'mobile', primary: true }])).toBeNull();
  });

  it.each(['Work', 'WORK', ' work '])('knows the type in any case: %j', (type) => {
    expect(of([untyped, { value: 'work@example.com', type }])).toBe('work@example.com');
    expect(of([{ ...home, type: 'Home' }])).toBeNull();
  });

  it('takes a blank type for none, and passes over what is blank or no address', () => {
    expect(of([{ value: 'a@example.com', type: ' ' }])).toBe('a@example.com');
    expect(of([{ value: '', type: 'work' }, { value: '  ', type: 'work' }, { type: 'work' }, untyped])).toBe(
      'untyped@example.com',
    );
    expect(of([{ value: 'n/a', type: 'work', primary: true }, { value: ' a@example.com ' }])).toBe('a@example.com');
  });

  it("is not a guest's userName, and a guest's own mail all the same", () => {
    const guest = 'anna_fabrikam.example#EXT#@contoso.onmicrosoft.example';
    expect(of([], guest)).toBeNull();
    expect(of([{ ...other, value: 'anna@fabrikam.example' }], guest)).toBe('anna@fabrikam.example');
  });

  it('is compared without case, blanks around it and compatibility forms', () => {
    expect(mailKey(' Ａnna@Example.com ')).toBe(mailKey('anna@example.COM'));
  });
});
