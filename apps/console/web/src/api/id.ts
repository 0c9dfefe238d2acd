const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Whether it is an id as the services give them, and no name. */
export function isId(text: string): boolean {
  return UUID.test(text);
}
