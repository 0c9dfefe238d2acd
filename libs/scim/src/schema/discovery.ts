import type { JsonObject } from '../json.js';

export function serviceProviderConfig(_baseUrl: string): JsonObject {
  throw new Error('TODO');
}

/** The documents of /ResourceTypes, for a ListResponse; `/ResourceTypes/{id}` is the one with that `id`. */
export function resourceTypeDocuments(_baseUrl: string): readonly JsonObject[] {
  throw new Error('TODO');
}

/** The documents of /Schemas, for a ListResponse; `/Schemas/{id}` is the one with that `id` (a URN). */
export function schemaDocuments(_baseUrl: string): readonly JsonObject[] {
  throw new Error('TODO');
}
