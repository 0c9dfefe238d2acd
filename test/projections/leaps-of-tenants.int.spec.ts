import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { MIGRATIONS as AUDIT_MIGRATIONS } from '../../apps/audit/src/storage/migrations.js';
import { tenantChanged } from '../../apps/directory/src/projection/tenant-events.fixture.js';
import { MIGRATIONS as DIRECTORY_MIGRATIONS } from '../../apps/directory/src/storage/migrations.js';
import { discardParked, listParked, releaseParked } from '#consumer';
import { adminActed, type RollcallEvent, type TenantChanged } from '#contracts';
import { migrate, type Migrations } from '#postgres';
import { gaps, openLeaps, type Leaping, type Leaps } from './leaps.fixture.js';

const FORGED = 1_000_000;
const WORD = { who: 'kim@example.com', why: 'forged' };

let leaps: Leaps;
let all: readonly Leaping[];

beforeAll(async () => {
  leaps = await openLeaps();
  ({ all } = leaps);
}, 60_000);
afterAll(() => leaps.close());

/** A connection is called as the zone is. */
function changed(tenantId: string, version: number, zone: string | undefined): TenantChanged {
  const event = tenantChanged(zone, { tenantId, version });
  const connections = [{ id: `c-${tenantId}`, name: zone ?? 'none' }];
  return { ...event, id: uuid(), data: { ...event.data, name: zone ?? 'none', connections } };
}

/** What each projection knows of the tenant: its zone, what its connection is called, what it is called. */
async function settingsOf(tenantId: string): Promise<readonly unknown[]> {
  const { directory, audit, notifier } = leaps;
  const first = async ({ owner }: Leaping, text: string): Promise<unknown> =>
    Object.values((await owner.query<Record<string, unknown>>(text, [tenantId])).rows[0] ?? {})[0];
  return [
    await first(directory, 'select time_zone from tenant_zones where tenant_id = $1'),
    await first(audit, 'select name from names where tenant_id = $1 order by since desc limit 1'),
    await first(notifier, 'select name from projection.tenants where tenant_id = $1'),
  ];
}

const thrice = (one: unknown): unknown[] => [one, one, one];

describe('a version that leaps past the sequence of a tenant', () => {
  it('freezes no settings, in any projection', async () => {
    const tenantId = uuid();
    await leaps.tell(changed(tenantId, 1, 'Europe/Berlin'), changed(tenantId, FORGED, 'Asia/Tokyo'));
    expect(await settingsOf(tenantId)).toEqual(thrice('Europe/Berlin'));
    await leaps.tell(changed(tenantId, 2, 'Europe/Paris'));
    expect(await settingsOf(tenantId)).toEqual(thrice('Europe/Paris'));
    for (const one of all)
      expect(await gaps(one, tenantId)).toMatchObject([{ because: `version ${FORGED} came where 2 was expected` }]);
    await leaps.expectRebuildsEqual();
  }, 60_000);

  it('is taken when it is released, and a rebuild takes it too; discarded, it never comes', async () => {
    const [taken, passed] = [uuid(), uuid()];
    for (const id of [taken, passed]) await leaps.tell(changed(id, 1, 'Europe/Berlin'), changed(id, 4, 'Asia/Tokyo'));
    for (const { operator, handlers } of all) {
      const [ofTaken] = await gaps({ writer: operator }, taken);
      expect(await releaseParked(operator, handlers, ofTaken?.id ?? '', { who: WORD.who })).toMatchObject({
        applied: 1,
      });
      const [ofPassed] = await gaps({ writer: operator }, passed);
      await discardParked(operator, handlers, ofPassed?.id ?? '', WORD);
    }
    await leaps.tell(changed(taken, 5, 'Asia/Seoul'), changed(passed, 2, 'Europe/Rome'));
    expect(await settingsOf(taken)).toEqual(thrice('Asia/Seoul'));
    expect(await settingsOf(passed)).toEqual(thrice('Europe/Rome'));
    for (const one of all) expect([...(await gaps(one, taken)), ...(await gaps(one, passed))]).toEqual([]);
    await leaps.expectRebuildsEqual();
  }, 60_000);

  it('follows by itself when the versions before it have come', async () => {
    const tenantId = uuid();
    await leaps.tell(changed(tenantId, 1, 'Europe/Berlin'), changed(tenantId, 3, 'Asia/Tokyo'));
    await leaps.tell(changed(tenantId, 2, 'Europe/Paris'));
    expect(await settingsOf(tenantId)).toEqual(thrice('Asia/Tokyo'));
    for (const one of all) expect(await gaps(one, tenantId)).toEqual([]);
    await leaps.expectRebuildsEqual();
  }, 60_000);
});

