import { describe, expect, it } from '@jest/globals';
import { rowsOf } from './branches.ts';
import { BOX, drawingOf, MOST_BOXES } from './drawing.ts';
import { svgFile } from './svg-file.ts';

interface Person {
  readonly id: string;
  readonly displayName: string;
  readonly title: string | null;
  readonly active: boolean;
}

const person = (id: string, about: Partial<Person> = {}): Person => ({
  id,
  displayName: id,
  title: null,
  active: true,
  ...about,
});
const level = (people: readonly Person[], isCut = false) => ({ people, isCut });

const drawn = (top: readonly Person[], teams: Readonly<Record<string, readonly Person[]>> = {}, open: string[] = []) =>
  drawingOf(
    rowsOf(level(top), {
      open: new Set(open),
      teams: new Map(Object.entries(teams).map(([id, people]) => [id, { level: level(people) }])),
    }),
  );

describe('the picture of an organisation', () => {
  it('has a manager in the middle of the reports, who do not touch each other', () => {
    const { boxes, lines, isCut } = drawn([person('a')], { a: ['b', 'c', 'd'].map((id) => person(id)) }, ['a']);
    const at = new Map(boxes.map((box) => [box.key, box]));
    expect(at.get('a')?.y).toBe(at.get('a/c')?.y);
    const rows = ['a/b', 'a/c', 'a/d'].map((key) => at.get(key)?.y ?? 0);
    expect(rows.slice(1).map((y, index) => y - (rows[index] ?? 0) >= BOX.height)).toEqual([true, true]);
    expect(lines).toHaveLength(3);
    expect(isCut).toBe(false);
  });

  it('is as large as what is on it', () => {
    const { boxes, width, height } = drawn([person('a'), person('b')], { b: [person('c')] }, ['b']);
    expect(width).toBeGreaterThan(Math.max(...boxes.map(({ x }) => x + BOX.width)));
    expect(height).toBeGreaterThan(Math.max(...boxes.map(({ y }) => y + BOX.height)));
    expect(drawn([])).toMatchObject({ boxes: [], lines: [] });
  });

  it('ends where it would be no picture any more, and says so', () => {
    const many = Array.from({ length: MOST_BOXES + 1 }, (_, index) => person(String(index)));
    const { boxes, isCut } = drawn(many);
    expect([boxes.length, isCut]).toEqual([MOST_BOXES, true]);
  });
});

describe('the file of the picture', () => {
  const fileOf = (about: Partial<Person>): string => svgFile(drawn([person('a', about)]), 'Contoso <demo>');

  it('has names as text, whatever is in them', () => {
    const file = fileOf({ displayName: '<script>"&\u0000\uD800', title: "O'Hara" });
    expect(file).toContain('&lt;script&gt;&quot;&amp;\uFFFD</text>');
    expect(file).toContain('O&#39;Hara');
    expect(file).toContain('<title>Contoso &lt;demo&gt;</title>');
    expect(file).not.toContain('<script>');
  });

  it('needs nothing beside it: no address, no style of the page', () => {
    const file = fileOf({ title: 'Engineer' });
    expect(file.match(/https?:[^"]*/g)).toEqual(['http://www.w3.org/2000/svg']);
    expect(file).not.toMatch(/class=|style=|var\(/);
  });

  it('tells whoever has left by the frame, and shortens what has no room', () => {
    expect(fileOf({ active: false })).toContain('stroke-dasharray');
    expect(fileOf({})).not.toContain('stroke-dasharray');
    expect(fileOf({ displayName: 'x'.repeat(100) })).toContain(`>${'x'.repeat(27)}…<`);
  });
});
