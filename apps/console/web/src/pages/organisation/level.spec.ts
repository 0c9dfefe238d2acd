import { describe, expect, it } from '@jest/globals';
import { levelOf, MOST } from './level.ts';

const person = (displayName: string, active = true) => ({ displayName, active });
const many = (count: number) => Array.from({ length: count }, (_, index) => person(`Person ${index}`));

describe('a level of the organisation', () => {
  it('is in the order of names, and who has left stands behind', async () => {
    const items = [person('Zoë'), person('Ada', false), person('Ádám'), person('Ben')];
    const level = await levelOf(async () => Promise.resolve({ items, next: null }));
    expect(level.people.map(({ displayName }) => displayName)).toEqual(['Ádám', 'Ben', 'Zoë', 'Ada']);
    expect(level.isCut).toBe(false);
  });

  it('is in the order in which they came where that says something: at the top, the largest part first', async () => {
    const items = [person('Zoë'), person('Ada', false), person('Ben')];
    const level = await levelOf(async () => Promise.resolve({ items, next: null }), true);
    expect(level.people).toEqual(items);
  });

  it('is read on over short and empty pages', async () => {
    const pages = [many(1), [], many(2)];
    const asked: (string | undefined)[] = [];
    const level = await levelOf(async (cursor) => {
      asked.push(cursor);
      const at = asked.length;
      return Promise.resolve({ items: pages[at - 1] ?? [], next: at < pages.length ? String(at) : null });
    });
    expect({ asked, people: level.people.length, isCut: level.isCut }).toEqual({
      asked: [undefined, '1', '2'],
      people: 3,
      isCut: false,
    });
  });

  it('ends where no more are shown, however many there are, and however empty their pages', async () => {
    let asked = 0;
    const full = await levelOf(async () => {
      asked += 1;
      return Promise.resolve({ items: many(150), next: 'more' });
    });
    expect({ asked, people: full.people.length, isCut: full.isCut }).toEqual({ asked: 2, people: MOST, isCut: true });
    asked = 0;
    const empty = await levelOf(async () => {
      asked += 1;
      return Promise.resolve({ items: [], next: 'more' });
    });
    expect({ asked, isCut: empty.isCut }).toEqual({ asked: 10, isCut: true });
  });

  it('is whole with exactly as many as are shown', async () => {
    const level = await levelOf(async () => Promise.resolve({ items: many(MOST), next: null }));
    expect([level.people.length, level.isCut]).toEqual([MOST, false]);
  });

  it('says what is said of its day', async () => {
    const page = { items: [], next: null, settled: false, earliest: '2024-01-01T00:00:00Z' };
    expect(await levelOf(async () => Promise.resolve(page))).toEqual({
      people: [],
      isCut: false,
      settled: false,
      earliest: page.earliest,
    });
  });
});
