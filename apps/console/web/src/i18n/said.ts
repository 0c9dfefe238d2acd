/** What a service says in English, whole, and the same in German; `$1` is what it names. */
export type Said = readonly [english: RegExp, german: string];

/** In German; what came later than these texts stays as the service says it. */
export function inGerman(text: string, known: readonly Said[]): string {
  const said = known.find(([english]) => english.test(text));
  return said === undefined ? text : text.replace(...said);
}
