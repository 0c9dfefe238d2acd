import { runParkedProcess } from '#consumer';
import { HANDLERS } from './bus/topics.controller.js';
import { LIVE_SCHEMA } from './storage/database.js';

await runParkedProcess({ name: 'audit', schema: LIVE_SCHEMA, handlers: () => HANDLERS });
