import { runParkedProcess } from '#consumer';
import { DIRECTORY_HANDLERS } from './bus/fold.js';
import { LIVE_SCHEMA } from './storage/database.js';

await runParkedProcess({ name: 'directory', schema: LIVE_SCHEMA, handlers: () => DIRECTORY_HANDLERS });
