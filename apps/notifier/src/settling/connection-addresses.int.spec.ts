import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { AdminActed, CredentialExpiring, DomainState, TenantChanged } from '#contracts';
import { inTransaction } from '#postgres';
import { ACTOR, at, refused, TENANT, tenantChanged } from '../rules/events.fixture.js';
import { HOUR, LINK, MINUTE, PostOffice } from '../folding/post-office.fixture.js';
import { listCoveredEvents } from '../storage/statements/list-covered-events.js';
import { listDeliveries } from '../storage/statements/list-deliveries.js';
import { findRefusing } from '../storage/statements/refusing-addresses.js';
import { confirmAddress } from './confirm-address.js';

// Real parts on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(60_000);

const DAY = 24 * HOUR;
const TENANTS = 'it@example.com';
const [ANNA, BERT, CARA] = ['anna@contoso.example', 'bert@contoso.example', 'cara@contoso.example'] as const;
const STRANGER = 'ops@elsewhere.example';
const OTHER = 'connection-2';

let office: PostOffice;
let version = 0;
beforeEach(async () => {
  office = await PostOffice.open();
  version = 0;
});
afterEach(() => office.close());

const DOMAINS: { name: string; state: DomainState }[] = ['contoso.example', 'example.com'].map((name) => ({
  name,
  state: 'verified',
}));

/** The connection has these addresses, the tenant's other one has none of its own. */
function having(notificationAddresses: string[], tenants: string | null = TENANTS): TenantChanged {
  version += 1;
  const event = tenantChanged(tenants, { version, time: office.now });
  const own = { id: ACTOR.connectionId, name: 'Entra', notificationAddresses };
  return { ...event, data: { ...event.data, domains: DOMAINS, connections: [own, { id: OTHER, name: 'Okta' }] } };
}

const refusal = (reason = 'value-too-long', connectionId = ACTOR.connectionId) => {
  const event = refused(reason, { time: office.now });
  return { ...event, data: { ...event.data, actor: { ...ACTOR, connectionId } } };
};

function acted(act: AdminActed['data']['act'], connectionId = ACTOR.connectionId): AdminActed {
  return {
    ...tenantChanged(null, { time: office.now, subject: connectionId }),
    resourceVersion: null,
    type: 'rollcall.AdminActed',
    data: {
      act,
      object: { type: 'connection', id: connectionId },
      actor: { type: 'clock', name: null },
      reason: 'So it is.',
    },
  };
}

function expiring(): CredentialExpiring {
  const data = {
    connectionId: ACTOR.connectionId,
    method: 'token',
    name: 'Token',
    lastUsedAt: null,
    expiresAt: at(7 * DAY).toISOString(),
    daysLeft: 7,
  };
  return {
    ...tenantChanged(null, { time: office.now, subject: '0192f000-0000-7000-8000-0000000000d1' }),
    resourceVersion: null,
    type: 'rollcall.CredentialExpiring',
    data,
  };
}

async function later(milliseconds = MINUTE): Promise<void> {
  office.pass(milliseconds);
  await office.work();
}

/** What was taken, as `recipient: subject`, and forgotten. */
const taken = (): string[] =>
  office.server.taken
    .splice(0)
    .map(({ recipient, mail }) => `${recipient}: ${mail.subject ?? ''}`)
    .sort();

const WRITE = '1 write was refused: value-too-long';

