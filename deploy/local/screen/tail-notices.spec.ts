import { describe, expect, it } from '@jest/globals';
import { TailNotices } from './tail-notices.js';

function notices(fromBeginning = false) {
  const lines: string[] = [];
  const clock = { at: 0 };
  const place = { topics: ['users', 'groups'], brokers: ['h:1'], fromBeginning };
  return {
    lines,
    clock,
    notices: new TailNotices(
      place,
      (line) => void lines.push(line),
      () => clock.at,
    ),
  };
}

const BEGUN = 'reading users, groups of h:1 from now on; Ctrl-C ends it';
const AWAY = 'the broker cannot be reached (refused); trying on, Ctrl-C ends it';

describe('what tail says of itself', () => {
  it('is what it reads, once it does, and from when on', () => {
    const { lines, notices: said } = notices();
    said.fetched();
    said.fetched();
    expect(lines).toEqual([BEGUN]);
    const all = notices(true);
    all.notices.fetched();
    expect(all.lines).toEqual(['reading users, groups of h:1 from their beginning; Ctrl-C ends it']);
  });

  it('is once that the broker is away, and once that it is there again', () => {
    const { lines, clock, notices: said } = notices();
    said.fetched();
    said.connectionFailed('refused');
    said.connectionFailed('refused');
    said.fetched();
    expect(lines).toEqual([BEGUN, AWAY]);
    clock.at = 5_000;
    said.fetched();
    said.fetched();
    expect(lines).toEqual([BEGUN, AWAY, 'the broker is there again']);
  });

  it('is from when on it reads where it had to begin anew', () => {
    const { lines, notices: said } = notices();
    said.fetched();
    said.connectionFailed('refused');
    said.beginsAnew();
    said.fetched();
    expect(lines).toEqual([BEGUN, AWAY, BEGUN]);
  });
});
