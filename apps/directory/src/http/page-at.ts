import { pageSchema } from '#service';
import { Type, type TObject, type TProperties, type TSchema } from 'typebox';
import { MOMENT_MEMBERS } from './moment.js';

export const OF_A_TIME =
  'With `asOf` as it was: everybody, managers and names of then. A page of then may be short, or empty, and have a `next`.';

/** A page that may be of a time. @param more members beside the page's own */
export function pageAtSchema(item: TSchema, more: TProperties = {}): TObject {
  return Type.Object({ ...pageSchema(item).properties, ...MOMENT_MEMBERS, ...more });
}

/** How many there are: one of the two. */
export const COUNTED_MEMBERS = {
  total: Type.Optional(Type.Integer({ minimum: 0, description: 'How many there are in all.' })),
  atLeast: Type.Optional(
    Type.Integer({ minimum: 0, description: 'There are so many or more: nobody has counted them to the end.' }),
  ),
};
