import { ApiQuery } from '@nestjs/swagger';
import { Type, type TObject, type TSchema } from 'typebox';
import { encodeCursor } from './cursor.js';
import { openApiSchema } from './open-api.js';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** A page of a list by keyset, from the rows of one more than `limit`. */
export interface PageRows<Row> {
  readonly limit: number;
  /** How many there are, those included that did not fit the bytes of a page. */
  readonly found?: number;
  /** Where the next one begins, after this row. */
  readonly place: (last: Row) => object;
}

export function pageOf<Row>(
  rows: readonly Row[],
  { limit, found = rows.length, place }: PageRows<Row>,
): { readonly shown: readonly Row[]; readonly next: string | null } {
  const shown = rows.slice(0, limit);
  const last = found > shown.length ? shown.at(-1) : undefined;
  return { shown, next: last === undefined ? null : encodeCursor(place(last)) };
}

export function pageSchema(item: TSchema): TObject {
  return Type.Object({
    items: Type.Array(item),
    next: Type.Union([Type.String(), Type.Null()], { description: 'The cursor of the next page; null at the end.' }),
  });
}

/** Describes every parameter of a query's schema: what is accepted and what is documented are one list. */
export function ApiParameters(query: TObject): MethodDecorator {
  const decorators = Object.entries(query.properties).map(([name, schema]) =>
    ApiQuery({ name, required: false, schema: openApiSchema(schema) }),
  );
  return (target, key, descriptor) => {
    for (const decorate of decorators) decorate(target, key, descriptor);
  };
}
