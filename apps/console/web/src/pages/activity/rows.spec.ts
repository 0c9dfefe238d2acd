import { describe, expect, it } from '@jest/globals';
import { keyOf, rowsOf, withoutRepeats } from './rows.ts';

type Items = Parameters<typeof rowsOf>[0]['items'];

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 24, 14, minute)).toISOString();
/** Of which only what is sorted by is there. */
const sent = (minute: number) => ({ requestId: `at ${minute}`, time: at(minute) });
const gap = (from: number, to: number) => ({ from: at(from), to: at(to), dropped: null });
const page = (minutes: readonly number[], gaps: readonly ReturnType<typeof gap>[], next: string | null) =>
  rowsOf({ items: minutes.map(sent) as unknown as Items, gaps: [...gaps], next });

describe('requests and the gaps between them', () => {
  it('stand in the order of time', () => {
    const rows = page([9, 5], [gap(6, 7), gap(1, 2)], null);
    expect(rows.map(keyOf)).toEqual(['at 9', `${at(6)} ${at(7)}`, 'at 5', `${at(1)} ${at(2)}`]);
  });

  it('have each gap once, where it is, over all pages', () => {
    const gaps = [gap(10, 11), gap(6, 7), gap(3, 4)];
    const rows = withoutRepeats([...page([9, 8], gaps, 'more'), ...page([5, 2], gaps, null)]);
    const names = [`${at(10)} ${at(11)}`, 'at 9', 'at 8', `${at(6)} ${at(7)}`, 'at 5', `${at(3)} ${at(4)}`, 'at 2'];
    expect(rows.map(keyOf)).toEqual(names);
  });

  it('are gaps alone where nothing else is known', () => {
    expect(page([], [gap(1, 2)], null).map(keyOf)).toEqual([`${at(1)} ${at(2)}`]);
  });
});
