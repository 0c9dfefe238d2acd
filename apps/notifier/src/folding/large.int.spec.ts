import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openPool, PAGE_BYTES } from '#postgres';
import { TenantReads } from '#service';
import { bytesRead, type BytesRead } from '../../../../test/support/bytes-read.js';
import { Deliveries } from '../http/deliveries.js';
import { at, created, disabled, TENANT } from '../rules/events.fixture.js';
import { HOUR, MINUTE, PostOffice } from './post-office.fixture.js';
import { EVENT_IDS_SHOWN } from '../storage/statements/delivery-row.js';

jest.setTimeout(60_000);

let office: PostOffice;
let read: BytesRead;
beforeEach(async () => {
  office = await PostOffice.open();
  read = bytesRead(office.pool);
  office.settings = { ...office.settings, leaverGatherMs: MINUTE, quietPeriodMs: 1 };
});
afterEach(() => office.close());

describe('people whose texts are large', () => {
  const LARGE = 'x'.repeat(300_000);
  const user = { displayName: LARGE, title: LARGE };
  const people = Array.from({ length: 60 }, (_, n) => `p${n}`);

  it('are told of in one mail, and no statement on the way reads more than a page', async () => {
    await office.hear(created('boss', { time: at(-HOUR), user: { displayName: LARGE } }));
    for (const id of people) await office.hear(created(id, { time: at(-HOUR), managerId: 'boss', user }));
    await office.tamper(`update projection.cycles set is_closed = true`);
    await office.tamper(`delete from mailing.delivery_events; delete from mailing.deliveries`);
    await office.hear(...people.map((id) => disabled(id, { time: office.now, managerId: 'boss' })));
    for (const id of people) await office.hear(disabled(id, { version: 3, time: office.now, managerId: 'boss', user }));
    office.pass(MINUTE);
    await office.work();
    expect(office.server.to('boss@example.com')[0]?.mail.subject).toBe('The accounts of 120 people were disabled');
    expect(read.largest()).toBeLessThanOrEqual(PAGE_BYTES);
  });
});

describe('a list of mails about many events', () => {
  const DELIVERIES = 60;

  it('comes in short pages that are complete, each read in bounded bytes', async () => {
    await office.tamper(`
      insert into mailing.deliveries (id, tenant_id, template, made_at, status, event_count, last_event_at, due_at, since)
      select uuidv7(), '${TENANT}', 'initial-cycle', now() - n * interval '1 s', 'suppressed', ${EVENT_IDS_SHOWN}, now(), now(), now()
        from generate_series(1, ${DELIVERIES}) as n;
      insert into mailing.delivery_events (event_id, template, tenant_id, delivery_id)
      select uuidv7(), d.template, d.tenant_id, d.id from mailing.deliveries d, generate_series(1, ${EVENT_IDS_SHOWN})`);
    const reads = openPool({ url: office.readerUrl, applicationName: 'large-test', max: 1 });
    try {
      const listed = bytesRead(reads);
      const api = new Deliveries(
        { reads: new TenantReads({ reads, cancels: reads }, { TENANT_SHARE_LIST_SECONDS: 1 }), resends: reads },
        { from: 'a@b.example', now: () => office.now },
      );
      const ids: string[] = [];
      let pages = 0;
      for (let cursor: string | null = ''; cursor !== null; pages += 1) {
        const query: Parameters<Deliveries['list']>[1] = cursor === '' ? { limit: 200 } : { limit: 200, cursor };
        const page = await api.list(TENANT, query);
        for (const { id, eventIds } of page.items) {
          expect(eventIds).toHaveLength(EVENT_IDS_SHOWN);
          ids.push(id);
        }
        cursor = page.next;
      }
      expect(new Set(ids).size).toBe(DELIVERIES);
      expect({ rows: ids.length, isShort: pages > 2 }).toEqual({ rows: DELIVERIES, isShort: true });
      expect(listed.largest()).toBeLessThanOrEqual(PAGE_BYTES);
    } finally {
      await reads.end();
    }
  });
});