describe('a connection with addresses of its own', () => {
  it('has its mails at each of them once, and others of the tenant have theirs at the tenant’s', async () => {
    await office.hear(having([ANNA, BERT]), refusal(), refusal('value-too-long', OTHER));
    await later();
    expect(taken()).toEqual([`${ANNA}: ${WRITE}`, `${BERT}: ${WRITE}`, `${TENANTS}: ${WRITE}`]);
  });

  it.each([
    ['brake', () => acted('brake.engage'), 'The brake of Entra has engaged'],
    ['pause', () => acted('connections.remind'), 'Entra is still paused'],
    ['credential', expiring, 'The token of Entra expires within 7 days'],
  ])('has what is told of its %s there, too', async (_what, event, subject) => {
    await office.hear(having([ANNA, BERT]), event());
    await later();
    expect(taken()).toEqual([`${ANNA}: ${subject}`, `${BERT}: ${subject}`]);
  });

  it('has one mail a day about its brake', async () => {
    const brake = () => refusal('brake');
    await office.hear(having([ANNA]), brake());
    await later();
    await office.hear(brake());
    await later(HOUR * 23);
    expect(taken()).toEqual([`${ANNA}: The brake of Entra has engaged`]);
    await office.hear(brake());
    await later(HOUR * 2);
    expect(taken()).toHaveLength(1);
  });

  it('has each mail once, though events come again and two processes settle and send at once', async () => {
    const event = refusal();
    await office.hear(having([ANNA, BERT, CARA]), event);
    office.pass(MINUTE);
    await Promise.all([office.work(), office.work(), office.work()]);
    await office.work();
    await office.hear(event);
    await later(2 * HOUR);
    expect(taken()).toEqual([ANNA, BERT, CARA].map((address) => `${address}: ${WRITE}`));
  });

  it('is told under ids that a restored database makes again', async () => {
    const event = refusal();
    const ids = async () => (await office.deliveries()).map(({ id, recipient }) => `${recipient ?? ''} ${id}`).sort();
    await office.hear(having([ANNA, BERT]), event);
    await later();
    const before = await ids();
    await office.tamper('truncate mailing.deliveries cascade');
    await office.hear(event);
    await later();
    expect(await ids()).toEqual(before);
    expect(new Set(before).size).toBe(2);
  });

  it('is found by the event at each of its mails, and each covers the event', async () => {
    const event = refusal();
    await office.hear(having([ANNA, BERT]), event);
    await later();
    const page = { tenantId: TENANT, statuses: null, after: null, limit: 10, eventId: event.id };
    const rows = await inTransaction(office.pool, (tx) => listDeliveries(tx, page));
    expect(rows.map(({ recipient }) => recipient).sort()).toEqual([ANNA, BERT]);
    expect(rows.map(({ event_ids: ids }) => ids)).toEqual([[event.id], [event.id]]);
    for (const { id: deliveryId } of rows) {
      const covered = { tenantId: TENANT, deliveryId, after: null, limit: 10 };
      expect(await inTransaction(office.pool, (tx) => listCoveredEvents(tx, covered))).toEqual([event.id]);
    }
  });

  it('has the caps of each mailbox: what exceeds one is gathered there, and sent to the other', async () => {
    office.caps = { ...office.caps, mailboxPerPeriod: 1 };
    await office.hear(having([ANNA]), refusal());
    await later();
    const event = refusal('invalid-value');
    await office.hear(having([BERT, ANNA]), event);
    await later();
    expect(taken()).toEqual([`${ANNA}: ${WRITE}`, `${BERT}: 1 write was refused: invalid-value`]);
    await later(DAY);
    expect(taken()).toEqual([`${ANNA}: 1 more mail about Contoso, in one`]);
    const page = { tenantId: TENANT, statuses: null, after: null, limit: 10 };
    const rows = await inTransaction(office.pool, (tx) => listDeliveries(tx, page));
    expect(rows.find(({ template }) => template === 'digest')?.event_ids).toEqual([event.id]);
  });

  it('is told at the tenant’s address again when it has none any more', async () => {
    await office.hear(having([ANNA]), refusal());
    await office.hear(having([]));
    await later();
    expect(taken()).toEqual([`${TENANTS}: ${WRITE}`]);
  });
});

