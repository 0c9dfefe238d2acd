import { migration } from '#postgres';
import { signingKeyCacheTable } from '#service';
import { DATABASE } from '../database.js';

/** Beside the projection, not in it: a rebuild swaps the projection's schema. */
export const CreateKeyCache2 = migration('CreateKeyCache0000000000002', () =>
  signingKeyCacheTable(DATABASE.roles.reader),
);
