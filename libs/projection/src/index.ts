export { ACTS_SCHEMA, actTables, signInTables } from './acts.js';
export { rebuild, runProjection } from './commands.js';
export { digestOf, type Digest } from './digest.js';
export { FOLLOWING, type Following } from './following.controller.js';
export { handlersOf } from './handlers.js';
export type { Api, Background, Described, Environment, Parts, Projection, Schemas, Tuning } from './projection.js';
export { controllersOf } from './module.js';
export { projectionSettings, type ProjectionSettings } from './settings.js';
export { startProjection } from './start.js';
