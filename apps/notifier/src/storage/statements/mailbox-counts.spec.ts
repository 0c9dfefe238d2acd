import { expect, it } from '@jest/globals';
import { mailboxHash } from './mailbox-counts.js';

it('counts a mailbox as one, however its domain is written, and another by its name', () => {
  const one = mailboxHash('Anna@bücher.example');
  expect(mailboxHash('anna@xn--bcher-kva.example')).toEqual(one);
  expect(mailboxHash('anna+1@bücher.example')).not.toEqual(one);
});
