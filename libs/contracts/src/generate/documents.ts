import { asyncApi } from './async-api.js';
import { allInOne, jsonSchemas } from './json-schemas.js';

/** File name in `schemas/` → its document: all that is published there. */
export function documents(): Map<string, object> {
  return new Map([...jsonSchemas(), ['events.json', allInOne()], ['asyncapi.json', asyncApi()]]);
}
