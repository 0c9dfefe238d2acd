import { ScimError } from '../errors/error.js';
import { isJsonArray, type JsonValue } from '../json.js';
import { namedIn } from '../reading/named-in.js';
import { startReading } from '../reading/quirks.js';
import { readBody } from '../reading/read-resource.js';
import { checkMessageSchemas } from '../reading/schemas.js';
import { SEARCH_REQUEST_URN } from '../urn.js';

/** What a client may ask of a list, as text: from the query of a GET, or from the body of a search. */
export const QUERY_PARAMETERS = [
  'filter',
  'sortBy',
  'sortOrder',
  'startIndex',
  'count',
  'cursor',
  'attributes',
  'excludedAttributes',
] as const;
export type QueryParameters = { readonly [Name in (typeof QUERY_PARAMETERS)[number]]?: string };

/** RFC 7644 §3.4.3: the body of a POST to `/.search`. Throws ScimError; other members are ignored, as in a query. */
export function decodeSearchRequest(body: unknown, reading = startReading({ tolerance: 'strict' })): QueryParameters {
  const message = namedIn(readBody(body), ['schemas', ...QUERY_PARAMETERS]);
  checkMessageSchemas(message.schemas, { urn: SEARCH_REQUEST_URN, quirk: 'search-schemas', reading });
  return Object.fromEntries(
    QUERY_PARAMETERS.flatMap((name) => {
      const sent = message[name];
      return sent === undefined || sent === null ? [] : [[name, textOf(name, sent)]];
    }),
  );
}

function textOf(name: string, value: JsonValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && (name === 'startIndex' || name === 'count')) return String(value);
  // attributes and excludedAttributes are lists here, and a list with commas in a query.
  if (isJsonArray(value) && name.endsWith('ttributes') && value.every((item) => typeof item === 'string')) {
    return value.join(',');
  }
  throw new ScimError('wrong-type', `${name}: has a value of another type than a search request gives it.`);
}
