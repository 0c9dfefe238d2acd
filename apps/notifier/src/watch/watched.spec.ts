import { describe, expect, it } from '@jest/globals';
import { watchedProcesses } from './watched.js';

describe('WATCH_URLS', () => {
  it('names the processes whose /readyz is asked', () => {
    expect(
      watchedProcesses('directory=http://10.0.0.3:7303, https://audit.example/base/ ,http://relay:1/readyz'),
    ).toEqual([
      { name: 'directory', url: 'http://10.0.0.3:7303/readyz' },
      { name: 'audit.example', url: 'https://audit.example/base/readyz' },
      { name: 'relay:1', url: 'http://relay:1/readyz' },
    ]);
  });

  it('may be empty', () => {
    expect(watchedProcesses(' , ')).toEqual([]);
  });

  it.each([
    ['what is no URL', 'directory', 'number 1 is no URL'],
    ['another protocol', 'http://a, ftp://b', 'number 2 is neither http nor https'],
    ['a password, which would stand in a mail', 'http://u:p@a', 'number 1 has a user or a password'],
    ['the same process twice', 'http://a,http://a', 'a is there twice'],
    ['more than can be asked in a minute', Array.from({ length: 65 }, (_, n) => `http://h${n}`).join(), 'at most 64'],
  ])('refuses %s, without repeating it', (_what, text, message) => {
    expect(() => watchedProcesses(text)).toThrow(`WATCH_URLS: ${message}`);
  });
});
