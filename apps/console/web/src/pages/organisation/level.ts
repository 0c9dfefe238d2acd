/** So many of one level are shown: of more somebody is sought by name. */
export const MOST = 200;
/** A page of a day before may be short, or empty, and have a next one all the same: so many are asked for. */
const MOST_PAGES = 10;

interface Page<Person> {
  readonly items: readonly Person[];
  readonly next: string | null;
  readonly settled?: boolean;
  readonly zone?: string;
  readonly earliest?: string | null;
}

/** Who stands side by side. */
export interface Level<Person> {
  readonly people: readonly Person[];
  /** There are more. */
  readonly isCut: boolean;
  readonly settled?: boolean;
  /** Where the day ended that was asked for. */
  readonly zone?: string;
  /** Said where the day is before the first that is known. */
  readonly earliest?: string | null;
}

interface Named {
  readonly displayName: string;
  readonly active: boolean;
}

/** @param isGiven in the order in which they came; else a whole level is in that of names, with those behind who have left */
export async function levelOf<Person extends Named>(
  page: (cursor: string | undefined) => Promise<Page<Person>>,
  isGiven = false,
): Promise<Level<Person>> {
  const people: Person[] = [];
  let told: Omit<Level<Person>, 'people' | 'isCut'> = {};
  let cursor: string | undefined;
  for (let asked = 0; asked < MOST_PAGES && people.length < MOST; asked += 1) {
    const { items, next, settled, zone, earliest } = await page(cursor);
    people.push(...items);
    told = {
      ...(settled !== undefined && { settled }),
      ...(zone && { zone }),
      ...(earliest !== undefined && { earliest }),
    };
    if (next === null && people.length <= MOST) {
      return { people: isGiven ? people : people.toSorted(byName), isCut: false, ...told };
    }
    cursor = next ?? undefined;
  }
  return { people: people.slice(0, MOST), isCut: true, ...told };
}

function byName(one: Named, other: Named): number {
  return Number(other.active) - Number(one.active) || one.displayName.localeCompare(other.displayName);
}
