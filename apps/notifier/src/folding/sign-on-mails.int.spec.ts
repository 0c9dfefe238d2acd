import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { INSTALLATION, type AdminActed } from '#contracts';
import { ACTOR, at, TENANT, tenantChanged } from '../rules/events.fixture.js';
import { HOUR, PostOffice } from './post-office.fixture.js';

// Real parts on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(60_000);

let office: PostOffice;
beforeEach(async () => {
  office = await PostOffice.open();
});
afterEach(() => office.close());

const APP = '0192f000-0000-7000-8000-0000000000f1';
const SHA256 = 'ab'.repeat(32);
const ENDS_AT = '2027-01-20T08:00:00.000Z';

interface Said {
  readonly object: { readonly type: string; readonly id: string };
  readonly changes: readonly (readonly [path: string, after: string])[];
}

/** As the console tells them. */
const SAID: Readonly<Record<'secrets.remind' | 'certificates.remind', Said>> = {
  'secrets.remind': {
    object: { type: 'sign-on', id: TENANT },
    changes: [
      ['app', APP],
      ['secretExpiresAt', ENDS_AT],
    ],
  },
  'certificates.remind': { object: { type: 'certificate', id: SHA256 }, changes: [['notAfter', ENDS_AT]] },
};

function reminder(
  act: keyof typeof SAID,
  days: number,
  { tenantId = TENANT, time = office.now }: { readonly tenantId?: string; readonly time?: Date } = {},
): AdminActed {
  const { object, changes } = SAID[act];
  return {
    ...tenantChanged(null, { tenantId, time, subject: object.id }),
    id: uuid(),
    type: 'rollcall.AdminActed',
    resourceVersion: null,
    data: {
      act,
      object,
      actor: { type: 'clock', name: null },
      reason: null,
      changes: [...changes, ['days', String(days)] as const].map(([path, after]) => ({ path, before: null, after })),
    },
  };
}

const told = () => office.server.taken.map(({ recipient, mail }) => [recipient, mail.subject]).toSorted();

describe('the end of what single sign-on is locked with', () => {
  it('is told to all who look after the tenant, each reminder once, and says what to do and where', async () => {
    const settings = tenantChanged('it@example.com');
    const connections = [{ id: ACTOR.connectionId, name: 'Entra', notificationAddresses: ['ada@example.com'] }];
    await office.hear({ ...settings, data: { ...settings.data, connections } });
    const first = reminder('secrets.remind', 60);
    await office.hear(first);
    await office.hear(first);
    await office.work();
    const subject = expect.stringMatching(/^The client secret of single sign-on of .+ expires within 60 days$/);
    expect(told()).toEqual([
      ['ada@example.com', subject],
      ['it@example.com', subject],
    ]);
    const { text = '' } = office.server.taken[0]?.mail ?? {};
    expect(text).toMatch(/Expires: +2027-01-20 08:00 UTC/);
    expect(text).toContain(APP);
    expect(text).toContain('in the console, under Single sign-on');
    await office.hear(reminder('secrets.remind', 30));
    await office.work();
    expect(office.server.taken).toHaveLength(4);
  });

  it('is told of a certificate, too, and when it has come', async () => {
    await office.hear(tenantChanged('it@example.com'), reminder('certificates.remind', 0));
    await office.work();
    const subject = expect.stringMatching(/^The certificate of single sign-on of .+ has expired$/);
    expect(told()).toEqual([['it@example.com', subject]]);
    const { text = '' } = office.server.taken[0]?.mail ?? {};
    expect(text).toMatch(/Expired: +2027-01-20 08:00 UTC/);
    expect(text).toContain(SHA256);
  });

  it('of the installation’s own app is no mail to anybody', async () => {
    await office.hear(tenantChanged('it@example.com'));
    await office.hear(reminder('certificates.remind', 30, { tenantId: INSTALLATION }));
    await office.work();
    expect(await office.deliveries()).toEqual([]);
  });

  it.each([
    ['where nobody has proved the domain', 'it@elsewhere.example', 0, 'domain not verified'],
    ['where there is nobody', null, 0, 'no notification address'],
    ['long afterwards', 'it@example.com', -48 * HOUR, 'too old'],
  ] as const)('is told to nobody %s', async (_where, address, later, reason) => {
    await office.hear(tenantChanged(address), reminder('secrets.remind', 7, { time: at(later) }));
    await office.work();
    expect(office.server.taken).toEqual([]);
    const own = (await office.deliveries()).filter(({ template }) => template === 'sign-on');
    expect(own.map(({ status, reason: why }) => [status, why])).toEqual([['suppressed', reason]]);
  });
});
