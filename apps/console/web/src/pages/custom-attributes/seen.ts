/** A refusal because of an attribute in none of the schemas, as the activity groups them. */
interface Refused {
  readonly place: string | null;
  readonly count: number;
  readonly last: string;
}

export interface Seen {
  readonly name: string;
  readonly count: number;
  readonly last: string;
}

/** Of the company's own extension, by a path or as a member. */
const OWN = /^urn:ietf:params:scim:schemas:extension:peakon:2\.0:User[.:](.+)$/i;

/** What came by names that can be defined, each once: the rest is a mistake of the mapping, which the activity shows. */
export function seenIn(refused: readonly Refused[]): readonly Seen[] {
  const seen = new Map<string, Seen>();
  for (const { place, count, last } of refused) {
    const name = OWN.exec(place ?? '')?.[1];
    if (name === undefined) continue;
    const before = seen.get(name.toLowerCase());
    seen.set(name.toLowerCase(), {
      name: before?.name ?? name,
      count: count + (before?.count ?? 0),
      last: before === undefined || before.last < last ? last : before.last,
    });
  }
  return [...seen.values()];
}

/** What is defined by now is not unknown any more; names are one whatever their case. */
export function stillUnknown(
  seen: readonly Seen[],
  defined: readonly { readonly name: string; readonly retiredAt: string | null }[],
): readonly Seen[] {
  const known = new Set(defined.filter(({ retiredAt }) => retiredAt === null).map(({ name }) => keyOf(name)));
  return seen.filter(({ name }) => !known.has(keyOf(name)));
}

function keyOf(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
