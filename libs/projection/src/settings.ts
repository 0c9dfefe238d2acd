import { Type, type Static, type TObject } from 'typebox';
import { CONSUMER_SETTINGS } from '#consumer';
import { CENTURY_MS, processSettings, READER_SETTINGS, SHARE_SETTINGS, STRANGER_SETTINGS } from '#service';

/**
 * The variables of every projection's process, for `Type.Object({ ...projectionSettings(7303), … })`; for `KAFKA_*` see libs/kafka.
 *
 * @param port where it listens by default
 */
// The type is that of the schemas, which is what readConfig infers from.
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function projectionSettings(port: number) {
  return {
    ...processSettings(port),
    ...STRANGER_SETTINGS,
    ...READER_SETTINGS,
    DATABASE_URL: Type.String({ minLength: 1, description: 'as the role that folds' }),
    READER_DATABASE_URL: Type.String({ minLength: 1, description: 'as the role that answers readers' }),
    OPERATOR_TOKEN: Type.Optional(
      Type.String({
        minLength: 32,
        description:
          'the first credential of the operator’s API, 32 characters or more; good until one is stored by `npm run operator`',
      }),
    ),
    ERASE_EVERY_MS: Type.Integer({
      default: 10_000,
      minimum: 100,
      maximum: CENTURY_MS,
      description: 'milliseconds between two looks for what is left of tenants that have ended',
    }),
    ...CONSUMER_SETTINGS,
    ...SHARE_SETTINGS,
  };
}

export type ProjectionSettings = Readonly<Static<TObject<ReturnType<typeof projectionSettings>>>>;
