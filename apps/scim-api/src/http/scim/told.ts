import type { FastifyRequest } from 'fastify';
import { Kept } from '#service';
import type { Ending, Told } from '../../activity/ending.js';
import type { ScimError } from '#scim';
import type { Decision } from '../../writes/outcome.js';

/** What a request's activity will say, told where it is known: a reference each, and nothing is computed. */
const told = new Kept<FastifyRequest, Told>();
const operations = new Kept<FastifyRequest, OperationEnding[]>();

/** An operation of a bulk at its end; the rest is its request's. */
export type OperationEnding = Pick<
  Ending,
  'operation' | 'method' | 'path' | 'status' | 'resourceType' | 'sought' | 'told'
>;

export function tellDecision(request: FastifyRequest, decision: Decision): void {
  told.set(request, { decision });
}

export function tellRefusal(request: FastifyRequest, error: ScimError, refusalEvent: string | null): void {
  told.set(request, { error, refusalEvent });
}

export function tellMatched(request: FastifyRequest, resources: readonly { readonly id?: unknown }[]): void {
  const [first, ...others] = resources;
  const id = others.length === 0 && typeof first?.id === 'string' ? { id: first.id } : {};
  told.set(request, { matched: { count: resources.length, ...id } });
}

export function tellOperations(request: FastifyRequest, endings: OperationEnding[]): void {
  operations.set(request, endings);
}

/** Once: a connection keeps its last request until the next one, and this one what was decided, which may be large. */
export function takeTold(request: FastifyRequest): Told {
  const taken = told.get(request) ?? {};
  told.delete(request);
  return taken;
}

/** Once, too. */
export function takeOperations(request: FastifyRequest): readonly OperationEnding[] {
  const taken = operations.get(request) ?? [];
  operations.delete(request);
  return taken;
}
