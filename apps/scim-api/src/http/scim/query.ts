import type { FastifyRequest } from 'fastify';
import {
  decodeSearchRequest,
  parseFilter,
  parseForeignFilter,
  parsePaging,
  parseProjection,
  parseSort,
  QUERY_PARAMETERS,
  ScimError,
  startReading,
  type Filter,
  type Paging,
  type Projection,
  type QueryParameters,
  type ResourceTypeName,
  type Sort,
} from '#scim';
import { Kept } from '#service';
import { identityOf, rulesOf } from './identity.js';
import { countQuirks } from './instruments.js';

export interface ListQuery {
  readonly filter: Filter | null;
  readonly sort: Sort | null;
  readonly paging: Paging;
  readonly projection: Projection;
  /** What a cursor is bound to: the question, whatever its page. */
  readonly question: string;
}

export interface Asked {
  readonly parameters: QueryParameters;
  /** True for a query over several types, where what one type does not have is no error. */
  readonly isOfAllTypes?: boolean;
}

/** A list's query from the parameters of a GET or the body of a search. Throws ScimError. */
export function listQuery(request: FastifyRequest, type: ResourceTypeName, asked: Asked): ListQuery {
  const rules = rulesOf(request, type);
  const { filter: text = '', sortBy, sortOrder, attributes, excludedAttributes } = asked.parameters;
  const parse = asked.isOfAllTypes === true ? parseForeignFilter : parseFilter;
  const parsed = text === '' ? null : parse(text, rules);
  if (parsed !== null) countQuirks(parsed.quirks);
  return {
    filter: parsed?.filter ?? null,
    sort: parseSort({ sortBy, sortOrder }, rules.type),
    paging: parsePaging(asked.parameters),
    projection: parseProjection({ attributes, excludedAttributes }, rules.type),
    question: JSON.stringify([type, text, sortBy, sortOrder, attributes, excludedAttributes]),
  };
}

/** Query parameters of a list. Others are ignored (RFC 7644 §3.4.2): Entra adds `aadOptscim062020` to the base URL. */
export function queryParameters(request: FastifyRequest): QueryParameters {
  return Object.fromEntries(
    QUERY_PARAMETERS.flatMap((name) => {
      const value = parameter(request, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** RFC 7644 §3.4.3. */
export function searchParameters(request: FastifyRequest): QueryParameters {
  const reading = startReading(identityOf(request));
  const parameters = decodeSearchRequest(request.body, reading);
  countQuirks([...reading.applied]);
  return parameters;
}

export function projectionOf(request: FastifyRequest, type: ResourceTypeName): Projection {
  const attributes = parameter(request, 'attributes');
  const excludedAttributes = parameter(request, 'excludedAttributes');
  return parseProjection({ attributes, excludedAttributes }, rulesOf(request, type).type);
}

/**
 * The parameter, whatever its case: `Filter` left unread would be a question about everybody. Sent twice it is refused, for
 * either could be meant.
 */
export function parameter(request: FastifyRequest, name: string): string | undefined {
  const values = sentParameters(request.query).get(name.toLowerCase()) ?? [];
  if (values.length > 1) throw new ScimError('repeated-parameter', `${name}: sent more than once; send it once.`);
  const [value] = values;
  return typeof value === 'string' ? value : undefined;
}

const NOTHING: ReadonlyMap<string, readonly unknown[]> = new Map();
const sent = new Kept<object, ReadonlyMap<string, readonly unknown[]>>();

/** What was sent, by names in lower case: folded once for all the parameters that a request is asked for. */
function sentParameters(query: unknown): ReadonlyMap<string, readonly unknown[]> {
  // As most requests of one resource are.
  if (typeof query !== 'object' || query === null || Object.keys(query).length === 0) return NOTHING;
  const known = sent.get(query);
  if (known !== undefined) return known;
  const found = new Map<string, unknown[]>();
  for (const [key, value] of Object.entries(query)) {
    const name = key.trim().toLowerCase();
    found.set(name, [...(found.get(name) ?? []), ...[value as unknown].flat()]);
  }
  sent.set(query, found);
  return found;
}
