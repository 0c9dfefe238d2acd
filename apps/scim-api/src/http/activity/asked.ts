import { ApiQuery } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { TObject } from 'typebox';
import { goneOf, openApiSchema, readerOf, type Asker } from '#service';

export function askerOf(request: FastifyRequest): Asker {
  return { tenantId: readerOf(request).tenantId, gone: goneOf(request) };
}

/** Describes every parameter of a query's schema: what is accepted and what is documented are one list. */
export function Parameters(query: TObject): MethodDecorator {
  const decorators = Object.entries(query.properties).map(([name, schema]) =>
    ApiQuery({ name, required: false, schema: openApiSchema(schema) }),
  );
  return (target, key, descriptor) => {
    for (const decorate of decorators) decorate(target, key, descriptor);
  };
}
