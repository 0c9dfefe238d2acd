type Factors = Readonly<Record<string, readonly unknown[]>>;
type Row<F extends Factors> = { readonly [Name in keyof F]: F[Name][number] };

/**
 * Rows in which each pair of values of two factors occurs: of all rows that begin with a missing pair the one that has most of
 * the others that are missing, value by value. The same rows each time.
 */
export function pairwise<F extends Factors>(factors: F): readonly Row<F>[] {
  const names = Object.keys(factors);
  const missing = new Set(
    names.flatMap((one, at) =>
      names
        .slice(at + 1)
        .flatMap((other) =>
          indexes(factors, one).flatMap((i) => indexes(factors, other).map((j) => keyOf(one, i, other, j))),
        ),
    ),
  );
  const rows: Row<F>[] = [];
  while (missing.size > 0) {
    const [first = ''] = missing;
    const chosen = rowWith(factors, names, first, missing);
    for (const key of pairsOf(names, chosen)) missing.delete(key);
    rows.push(Object.fromEntries(names.map((name) => [name, factors[name]?.[chosen.get(name) ?? 0]])) as Row<F>);
  }
  return rows;
}

/** Each value with each of all others. */
export function product<F extends Factors>(factors: F): readonly Row<F>[] {
  const rows = Object.entries(factors).reduce<readonly Readonly<Record<string, unknown>>[]>(
    (so, [name, values]) => so.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))),
    [{}],
  );
  return rows as readonly Row<F>[];
}

function rowWith(factors: Factors, names: readonly string[], first: string, missing: ReadonlySet<string>) {
  const [one = '', i = '', other = '', j = ''] = first.split('|');
  const chosen = new Map([
    [one, Number(i)],
    [other, Number(j)],
  ]);
  for (const name of names.filter((each) => !chosen.has(each))) {
    const gain = (index: number): number =>
      pairsOf(names, new Map([...chosen, [name, index]])).filter((key) => missing.has(key)).length;
    chosen.set(name, indexes(factors, name).toSorted((a, b) => gain(b) - gain(a))[0] ?? 0);
  }
  return chosen;
}

function pairsOf(names: readonly string[], chosen: ReadonlyMap<string, number>): readonly string[] {
  const known = names.filter((name) => chosen.has(name));
  return known.flatMap((one, at) =>
    known.slice(at + 1).map((other) => keyOf(one, chosen.get(one) ?? 0, other, chosen.get(other) ?? 0)),
  );
}

function indexes(factors: Factors, name: string): readonly number[] {
  return [...(factors[name] ?? []).keys()];
}

function keyOf(one: string, i: number, other: string, j: number): string {
  return `${one}|${i}|${other}|${j}`;
}
