import { runParkedProcess } from '#consumer';
import { HANDLERS } from './bus/handlers.js';
import { LIVE_SCHEMA } from './storage/database.js';

await runParkedProcess({ name: 'audit', schema: LIVE_SCHEMA, handlers: () => HANDLERS });
