import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { created, disabled, updated } from '../../apps/directory/src/projection/user-events.fixture.js';
import { discardParked, releaseParked } from '#consumer';
import { gaps, openLeaps, type Leaping, type Leaps } from './leaps.fixture.js';

const WORD = { who: 'kim@example.com', why: 'forged' };
let leaps: Leaps;

beforeAll(async () => {
  leaps = await openLeaps();
}, 60_000);
afterAll(() => leaps.close());

/** Releases of each projection the gap that has this place among those of a person. */
async function release(id: string, nth = 0): Promise<void> {
  for (const one of leaps.all) {
    const gap = (await gaps(one, id))[nth];
    const released = releaseParked(one.operator, one.handlers, gap?.id ?? '', { who: WORD.who });
    await expect(released).resolves.toMatchObject({ because: null });
  }
}

const from = <Row extends object>({ owner }: Leaping, text: string, id: string): Promise<Row[]> =>
  owner.query<Row>(text, [id]).then(({ rows }) => rows);

const employee = (id: string): Promise<object[]> =>
  from(leaps.directory, 'select version, active, title from employees where id = $1', id);

const linesOf = (id: string): Promise<object[]> =>
  from(
    leaps.directory,
    `select version, manager_id as manager, valid_to = 'infinity' as open from reporting_lines where id = $1 order by version`,
    id,
  );

describe('of several leaps of a person', () => {
  it('one that is released brings nobody back whom a later one takes out of work', async () => {
    await leaps.tell(created({ id: 'gus' }));
    await leaps.tell(updated({ id: 'gus', title: 'Five' }, { version: 5 }));
    await leaps.tell(disabled({ id: 'gus' }, { version: 9 }));
    await release('gus');
    expect(await employee('gus')).toEqual([{ version: 5, active: false, title: 'Five' }]);
    await leaps.expectRebuildsEqual();

    const { operator, handlers } = leaps.directory;
    const [later] = await gaps(leaps.directory, 'gus');
    await discardParked(operator, handlers, later?.id ?? '', WORD);
    expect(await employee('gus')).toEqual([{ version: 5, active: true, title: 'Five' }]);
    await leaps.expectRebuildsEqual();
  }, 90_000);

  it('one that is released behind a later one has its place between the others, folded anew too', async () => {
    await leaps.tell(created({ id: 'hal', managerId: 'one' }));
    await leaps.tell(updated({ id: 'hal', managerId: 'nine' }, { version: 9 }));
    await leaps.tell(updated({ id: 'hal', managerId: 'two' }, { version: 2 }));
    await leaps.tell(updated({ id: 'hal', managerId: 'ten' }, { version: 10 }));
    await release('hal', 1);
    await release('hal');
    const lines = ['one', 'two', 'nine', 'ten'].map((manager, at) => ({ manager, open: at === 3 }));
    expect(await linesOf('hal')).toMatchObject(lines);
    await leaps.expectRebuildsEqual();

    await leaps.tell(updated({ id: 'hal', managerId: 'ten', title: 'Eleven' }, { version: 11 }));
    expect(await employee('hal')).toEqual([{ version: 11, active: true, title: 'Eleven' }]);
    expect(await linesOf('hal')).toMatchObject(lines);
    await leaps.expectRebuildsEqual();
  }, 90_000);

  it('one of a version that another had makes no second one of it', async () => {
    await leaps.tell(created({ id: 'ida' }));
    await leaps.tell(updated({ id: 'ida', title: 'One' }, { version: 5 }));
    await leaps.tell(updated({ id: 'ida', title: 'Other' }, { version: 5 }));
    await release('ida');
    for (const { operator, handlers } of leaps.all) {
      const [gap] = await gaps({ writer: operator }, 'ida');
      const id = gap?.id ?? '';
      const { left, because } = await releaseParked(operator, handlers, id, { who: WORD.who });
      expect([left, because]).toEqual([1, expect.stringContaining('another event has this version')]);
      await discardParked(operator, handlers, id, WORD);
    }
    expect(await employee('ida')).toEqual([{ version: 5, active: true, title: 'One' }]);
    await leaps.expectRebuildsEqual();
  }, 90_000);
});