describe('an address of a connection outside proved domains', () => {
  it('is asked by a link of its own; before it is confirmed the others are told, or the tenant’s', async () => {
    await office.hear(having([STRANGER]), refusal());
    await later();
    expect(taken()).toContain(`${TENANTS}: ${WRITE}`);
    await office.hear(having([ANNA, STRANGER]), refusal('invalid-value'));
    await later();
    expect(taken()).toEqual([`${ANNA}: 1 write was refused: invalid-value`]);
  });

  it('is told once its reader has confirmed it', async () => {
    await office.hear(having([ANNA, STRANGER]));
    await later();
    const [asked] = office.server.to(STRANGER);
    expect(asked?.mail.subject).toBe('Confirm this address for Contoso');
    const token = asked?.mail.text?.split(LINK)[1]?.slice(0, 43) ?? '';
    const asking = { requestId: 'request-1', address: '192.0.2.0/24', at: office.now };
    expect(await confirmAddress(office.pool, token, asking)).toBe(true);
    taken();
    await office.hear(having([ANNA, STRANGER]), refusal());
    await later();
    expect(taken()).toEqual([`${ANNA}: ${WRITE}`, `${STRANGER}: ${WRITE}`]);
    // Where no connection has it any more, no mail goes there, confirmed or not.
    await office.hear(having([]), refusal('invalid-value'));
    await later(HOUR);
    expect(taken()).toEqual([`${TENANTS}: 1 write was refused: invalid-value`]);
  });
});

describe('an address that refuses', () => {
  const refusing = (address: string) =>
    inTransaction(office.pool, (tx) => findRefusing(tx, { tenantId: TENANT, address }));
  const NEWS = `${BERT} refuses mails about Contoso`.replaceAll('.', '[.]');

  beforeEach(() => {
    office.server.behave = (recipient) =>
      recipient === BERT ? { kind: 'refuse-recipient', code: 550 } : { kind: 'accept' };
  });

  it('is known with the code and since when, and the others are told once a day while mails fail', async () => {
    await office.hear(having([ANNA, BERT, CARA]), refusal('reason-1'), refusal('reason-2'));
    await later();
    const since = office.now;
    expect(await refusing(BERT)).toMatchObject({ code: '550 5.1.1', since });
    expect(taken().filter((line) => line.includes('refuses'))).toEqual([`${ANNA}: ${NEWS}`, `${CARA}: ${NEWS}`]);
    await office.hear(refusal('reason-3'));
    await later(HOUR);
    expect(taken()).toEqual([ANNA, CARA].map((address) => `${address}: 1 write was refused: reason-3`));
    office.pass(DAY);
    await office.hear(refusal('reason-4'));
    await later(HOUR);
    expect(taken().filter((line) => line.includes('refuses'))).toEqual([`${ANNA}: ${NEWS}`, `${CARA}: ${NEWS}`]);
    expect(await refusing(BERT)).toMatchObject({ since });
    expect(await refusing(ANNA)).toBeNull();
  });

  it('is good again with the next mail that it takes', async () => {
    await office.hear(having([ANNA, BERT]), refusal());
    await later();
    office.server.behave = () => ({ kind: 'accept' });
    await office.hear(refusal('invalid-value'));
    await later(HOUR);
    expect(await refusing(BERT)).toBeNull();
  });

  it('is told to the tenant’s address where it is the only one, and of the tenant’s nobody is', async () => {
    await office.hear(having([BERT]), refusal());
    await later();
    expect(taken()).toEqual([`${TENANTS}: ${NEWS}`]);
    await office.hear(having([], BERT), refusal('invalid-value'));
    await later(DAY);
    expect(await refusing(BERT)).not.toBeNull();
    expect(taken()).toEqual([]);
  });

  it('is forgotten when it is no notification address any more', async () => {
    await office.hear(having([ANNA, BERT]), refusal());
    await later();
    await office.hear(having([BERT]));
    expect(await refusing(BERT)).not.toBeNull();
    await office.hear(having([ANNA]));
    expect(await refusing(BERT)).toBeNull();
  });

  it('is none whose server puts a mail off', async () => {
    office.server.behave = () => ({ kind: 'refuse-recipient', code: 451 });
    await office.hear(having([ANNA, BERT]), refusal());
    await later();
    expect(await refusing(BERT)).toBeNull();
    expect(taken()).toEqual([]);
  });
});
