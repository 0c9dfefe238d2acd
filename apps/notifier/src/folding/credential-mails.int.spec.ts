import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { CredentialExpiring, DeadCredentialUsed } from '#contracts';
import { ACTOR, at, tenantChanged } from '../rules/events.fixture.js';
import { HOUR, MINUTE, PostOffice } from './post-office.fixture.js';

// Real parts on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(60_000);

let office: PostOffice;
beforeEach(async () => {
  office = await PostOffice.open();
  const settings = tenantChanged('it@example.com');
  const connections = [{ id: ACTOR.connectionId, name: 'Entra\r\nID' }];
  await office.hear({ ...settings, data: { ...settings.data, connections } });
});
afterEach(() => office.close());

const CREDENTIAL = '0192f000-0000-7000-8000-0000000000d1';
const OF = { connectionId: ACTOR.connectionId, method: 'token', name: 'Token <of> spring' };
const head = (subject: string) => ({ ...tenantChanged(null, { time: office.now, subject }), resourceVersion: null });

function expiring(daysLeft: number, more: Partial<CredentialExpiring['data']> = {}): CredentialExpiring {
  const data = { ...OF, lastUsedAt: at(0).toISOString(), expiresAt: at(7 * 24 * HOUR).toISOString(), daysLeft };
  return { ...head(CREDENTIAL), type: 'rollcall.CredentialExpiring', data: { ...data, ...more } };
}

function used(count: number, ended = 'expired', subject = CREDENTIAL): DeadCredentialUsed {
  const moment = office.now.toISOString();
  const uses = { count, from: moment, to: moment };
  const data = { ...OF, lastUsedAt: null, ended, endedAt: at(-HOUR).toISOString(), ...uses };
  return { ...head(subject), type: 'rollcall.DeadCredentialUsed', data };
}

const mails = () => office.server.taken.map(({ mail }) => mail);

describe('a mail about the end of a credential', () => {
  it('goes to the notification address, one for each warning, and says what to do until when', async () => {
    const warning = expiring(7);
    await office.hear(warning);
    await office.work();
    await office.hear(warning);
    await office.work();
    expect(mails().map(({ subject }) => subject)).toEqual(['The token of Entra ID expires within 7 days']);
    const [mail] = mails();
    expect(mail?.text).toContain('Your token expires on 2026-12-01 09:00 UTC');
    expect(mail?.text).toMatch(/Name: +Token <of> spring\n/);
    expect(mail?.text).toMatch(/Last good call: +2026-11-24 09:00 UTC/);
    expect(mail?.html).not.toContain('<of>');
    await office.hear(expiring(1), expiring(0, { lastUsedAt: null, method: 'clientSecret' }));
    await office.work();
    expect(mails().map(({ subject }) => subject)).toEqual([
      'The token of Entra ID expires within 7 days',
      'The client secret of Entra ID has expired',
    ]);
    expect(mails()[1]?.text).toContain('expired on 2026-12-01 09:00 UTC; last good call never.');
  });

  it('is none where nobody is to be told, nor about what is long past', async () => {
    await office.hear(tenantChanged(null, { version: 2 }), expiring(7));
    await office.work();
    await office.hear(tenantChanged('it@example.com', { version: 3 }), {
      ...expiring(1),
      time: at(-48 * HOUR).toISOString(),
    });
    await office.work();
    const ended = (await office.deliveries()).map(({ status, reason }) => `${status}: ${reason}`);
    expect(ended.toSorted()).toEqual(['suppressed: no notification address', 'suppressed: too old']);
  });
});

describe('a mail about the use of a credential that has ended', () => {
  it('is one a day for each credential, with the uses since', async () => {
    await office.hear(used(2));
    await office.work();
    expect(mails().map(({ subject }) => subject)).toEqual(['The token of Entra ID expired, and is still used']);
    expect(mails()[0]?.text).toContain('Your token expired on 2026-11-24 08:00 UTC; last good call never.');
    for (let hour = 1; hour < 24; hour += 1) {
      office.pass(HOUR);
      await office.hear(used(3));
      await office.work();
    }
    expect(mails()).toHaveLength(1);
    office.pass(HOUR + MINUTE);
    await office.work();
    expect(mails()).toHaveLength(2);
    expect(mails()[1]?.text).toMatch(/Refused uses: +69\n/);
    await office.hear(used(1, 'revoked', '0192f000-0000-7000-8000-0000000000d2'));
    await office.work();
    expect(mails()[2]?.subject).toBe('The token of Entra ID was revoked, and is still used');
  });
});
