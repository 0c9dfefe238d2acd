import { expect, it } from '@jest/globals';
import { maskedAmong, maskedIn } from './masked.ts';

const OWN = 'urn:ietf:params:scim:schemas:extension:peakon:2.0:User';

it('names what is masked of a card, and of a version', () => {
  expect(maskedIn({ [OWN]: { Iban: '***', Team: 'Red' }, other: { Iban: '***' } })).toEqual(['Iban']);
  expect(maskedIn({})).toEqual([]);
  const changes = [
    { path: `${OWN}:Iban`, before: null, after: '***' },
    { path: `${OWN}:Salary`, before: '***', after: null },
    { path: `${OWN}:Team`, before: 'Red', after: 'Blue' },
    { path: 'title', before: '***', after: '***' },
  ];
  expect(maskedAmong(changes)).toEqual(['Iban', 'Salary']);
});
