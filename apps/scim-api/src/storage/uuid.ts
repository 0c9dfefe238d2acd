const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Ids are UUIDs that this service gave out; any other text is the id of nothing. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
