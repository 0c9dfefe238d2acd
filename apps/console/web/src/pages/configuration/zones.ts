/** Those that the browser knows, and UTC and the one that stands there, which it may call otherwise. In order of their names. */
export function zonesWith(current: string): string[] {
  return [...new Set(['UTC', current, ...Intl.supportedValuesOf('timeZone')])].sort();
}
