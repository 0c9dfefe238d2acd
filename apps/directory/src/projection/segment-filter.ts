import {
  CUSTOM_USER_URN,
  customUserType,
  MAX_CUSTOM_ATTRIBUTES,
  parseFilter,
  ScimError,
  type Filter,
  type QueryWork,
  matchSteps,
  type JsonObject,
  type Steps,
} from '#scim';

/** A segment's filter as it is asked of people. */
export interface SegmentFilter {
  readonly filter: Filter;
  /** Ids below which the filter asks whether somebody is. */
  readonly managers: readonly string[];
}

/** Managers that one filter may name. */
const MOST_MANAGERS = 10;

/**
 * A filter of RFC 7644 §3.4.2.2 over the attributes of a person, and `under "<id>"` wherever a comparison may stand: whoever is below
 * the employee of that id, over any number of levels. The company's own attributes are compared as texts.
 *
 * @throws ScimError `invalid-filter`
 */
export function parseSegmentFilter(text: string): SegmentFilter {
  const managers: string[] = [];
  const written = outsideQuotes(text).replace(UNDER, (_, position: string) => {
    const id = managerOf(quotesOf(text)[Number(position)] ?? '""');
    managers.push(id);
    return `id eq ${JSON.stringify(MARK + id)}`;
  });
  if (managers.length > MOST_MANAGERS) {
    throw new ScimError('invalid-filter', `The filter names more than ${MOST_MANAGERS} managers; name fewer.`);
  }
  const quotes = quotesOf(text);
  const whole = written.replace(PLACE, (_, position: string) => quotes[Number(position)] ?? '""');
  return {
    filter: parseFilter(whole, { type: typeOf(whole), tolerance: 'strict' }).filter,
    managers: [...new Set(managers)],
  };
}

/** Whether somebody is meant; `isUnder` knows of the person which of the managers are above. */
export function* segmentSteps(
  { filter }: SegmentFilter,
  person: { readonly resource: JsonObject; readonly under: ReadonlySet<string> },
  work: QueryWork,
): Steps<boolean> {
  const decided = (part: Filter): boolean | undefined => {
    const manager = managerIn(part);
    return manager === null ? undefined : person.under.has(manager);
  };
  return yield* matchSteps(filter, person.resource, { decided, work });
}

/** `under` as a comparison, which the grammar of filters knows. */
const MARK = 'urn:rollcall:under:';

function managerIn(part: Filter): string | null {
  if (part.kind !== 'compare' || part.path.key !== 'id' || part.operator !== 'eq') return null;
  return typeof part.value === 'string' && part.value.startsWith(MARK) ? part.value.slice(MARK.length) : null;
}

const QUOTED = /"(?:[^"\\]|\\.)*"/g;
const PLACE = /"(\d+)"/g;
const UNDER = /\bunder\s+"(\d+)"/gi;

/** With the place of each quoted text in its stead: what is quoted is no word of the filter. */
function outsideQuotes(text: string): string {
  let place = -1;
  return text.replace(QUOTED, () => `"${(place += 1)}"`);
}

function quotesOf(text: string): string[] {
  return text.match(QUOTED) ?? [];
}

function managerOf(quoted: string): string {
  try {
    const id: unknown = JSON.parse(quoted);
    if (typeof id === 'string' && id !== '' && id.length <= 256 && !id.includes('\0')) return id;
  } catch {
    // Said below.
  }
  throw new ScimError(
    'invalid-filter',
    'under: what follows is not the id of an employee in quotation marks; send one.',
  );
}

const OWN = new RegExp(`${CUSTOM_USER_URN}:(.+?)\\s+(?:eq|ne|co|sw|ew|gt|ge|lt|le|pr)\\b`, 'gi');

/** The company's own attributes are those that the filter names: what is not there compares as unassigned. */
function typeOf(filter: string): ReturnType<typeof customUserType> {
  const names = [...new Set([...filter.matchAll(OWN)].map(([, name = '']) => name))].slice(0, MAX_CUSTOM_ATTRIBUTES);
  return customUserType(names.map((name) => ({ name, type: 'option' as const, description: '' })));
}
