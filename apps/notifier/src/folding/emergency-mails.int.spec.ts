import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import type { AdminActed } from '#contracts';
import { ACTOR, at, tenantChanged } from '../rules/events.fixture.js';
import { HOUR, PostOffice } from './post-office.fixture.js';

// Real parts on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(60_000);

let office: PostOffice;
beforeEach(async () => {
  office = await PostOffice.open();
});
afterEach(() => office.close());

const ACCOUNT = '0192f000-0000-7000-8000-0000000000e1';

function used(time = office.now): AdminActed {
  return {
    ...tenantChanged(null, { time, subject: ACCOUNT }),
    id: uuid(),
    type: 'rollcall.AdminActed',
    resourceVersion: null,
    data: {
      act: 'emergency-accounts.use',
      object: { type: 'account', id: ACCOUNT },
      actor: { type: 'account', name: ACCOUNT, address: '203.0.113.0/24' },
      reason: null,
    },
  };
}

const told = () => office.server.taken.map(({ recipient, mail }) => [recipient, mail.subject]);

describe('the use of an emergency account', () => {
  it('is told to all who look after the tenant, each use, once', async () => {
    const settings = tenantChanged('it@example.com');
    const connections = [
      { id: ACTOR.connectionId, name: 'Entra', notificationAddresses: ['ada@example.com', 'it@example.com'] },
    ];
    await office.hear({ ...settings, data: { ...settings.data, connections } });
    const use = used();
    await office.hear(use);
    await office.hear(use);
    await office.work();
    const subject = expect.stringMatching(/^An emergency account of .+ was used$/);
    expect(told().toSorted()).toEqual([
      ['ada@example.com', subject],
      ['it@example.com', subject],
    ]);
    const [first] = office.server.taken;
    expect(first?.mail.text).toMatch(/From: +203[.0-9[\]]+\/24/);
    expect(first?.mail.text).toContain(ACCOUNT);
    await office.hear(used());
    await office.work();
    expect(told()).toHaveLength(4);
  });

  it('is told to nobody where there is nobody, nor long afterwards', async () => {
    await office.hear(tenantChanged(null), used());
    await office.hear(tenantChanged('it@example.com', { version: 2 }), used(at(-48 * HOUR)));
    await office.work();
    const reasons = (await office.deliveries()).map(({ status, reason }) => `${status}: ${reason}`);
    expect(reasons.toSorted()).toContain('suppressed: too old');
  });
});
