const APART = 8;
const SHOWN = 5;
const BOX = / \[box=(-?[\d.]+),(-?[\d.]+),(-?[\d.]+),(-?[\d.]+)\]/;

/**
 * The first lines in which two accessible trees are not the same, both. A box may be a few pixels elsewhere: fonts are rounded
 * differently.
 */
export function differencesOf(recorded: string, seen: string): readonly string[] {
  const [before, now] = [linesOf(recorded), linesOf(seen)];
  const places = Array.from({ length: Math.max(before.length, now.length) }, (_none, at) => at);
  return places
    .flatMap((at) => (isSame(before[at], now[at]) ? [] : [`- ${before[at] ?? ''}`, `+ ${now[at] ?? ''}`]))
    .slice(0, 2 * SHOWN);
}

function linesOf(record: string): readonly string[] {
  return record.trimEnd().split('\n');
}

function isSame(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  if (one.replace(BOX, '') !== other.replace(BOX, '')) return false;
  const [box, otherBox] = [boxOf(one), boxOf(other)];
  return box.length === otherBox.length && box.every((value, at) => Math.abs(value - (otherBox[at] ?? 0)) <= APART);
}

function boxOf(line: string): readonly number[] {
  return (BOX.exec(line)?.slice(1) ?? []).map(Number);
}
