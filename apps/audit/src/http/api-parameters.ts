import { ApiQuery } from '@nestjs/swagger';
import type { TObject } from 'typebox';
import { openApiSchema } from '#service';

/** Describes every parameter of a query's schema: what is accepted and what is documented are one list. */
export function ApiParameters(query: TObject): MethodDecorator {
  const decorators = Object.entries(query.properties).map(([name, schema]) =>
    ApiQuery({ name, required: false, schema: openApiSchema(schema) }),
  );
  return (target, key, descriptor) => {
    for (const decorate of decorators) decorate(target, key, descriptor);
  };
}
