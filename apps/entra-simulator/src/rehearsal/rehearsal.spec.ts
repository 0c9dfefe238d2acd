import { describe, expect, it } from '@jest/globals';
import type { AdminAnswer } from '../administration/target-admin.js';
import { ownCompany } from './own-company.js';
import { rehearse } from './rehearse.js';
import { NotOffered, offered, type StepReport } from './step.js';

const problem = (status: number): AdminAnswer => ({ status, body: { detail: 'brake: is no member that is known.' } });

describe('a rehearsal', () => {
  it.each([400, 404, 405, 501])(
    'takes %i for a target that does not offer something, and says what it said',
    (status) => {
      const ask = (): AdminAnswer => offered('a brake', problem(status));
      expect(ask).toThrow(NotOffered);
      expect(ask).toThrow(`does not offer this: a brake: the target answered ${status}: brake: is no member`);
    },
  );

  it.each([200, 201, 401, 403, 409, 500])('and %i not', (status) => {
    expect(offered('a brake', problem(status))).toEqual(problem(status));
  });

  it('ends where no connection can be made', async () => {
    const tenant = { call: () => Promise.resolve({ status: 403, body: null }) };
    const told: StepReport[] = [];
    const options = { tenant, url: 'http://127.0.0.1:1/scim', people: 10, authority: null };
    const reports = await rehearse(options, (report) => told.push(report));
    expect(reports).toEqual([
      { step: 'connect by token', outcome: 'failed', did: ['a new connection: the target answered 403'], sees: [] },
    ]);
    expect(told).toEqual(reports);
  });

  it('is of people whose names nobody else has', () => {
    const { users, groups, assigned } = ownCompany(20, 'abc');
    for (const { userPrincipalName, mail, mailNickname, accountEnabled } of users.values()) {
      expect(userPrincipalName).toMatch(/@rehearsal-abc\.example$/);
      expect([mail, mailNickname.startsWith('abc-'), accountEnabled]).toEqual([userPrincipalName, true, true]);
    }
    expect(new Set([...users.values()].map(({ userPrincipalName }) => userPrincipalName)).size).toBe(20);
    expect([...groups.values()].every(({ displayName }) => displayName.startsWith('Rehearsal abc '))).toBe(true);
    expect(assigned.users.size).toBe(20);
  });
});
