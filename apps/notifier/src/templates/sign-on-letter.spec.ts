import { describe, expect, it } from '@jest/globals';
import { signOnLetter } from './sign-on-letter.js';

const reader = { recipientName: '', tenantName: 'Contoso' };

describe('the mail about the end of what single sign-on is locked with', () => {
  it.each([
    ['secret', 60, 'The client secret of single sign-on of Contoso expires within 60 days'],
    ['secret', 1, 'The client secret of single sign-on of Contoso expires within 1 day'],
    ['secret', 0, 'The client secret of single sign-on of Contoso has expired'],
    ['certificate', 30, 'The certificate of single sign-on of Contoso expires within 30 days'],
    ['certificate', 0, 'The certificate of single sign-on of Contoso has expired'],
    ['certificate', null, 'The certificate of single sign-on of Contoso expires soon'],
  ] as const)('of a %s at %s days says: %s', (what, daysLeft, subject) => {
    expect(signOnLetter({ what, id: null, endsAt: null, daysLeft }, reader).subject).toBe(subject);
  });

  it('says when and which where that was told', () => {
    const facts = { what: 'secret', id: 'app-1', endsAt: '2026-11-24T09:00:12.000Z', daysLeft: 7 } as const;
    expect(signOnLetter(facts, reader).rows).toEqual([
      ['Expires', '2026-11-24 09:00 UTC'],
      ['Application (client) ID', 'app-1'],
    ]);
    expect(signOnLetter({ ...facts, id: null, endsAt: null }, reader).rows).toEqual([]);
  });
});
