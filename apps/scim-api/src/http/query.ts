import type { FastifyRequest } from 'fastify';
import {
  parseFilter,
  parsePaging,
  parseProjection,
  type Filter,
  type Paging,
  type Projection,
  type ResourceTypeName,
} from '#scim';
import { rulesOf } from './identity.js';
import { countQuirks } from './instruments.js';

export interface ListQuery {
  readonly filter: Filter | null;
  readonly paging: Paging;
  readonly projection: Projection;
}

/** Query parameters of a list. Others are ignored (RFC 7644 §3.4.2): Entra adds `aadOptscim062020` to the base URL. */
export function listQuery(request: FastifyRequest, type: ResourceTypeName): ListQuery {
  const text = parameter(request, 'filter');
  const parsed = text === undefined || text === '' ? null : parseFilter(text, rulesOf(request, type));
  if (parsed !== null) countQuirks(parsed.quirks);
  return {
    filter: parsed?.filter ?? null,
    paging: parsePaging({ startIndex: parameter(request, 'startIndex'), count: parameter(request, 'count') }),
    projection: projectionOf(request, type),
  };
}

export function projectionOf(request: FastifyRequest, type: ResourceTypeName): Projection {
  const attributes = parameter(request, 'attributes');
  const excludedAttributes = parameter(request, 'excludedAttributes');
  return parseProjection({ attributes, excludedAttributes }, rulesOf(request, type).type);
}

/** The last one, where a parameter is sent twice. */
function parameter(request: FastifyRequest, name: string): string | undefined {
  const { query } = request;
  if (typeof query !== 'object' || query === null) return undefined;
  const value: unknown = Object.entries(query).find(([key]) => key === name)?.[1];
  const last: unknown = Array.isArray(value) ? value.at(-1) : value;
  return typeof last === 'string' ? last : undefined;
}
