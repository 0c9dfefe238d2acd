import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { Type, type TSchema } from 'typebox';
import { MAX_PAGE, openApiSchema, Refuses } from '#service';
import { RevocationQuery } from './schemas.js';

export { Refuses };

type Decorator = MethodDecorator & ClassDecorator;

/** A request's body, as JSON. @param refused when it is answered 400 */
export function Takes(schema: TSchema, refused = 'The body does not match.'): MethodDecorator {
  return applyDecorators(ApiBody({ schema: openApiSchema(schema), required: true }), Refuses({ 400: refused }));
}

/** The answer when it worked. */
export function Gives(status: 200 | 201 | 202, description: string, schema: TSchema): MethodDecorator {
  return ApiResponse({ status, description, schema: openApiSchema(schema) });
}

/** The answer when it worked and there is nothing to show. */
export function GivesNothing(): MethodDecorator {
  return ApiResponse({ status: 204, description: 'It is done.' });
}

/** A keyset page: `limit`, `cursor`, and `{ items, next }`. */
export function GivesPage(item: TSchema): MethodDecorator {
  const next = Type.Union([Type.String(), Type.Null()]);
  return applyDecorators(
    ApiQuery({
      name: 'limit',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: MAX_PAGE, default: 50 },
    }),
    ApiQuery({
      name: 'cursor',
      required: false,
      description: '`next` of the page before.',
      schema: { type: 'string' },
    }),
    Gives(200, 'One page, oldest first.', Type.Object({ items: Type.Array(item), next })),
    Refuses({ 400: 'A parameter is unknown or wrong.' }),
  );
}

/** Why something is revoked, as a query parameter: a DELETE has no body. */
export function TakesReason(): MethodDecorator {
  const { reason } = RevocationQuery.properties;
  return ApiQuery({ name: 'reason', required: false, schema: openApiSchema(reason) });
}

/** An id in the path. */
export function HasId(name: string): Decorator {
  return ApiParam({ name, schema: { type: 'string', format: 'uuid' } });
}
