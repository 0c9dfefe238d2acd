import type { FastifyInstance } from 'fastify';
import type { TObject } from 'typebox';
import { routeOptionsOf } from './route-options.js';

// UUIDs are in any case (RFC 9562 §4). Ours are stored, compared and written to the audit log in lower case.
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?::\d{1,6})?$/i;

/** What is called so is an id of ours; `externalId` is the identity provider's, and as it says. */
const OURS = /^(?:id|near|root|(?!external).*Id)$/;

/** RFC 7643 §3.1: an id of SCIM is case-exact. */
const CASE_EXACT = '/scim/';

/** Reads each id in a path as it is stored. To be called before whatever asks by one. */
export function readIdsOfPaths(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { params } = request;
    const isOurs = !(routeOptionsOf(request).url ?? '').startsWith(CASE_EXACT);
    if (isOurs && typeof params === 'object' && params !== null) Object.assign(params, idsIn(params, OURS));
    done();
  });
}

/** The parameters or the members with their ids as they are stored. */
export function idsAsStored<Value>({ properties }: TObject, value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  const declared = Object.keys(properties).filter((name) => OURS.test(name) || isUuid(properties[name]));
  return { ...value, ...idsIn(value, { test: (name) => declared.includes(name) }) };
}

function idsIn(given: object, called: Pick<RegExp, 'test'>): Readonly<Record<string, unknown>> {
  const ids = Object.entries(given).filter(([name]) => called.test(name));
  return Object.fromEntries(ids.map(([name, value]) => [name, lower(value)]));
}

function lower(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lower);
  return typeof value === 'string' && UUID.test(value) ? value.toLowerCase() : value;
}

function isUuid(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  return 'items' in schema ? isUuid(schema.items) : 'format' in schema && schema.format === 'uuid';
}
