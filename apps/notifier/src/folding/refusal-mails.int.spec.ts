import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ENTERPRISE_USER_URN, type AdminActed, type TenantChanged, type WriteRefused } from '#contracts';
import { ACTOR, at, created, deleted, refused, tenantChanged } from '../rules/events.fixture.js';
import { HOUR, MINUTE, PostOffice } from './post-office.fixture.js';

// Real parts on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(60_000);

let office: PostOffice;
beforeEach(async () => {
  office = await PostOffice.open();
});
afterEach(() => office.close());

const ids = new Map<string, string>();
const idOf = (name: string): string => {
  const id = ids.get(name) ?? `0192f000-0000-7000-8000-${String(ids.size + 100).padStart(12, '0')}`;
  ids.set(name, id);
  return id;
};

/** As scim-api tells it since it says where and by which rule. */
function told(reason: string, more: Partial<WriteRefused['data']>): WriteRefused {
  const event = refused(reason, { time: office.now });
  return { ...event, data: { ...event.data, ...more } };
}

function connectionsNamed(names: Readonly<Record<string, string>>, version: number): TenantChanged {
  const event = tenantChanged('it@example.com', { version });
  const connections = Object.entries(names).map(([id, name]) => ({ id, name }));
  return { ...event, data: { ...event.data, connections } };
}

async function theMail() {
  office.pass(MINUTE);
  await office.work();
  return office.server.taken.at(-1)?.mail;
}

const PATCH = { method: 'PATCH', path: 'department', rule: 'longer than 200 characters' } as const;

describe('a mail about refused writes', () => {
  it.each([
    ['over-long', 2 * 24 * HOUR],
    ['brake', HOUR],
  ])('of %s that had to wait for its turn is not too old for that', async (reason, refusalWindowMs) => {
    office.settings = { ...office.settings, refusalWindowMs };
    await office.hear(tenantChanged('it@example.com'), told(reason, PATCH));
    await theMail();
    const late = told(reason, PATCH);
    office.pass(1);
    await office.hear(late);
    for (let day = 0; day < 3; day += 1) {
      office.pass(24 * HOUR);
      await office.work();
    }
    expect((await office.deliveries()).map(({ status, reason: why }) => [status, why])).toEqual([
      ['accepted', null],
      ['accepted', null],
    ]);
  });

  it('gives rule and remedy in words, the place, the connection by name, and the people by theirs', async () => {
    await office.hear(
      connectionsNamed({ [ACTOR.connectionId]: 'Entra ID <b>\r\n' }, 2),
      created(idOf('anna'), {
        time: at(-HOUR),
        user: {
          displayName: 'Anna\u202E <i>',
          userName: 'anna@x.example',
          [ENTERPRISE_USER_URN]: { employeeNumber: '42' },
        },
      }),
    );
    await office.hear(told('value-too-long', { ...PATCH, resourceId: idOf('anna') }));
    const mail = await theMail();
    expect(mail?.text).toMatch(/Rule: +The value is longer than the attribute may be\./);
    expect(mail?.text).toMatch(/Remedy: +Shorten it\./);
    expect(mail?.text).toMatch(/Where: +department: longer than 200 characters/);
    expect(mail?.text).toMatch(/Connection: +Entra ID <b>\n/);
    expect(mail?.text).toMatch(/People: +Anna <i> \(anna@x\[\.\]example, 42\)/);
    expect(mail?.text).not.toMatch(/request ids|connection-1/);
    expect(mail?.html).not.toMatch(/<[bi]>/);
  });

  it('gives a refused creation by its request id, and a person who is not known any more not at all', async () => {
    await office.hear(
      tenantChanged('it@example.com'),
      created(idOf('bert'), { time: at(-HOUR) }),
      deleted(idOf('bert')),
    );
    const creation = told('duplicate-user', { method: 'POST', path: 'userName', rule: 'must be unique' });
    await office.hear(creation, told('duplicate-user', { method: 'PUT', resourceId: idOf('bert') }));
    const mail = await theMail();
    expect(mail?.text).toContain(creation.correlationId);
    expect(mail?.text).toMatch(/Connection: +connection-1/);
    expect(mail?.text).not.toContain('People');
  });

  it('names twenty people at most, each once, and counts the rest', async () => {
    const people = Array.from({ length: 23 }, (_, n) => `person-${n}`);
    await office.hear(
      tenantChanged('it@example.com'),
      ...people.map((name) => created(idOf(name), { time: at(-HOUR) })),
    );
    for (let again = 0; again < 2; again += 1) {
      await office.hear(...people.map((name) => told('value-too-long', { ...PATCH, resourceId: idOf(name) })));
    }
    const text = (await theMail())?.text ?? '';
    expect(text.match(/Name of /g)).toHaveLength(20);
    expect(text).toContain('3 more people');
    expect(text.match(/department: longer/g)).toHaveLength(1);
  });

  it('keeps the names of connections when an older scim-api changes the tenant, and takes new ones', async () => {
    await office.hear(
      connectionsNamed({ [ACTOR.connectionId]: 'Entra' }, 2),
      tenantChanged('it@example.com', { version: 3 }),
    );
    await office.hear(told('value-too-long', PATCH));
    expect((await theMail())?.text).toMatch(/Connection: +Entra\n/);
    await office.hear(connectionsNamed({ [ACTOR.connectionId]: 'Entra ID' }, 4), told('unknown-attribute', PATCH));
    expect((await theMail())?.text).toMatch(/Connection: +Entra ID\n/);
  });

  it('says its code where a later scim-api has a rule that this program does not know', async () => {
    await office.hear(tenantChanged('it@example.com'), told('rule-of-tomorrow', {}));
    const mail = await theMail();
    expect(mail?.subject).toBe('1 write was refused: rule-of-tomorrow');
    expect(mail?.text).not.toContain('Remedy');
  });
});

