import { rebuildProjection, type RebuildOptions, type Rebuilt } from '#consumer';
import { DIRECTORY_HANDLERS } from '../bus/fold.js';
import { LIVE_SCHEMA } from '../storage/database.js';
import { digestProjection, type Digest } from '../storage/digest.js';
import { projectionTables } from '../storage/schema.js';

/** Folds a fresh directory, compares it with the live one, and puts it in its place unless it only checks. */
export function rebuild(options: RebuildOptions): Promise<Rebuilt<Digest>> {
  return rebuildProjection(
    {
      name: 'directory',
      liveSchema: LIVE_SCHEMA,
      tables: projectionTables,
      handlers: DIRECTORY_HANDLERS,
      digest: digestProjection,
      keepsOld: false,
    },
    options,
  );
}
