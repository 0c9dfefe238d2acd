import { createParamDecorator, Injectable, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Type, type Static, type TObject } from 'typebox';
import { isUuid, UUID } from '#postgres';
import { actorOf, decodeCursor, encodeCursor, NOT_FOUND, PAGE, parseBody, parseQuery } from '#service';
import { currentTraceparent } from '#telemetry';
import type { ConnectionKey, Page } from '../../tenants/admin-store.js';
import type { Acting } from '../../tenants/admin-acted.js';
import { RemovalQuery } from './life-schemas.js';
import { RevocationQuery } from './schemas.js';

/** What is no id names nothing: the same 404 as an id that nobody has. */
@Injectable()
export class IdPipe implements PipeTransform<unknown, string> {
  transform(value: unknown): string {
    if (typeof value !== 'string' || !isUuid(value.toLowerCase())) throw NOT_FOUND;
    return value.toLowerCase();
  }
}

const ThisRequest = createParamDecorator((_none: unknown, context: ExecutionContext): FastifyRequest =>
  context.switchToHttp().getRequest<FastifyRequest>(),
);

const ids = new IdPipe();

/** The connection that the path names, as {@link IdPipe} reads its ids. */
export function AtConnection(): ParameterDecorator {
  return ThisRequest({
    transform({ params }: FastifyRequest<{ Params: Record<string, unknown> }>): ConnectionKey {
      return { tenantId: ids.transform(params.tenantId), id: ids.transform(params.connectionId) };
    },
  });
}

/** What a body wants done, and who wants it for which reason. */
export interface Asked<Schema extends TObject> {
  readonly wanted: Omit<Static<Schema>, 'reason'>;
  readonly acting: Acting;
}

/** A body whose `reason` is the act's. @throws Problem 400 as {@link parseBody} */
export function Asks(schema: TObject): ParameterDecorator {
  const body = parseBody(schema);
  return ThisRequest({
    transform(request: FastifyRequest): Asked<TObject> {
      const { reason, ...wanted }: { reason?: unknown } = body.transform(request.body, { type: 'body' });
      return { wanted, acting: actingOf(request, typeof reason === 'string' ? reason : undefined) };
    },
  });
}

const pageQuery = parseQuery(Type.Object(PAGE));
const Place = Type.String({ pattern: UUID.source });

@Injectable()
export class PagePipe implements PipeTransform<unknown, Page> {
  transform(query: unknown): Page {
    return placeOf(pageQuery.transform(query, { type: 'query' }));
  }
}

/** @throws Problem 400 for a cursor that is none of ours */
export function placeOf({ limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined }): Page {
  return { limit, after: cursor === undefined ? null : decodeCursor(Place, cursor) };
}

/** @param show what a client sees of one item */
export function pageOf<Item extends { readonly id: string }, View>(
  items: readonly Item[] | null,
  { limit }: Page,
  show: (item: Item) => View,
): { items: View[]; next: string | null } {
  if (items === null) throw NOT_FOUND;
  const last = items.length === limit ? items.at(-1) : undefined;
  return { items: items.map(show), next: last === undefined ? null : encodeCursor(last.id) };
}

export function found<Item>(item: Item | null): Item {
  if (item === null) throw NOT_FOUND;
  return item;
}

/** @param reason as the client gave it, if it did */
export function actingOf(request: FastifyRequest, reason: string | undefined): Acting {
  return { requestId: request.id, traceparent: currentTraceparent(), reason: reason ?? null, ...actorOf(request) };
}

const revocationQuery = parseQuery(RevocationQuery);

/** Who takes something away, with the `reason` in the query. */
export const Revoking = createParamDecorator((_none: unknown, context: ExecutionContext): Acting => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return actingOf(request, revocationQuery.transform(request.query, { type: 'query' }).reason);
});

const removalQuery = parseQuery(RemovalQuery);

/** Like {@link Revoking}, of what is asked why. */
export const Removing = createParamDecorator((_none: unknown, context: ExecutionContext): Acting => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return actingOf(request, removalQuery.transform(request.query, { type: 'query' }).reason);
});
