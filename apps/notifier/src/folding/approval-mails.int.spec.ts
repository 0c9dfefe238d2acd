import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import type { AdminActed } from '#contracts';
import { ACTOR, tenantChanged } from '../rules/events.fixture.js';
import { PostOffice } from './post-office.fixture.js';

// Real parts on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(60_000);

let office: PostOffice;
beforeEach(async () => {
  office = await PostOffice.open();
});
afterEach(() => office.close());

const ACCOUNT = '0192f000-0000-7000-8000-0000000000e1';
const PERSON = '0192f000-0000-7000-8000-0000000000e2';

function acted(act: string): AdminActed {
  const approval = uuid();
  return {
    ...tenantChanged(null, { time: office.now, subject: approval }),
    id: uuid(),
    type: 'rollcall.AdminActed',
    resourceVersion: null,
    data: {
      act,
      object: { type: 'approval', id: approval },
      actor: { type: 'account', name: ACCOUNT, address: '203.0.113.0/24' },
      reason: 'Rumpelstilz asked to be forgotten',
      changes: [
        { path: 'act', before: null, after: 'people.erase' },
        { path: 'object', before: null, after: PERSON },
      ],
    },
  };
}

describe('an approval that is asked for', () => {
  it('is told to all who look after the tenant, each request, once, and names nobody', async () => {
    const settings = tenantChanged('it@example.com');
    const connections = [{ id: ACTOR.connectionId, name: 'Entra', notificationAddresses: ['ada@example.com'] }];
    await office.hear({ ...settings, data: { ...settings.data, connections } });
    const asked = acted('approvals.ask');
    await office.hear(asked);
    await office.hear(asked);
    await office.work();
    const subject = expect.stringMatching(/^An administrator of .+ asks for approval$/);
    const told = office.server.taken.map(({ recipient, mail }) => [recipient, mail.subject]);
    expect(told.toSorted()).toEqual([
      ['ada@example.com', subject],
      ['it@example.com', subject],
    ]);
    const { text = '' } = office.server.taken[0]?.mail ?? {};
    expect(text).toMatch(/What: +Erase a person/);
    expect(text).toContain(ACCOUNT);
    expect(text).not.toContain(PERSON);
    expect(text).not.toContain('Rumpelstilz');
    await office.hear(acted('approvals.ask'));
    await office.work();
    expect(office.server.taken).toHaveLength(4);
  });

  it('is told of no more when it is decided or used', async () => {
    await office.hear(tenantChanged('it@example.com'));
    for (const act of ['approvals.approve', 'approvals.decline', 'approvals.use']) await office.hear(acted(act));
    await office.work();
    expect(office.server.taken).toEqual([]);
  });
});