describe('a connection whose switch for failures is off', () => {
  it('has no mail about refused writes, others of its tenant do, and its brake does', async () => {
    const settings = tenantChanged('it@example.com', { version: 2 });
    const connections = [
      { id: ACTOR.connectionId, name: 'Entra', notifyOnFailure: false },
      { id: 'connection-2', name: 'Okta' },
    ];
    await office.hear({ ...settings, data: { ...settings.data, connections } });
    const other = { ...ACTOR, connectionId: 'connection-2' };
    await office.hear(told('value-too-long', PATCH), told('value-too-long', { ...PATCH, actor: other }));
    const mail = await theMail();
    expect(mail?.subject).toBe('1 write was refused: value-too-long');
    expect(mail?.text).toMatch(/Connection: +Okta\n/);
    await office.hear(told('unknown-attribute', PATCH));
    await theMail();
    expect(office.server.taken).toHaveLength(1);
    await office.hear(told('brake', { ...PATCH, status: 409 }));
    expect((await theMail())?.subject).toBe('The brake of Entra has engaged');
    await office.hear(connectionsNamed({ [ACTOR.connectionId]: 'Entra' }, 3), told('invalid-value', PATCH));
    expect((await theMail())?.subject).toBe('1 write was refused: invalid-value');
  });
});

describe('a mail about a brake', () => {
  const engaged = (connectionId: string): AdminActed => ({
    ...tenantChanged(null, { time: office.now, subject: connectionId }),
    resourceVersion: null,
    type: 'rollcall.AdminActed',
    data: {
      act: 'brake.engage',
      object: { type: 'connection', id: connectionId },
      actor: { type: 'brake', name: null },
      reason: 'Within an hour 50 people may be disabled or deleted.',
    },
  });

  it('says why, for which connection and how to go on, once a day, with what it has refused', async () => {
    await office.hear(connectionsNamed({ [ACTOR.connectionId]: 'Entra ID' }, 2));
    await office.hear(engaged(ACTOR.connectionId), told('brake', { ...PATCH, status: 409 }));
    const mail = await theMail();
    expect(mail?.subject).toBe('The brake of Entra ID has engaged');
    expect(mail?.text).toMatch(/Why: +Within an hour 50 people may be disabled or deleted\./);
    expect(mail?.text).toMatch(/Refused so far: +1\n/);
    const sent = office.server.taken.length;
    await office.hear(told('brake', { ...PATCH, status: 409 }));
    office.pass(23 * HOUR);
    await office.work();
    expect(office.server.taken).toHaveLength(sent);
    await office.hear(told('brake', { ...PATCH, status: 409 }));
    office.pass(2 * HOUR);
    await office.work();
    expect(office.server.taken).toHaveLength(sent + 1);
  });

  it('comes of one that tells, where nothing is refused', async () => {
    await office.hear(connectionsNamed({ [ACTOR.connectionId]: 'Entra ID' }, 2), engaged(ACTOR.connectionId));
    expect((await theMail())?.text).toMatch(/Refused so far: +0\n/);
  });
});

describe('a mail about a connection that is still paused', () => {
  const reminded = (connectionId: string): AdminActed => ({
    ...tenantChanged(null, { time: office.now, subject: connectionId }),
    resourceVersion: null,
    type: 'rollcall.AdminActed',
    data: {
      act: 'connections.remind',
      object: { type: 'connection', id: connectionId },
      actor: { type: 'clock', name: null },
      reason: 'Paused by anna since 2026-12-01 08:00 UTC: A merger.',
    },
  });

  it('says which, since when and by whom, and comes with each reminder', async () => {
    await office.hear(connectionsNamed({ [ACTOR.connectionId]: 'Entra ID' }, 2), reminded(ACTOR.connectionId));
    const mail = await theMail();
    expect(mail?.subject).toBe('Entra ID is still paused');
    expect(mail?.text).toMatch(/Why: +Paused by anna since 2026-12-01 08:00 UTC: A merger/);
    const sent = office.server.taken.length;
    office.pass(24 * HOUR);
    await office.work();
    expect(office.server.taken).toHaveLength(sent);
    await office.hear(reminded(ACTOR.connectionId));
    office.pass(HOUR);
    await office.work();
    expect(office.server.taken).toHaveLength(sent + 1);
  });
});
