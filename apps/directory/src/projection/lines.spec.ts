import { describe, expect, it } from '@jest/globals';
import { seeded } from './seeded.fixture.js';
import { drawLines, OPEN_END, type Line, type LineFacts, type Moment, type OpenLine } from './lines.js';

const FACTS: LineFacts = { active: true, managerId: null, managerMailKey: null, mailKey: null, employeeNumber: null };
const at = (minute: number): string => new Date(Date.UTC(2026, 0, 5, 9, minute)).toISOString();
const moment = (version: number, facts: Partial<LineFacts> | null, minute = version): Moment => ({
  version,
  at: at(minute),
  facts: facts === null ? null : { ...FACTS, ...facts },
});

describe('the lines of a person', () => {
  it('begin where manager or activity change, and end there', () => {
    const { lines, ended } = drawLines(null, [
      moment(1, { managerId: 'bob' }),
      moment(2, { managerId: 'bob' }),
      moment(3, { managerId: 'eve' }),
      moment(4, { managerId: 'eve', active: false }),
    ]);
    expect(lines.map(({ version, validFrom, validTo }) => [version, validFrom, validTo])).toEqual([
      [1, at(1), at(3)],
      [3, at(3), at(4)],
      [4, at(4), OPEN_END],
    ]);
    expect(ended).toBeNull();
  });

  it('end with the person, and with none after it', () => {
    const { lines } = drawLines(null, [moment(1, {}), moment(2, null)]);
    expect(lines).toMatchObject([{ version: 1, validTo: at(2) }]);
  });

  it('end what was open before the batch', () => {
    const open: OpenLine = { ...FACTS, version: 7 };
    expect(drawLines(open, [moment(8, null)])).toEqual({ ended: { version: 7, validTo: at(8) }, lines: [] });
    expect(drawLines(open, [moment(8, {})])).toEqual({ ended: null, lines: [] });
  });

  it('have no length where two versions are of one millisecond', () => {
    const { lines } = drawLines(null, [moment(1, { managerId: 'bob' }), moment(2, { managerId: 'eve' }, 1)]);
    expect(lines.map(({ validFrom, validTo }) => [validFrom, validTo])).toEqual([
      [at(1), at(1)],
      [at(1), OPEN_END],
    ]);
    expect(heldAt(lines, at(1)).map(({ managerId }) => managerId)).toEqual(['eve']);
  });
});

function heldAt(lines: readonly Line[], time: string): Line[] {
  return lines.filter(({ validFrom, validTo }) => validFrom <= time && (validTo === OPEN_END || validTo > time));
}

/** What a replay of everything up to that time ends with. */
function replayed(moments: readonly Moment[], time: string): LineFacts | null {
  return moments.filter((one) => one.at <= time).at(-1)?.facts ?? null;
}

function facts({ active, managerId, managerMailKey, mailKey, employeeNumber }: LineFacts): LineFacts {
  return { active, managerId, managerMailKey, mailKey, employeeNumber };
}

/** As the tables are written: what was open is ended, and what begins is added. */
function inBatches(moments: readonly Moment[], sizes: () => number): Line[] {
  const kept = new Map<number, Line>();
  for (let from = 0; from < moments.length;) {
    const batch = moments.slice(from, (from += sizes()));
    const newest = [...kept.values()].at(-1);
    const open = newest?.validTo === OPEN_END ? newest : null;
    const { ended, lines } = drawLines(open, batch);
    const before = ended === null ? undefined : kept.get(ended.version);
    if (ended !== null && before !== undefined) kept.set(ended.version, { ...before, validTo: ended.validTo });
    for (const line of lines) kept.set(line.version, line);
  }
  return [...kept.values()];
}

describe('a thousand lives', () => {
  it('say at every instant what a replay up to it says, however they were cut into batches', () => {
    for (let seed = 1; seed <= 1_000; seed += 1) {
      const random = seeded(seed);
      const below = (n: number) => Math.floor(random() * n);
      let minute = 0;
      const moments = Array.from({ length: 1 + below(12) }, (_, index) => {
        minute += below(3);
        const managers = [null, 'a', 'b', 'c'];
        return moment(
          index + 1 + (below(9) === 0 ? 100 * index : 0),
          { managerId: managers[below(4)] ?? null, active: below(4) > 0, mailKey: below(5) === 0 ? 'm@x' : null },
          minute,
        );
      }).toSorted((one, other) => one.version - other.version || one.at.localeCompare(other.at));
      const ordered = moments.map((one, index) => ({
        ...one,
        at: moments.map((m) => m.at).toSorted()[index] ?? one.at,
      }));
      const life: Moment[] =
        below(3) === 0 ? [...ordered, { version: 10_000, at: at(minute + 1), facts: null }] : ordered;
      const lines = inBatches(life, () => 1 + below(4));
      expect(lines).toEqual(drawLines(null, life).lines);
      for (let time = -1; time <= minute + 2; time += 1) {
        const held = heldAt(lines, at(time));
        expect(held.length).toBeLessThanOrEqual(1);
        expect(held[0] === undefined ? null : facts(held[0])).toEqual(replayed(life, at(time)));
      }
    }
  });
});
