import { describe, expect, it } from '@jest/globals';
import { idOf, rowsOf, type Asked, type Row } from './branches.ts';

interface Person {
  readonly id: string;
  readonly displayName: string;
  readonly active: boolean;
  readonly directs?: number;
}

const person = (id: string, active = true): Person => ({ id, displayName: id, active });
const level = (...people: readonly Person[]) => ({ people, isCut: false });

/** As text: `a(b c)`; `+` what is closed or awaited; what is no person by its kind. */
function drawn(rows: readonly Row<Person>[]): string {
  return rows
    .map((row) => {
      if (row.kind !== 'person') return `<${row.kind}>`;
      const marks = `${row.isCircle ? '~' : ''}${row.isLeftAlone ? '!' : ''}${row.isLeaf ? '.' : ''}`;
      if (row.rows[0]?.kind === 'loading') return `${row.person.id}${marks}+`;
      return `${row.person.id}${marks}${row.rows.length === 0 ? '' : `(${drawn(row.rows)})`}`;
    })
    .join(' ');
}

const grown = (open: readonly string[], teams: Readonly<Record<string, Asked<Person>>>, top = level(person('a'))) =>
  drawn(rowsOf(top, { open: new Set(open), teams: new Map(Object.entries(teams)) }));

describe('the branches of an organisation', () => {
  it('have nothing to open where the directory has counted nobody below', () => {
    const top = level({ ...person('a'), directs: 0 }, { ...person('b'), directs: 2 });
    expect(grown([], {}, top)).toBe('a. b+');
  });

  it('are open as far as somebody opened them', () => {
    const teams = { a: { level: level(person('b'), person('c')) }, b: { level: level(person('d')) }, c: {} };
    expect(grown([], teams)).toBe('a+');
    expect(grown(['a'], teams)).toBe('a(b+ c+)');
    expect(grown(['a', 'a/b', 'a/c'], teams)).toBe('a(b(d+) c+)');
    expect(grown(['a/b'], teams)).toBe('a+');
  });

  it('say that what is below is awaited, failed, or more than is shown', () => {
    expect(grown(['a'], {})).toBe('a+');
    expect(grown(['a'], { a: { isFailed: true } })).toBe('a(<failed>)');
    expect(grown(['a'], { a: { level: { people: [person('b')], isCut: true } } })).toBe('a(b+ <cut>)');
  });

  it('end with who leads nobody', () => {
    expect(grown(['a'], { a: { level: level() } })).toBe('a.');
  });

  it('end where somebody is above already, and each row has a key of its own', () => {
    const teams = { a: { level: level(person('b')) }, b: { level: level(person('a')) } };
    expect(grown(['a', 'a/b', 'a/b/a'], teams)).toBe('a(b(a~.))');
    expect(idOf('a/b/a')).toBe('a');
  });

  it('mark who works here below somebody who has left', () => {
    const teams = { a: { level: level(person('b'), person('c', false)) } };
    expect(grown(['a'], teams, level(person('a', false)))).toBe('a(b!+ c+)');
  });
});