describe('what else is told of a tenant', () => {
  it('has no version, whatever its header says, and takes no place of a change', async () => {
    const tenantId = uuid();
    const act = (): RollcallEvent => {
      const object = { type: 'tenant', id: tenantId };
      const acted = { act: 'tenants.change' as const, tenantId, object, at: new Date(), changes: [] };
      return adminActed(uuid(), acted, { requestId: 'r', traceparent: null, reason: null });
    };
    await leaps.tell(changed(tenantId, 1, 'Europe/Berlin'));
    const before = await parkedOf(tenantId);
    for (const version of ['2', String(FORGED), '-1', '1.5', 'null']) await leaps.tellAs(act(), version);
    await leaps.tell(changed(tenantId, 2, 'Europe/Paris'), changed(tenantId, 4, 'Asia/Tokyo'));
    expect(await settingsOf(tenantId)).toEqual(thrice('Europe/Paris'));
    expect([before, await parkedOf(tenantId)]).toEqual([thrice([]), thrice(['gap'])]);
  }, 60_000);

  it('is parked where a change names another subject', async () => {
    const tenantId = uuid();
    await leaps.tell(changed(tenantId, 1, 'Europe/Berlin'));
    await leaps.tell({ ...changed(tenantId, 1, 'Asia/Tokyo'), subject: tenantId.toUpperCase() });
    expect(await settingsOf(tenantId)).toEqual(thrice('Europe/Berlin'));
    for (const { writer } of all) {
      const because = 'the subject of rollcall.TenantChanged is not its tenant';
      expect((await listParked(writer)).filter(({ key }) => key.startsWith(tenantId))).toMatchObject([{ because }]);
    }
  }, 60_000);
});

const parkedOf = (tenantId: string): Promise<string[][]> =>
  Promise.all(
    all.map(async ({ writer }) => {
      const parked = await listParked(writer);
      return parked.filter(({ key }) => key.startsWith(tenantId)).map(({ kind }) => kind);
    }),
  );

describe('an upgrade', () => {
  it('goes on at the next version of each tenant, also where none has said a zone, and leaps no further', async () => {
    const [quiet, zoned] = [uuid(), uuid()];
    await leaps.tell(...[1, 2, 3].flatMap((v) => [changed(quiet, v, undefined), changed(zoned, v, 'Europe/Berlin')]));
    await migrateAgain(leaps.directory, DIRECTORY_MIGRATIONS);
    await migrateAgain(leaps.audit, AUDIT_MIGRATIONS);
    await leaps.tell(changed(quiet, FORGED, 'Asia/Tokyo'), changed(zoned, FORGED, 'Asia/Tokyo'));
    for (const id of [quiet, zoned])
      for (const one of all) expect(await gaps(one, id)).toMatchObject([{ eventType: 'rollcall.TenantChanged' }]);
    await leaps.tell(changed(quiet, 4, 'Europe/Paris'), changed(zoned, 4, 'Europe/Paris'));
    await leaps.tell(changed(quiet, 5, 'Europe/Rome'), changed(zoned, 5, 'Europe/Rome'));
    for (const id of [quiet, zoned]) expect(await settingsOf(id)).toEqual(thrice('Europe/Rome'));
    for (const one of all) expect([(await gaps(one, quiet)).length, (await gaps(one, zoned)).length]).toEqual([1, 1]);
    await leaps.expectRebuildsEqual();
  }, 60_000);

  it('lets no tenant leap that has come since', async () => {
    const tenantId = uuid();
    await leaps.tell(changed(tenantId, 1, 'Europe/Berlin'), changed(tenantId, 3, 'Asia/Tokyo'));
    expect(await settingsOf(tenantId)).toEqual(thrice('Europe/Berlin'));
  }, 60_000);
});

/** As if the version before had read all of it, which kept no sequences of tenants. */
async function migrateAgain({ database, owner }: Leaping, migrations: Migrations): Promise<void> {
  await owner.query('truncate consumer_sequences');
  await owner.query(`delete from public.migrations where name like 'SequenceOfTenants%'`);
  expect(await migrate({ url: database.ownerUrl, migrations })).toHaveLength(1);
}
