import type { Row } from './branches.ts';

interface Person {
  readonly id: string;
  readonly displayName: string;
  readonly title: string | null;
  readonly active: boolean;
}

/** Somebody in the picture; in pixels. */
export interface Box {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly name: string;
  readonly title: string;
  readonly isActive: boolean;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  /** From a manager to a report, as the path of an SVG. */
  readonly lines: readonly string[];
  /** There are more than are drawn. */
  readonly isCut: boolean;
}

export const BOX = { width: 208, height: 44 } as const;
const GAP = { x: 40, y: 12, edge: 16 } as const;
/** More is no picture any more. */
export const MOST_BOXES = 500;
/** Of a name: what a box has room for. */
const MOST_LETTERS = 28;

/** Levels side by side, each manager in the middle of those below: what is open in the tree. */
export function drawingOf<Of extends Person>(rows: readonly Row<Of>[]): Drawing {
  const pen: Pen = { boxes: [], lines: [], next: GAP.edge, isCut: false };
  for (const row of rows) place(pen, row, 0);
  const right = Math.max(0, ...pen.boxes.map(({ x }) => x + BOX.width));
  return {
    boxes: pen.boxes,
    lines: pen.lines,
    isCut: pen.isCut,
    width: right + GAP.edge,
    height: Math.max(pen.next - GAP.y, 0) + GAP.edge,
  };
}

interface Pen {
  readonly boxes: Box[];
  readonly lines: string[];
  /** Where the next box of the lowest level begins. */
  next: number;
  isCut: boolean;
}

/** @returns the box; undefined: there is no room for it, or it is nobody */
function place<Of extends Person>(pen: Pen, row: Row<Of>, depth: number): Box | undefined {
  if (row.kind !== 'person') {
    pen.isCut ||= row.kind === 'cut';
    return undefined;
  }
  if (pen.boxes.length >= MOST_BOXES) {
    pen.isCut = true;
    return undefined;
  }
  const at = pen.boxes.length;
  pen.boxes.push(boxOf(row.key, row.person, { x: GAP.edge + depth * (BOX.width + GAP.x), y: pen.next }));
  const below = row.rows.flatMap((one) => place(pen, one, depth + 1) ?? []);
  const box = between(pen, at, below);
  for (const one of below) pen.lines.push(lineOf(box, one));
  return box;
}

/** Moved to the middle of who is below; of nobody it takes a place of its own. */
function between(pen: Pen, at: number, below: readonly Box[]): Box {
  const [box] = pen.boxes.slice(at, at + 1);
  if (box === undefined) throw new Error('a box is where it was put');
  const [first, last] = [below[0], below.at(-1)];
  if (first === undefined || last === undefined) {
    pen.next += BOX.height + GAP.y;
    return box;
  }
  const moved = { ...box, y: (first.y + last.y) / 2 };
  pen.boxes[at] = moved;
  return moved;
}

function boxOf(key: string, { displayName, title, active }: Person, place: { readonly x: number; readonly y: number }) {
  return { key, ...place, name: shortened(displayName), title: shortened(title ?? ''), isActive: active };
}

function shortened(text: string): string {
  const letters = Array.from(text);
  return letters.length > MOST_LETTERS ? `${letters.slice(0, MOST_LETTERS - 1).join('')}…` : text;
}

function lineOf(from: Box, to: Box): string {
  const [x, y] = [from.x + BOX.width, from.y + BOX.height / 2];
  return `M${x} ${y}H${x + GAP.x / 2}V${to.y + BOX.height / 2}H${to.x}`;
}
