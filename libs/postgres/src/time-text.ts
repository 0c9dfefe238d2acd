import { types, TypeOverrides, type CustomTypesConfig } from 'pg';

const { TIMESTAMPTZ } = types.builtins;
const parseDate = types.getTypeParser(TIMESTAMPTZ, 'text') as (text: string) => Date;

/** `2026-12-01 21:13:05.123456+00`: the day, a space, the second, a fraction where there is one, and the zone. */
const [DAY_ENDS, SECOND_ENDS] = ['2026-12-01', '2026-12-01 21:13:05'].map(({ length }) => length) as [number, number];
const ZONE = '+00';

/**
 * A moment as PostgreSQL writes it, in the words of `Date.toISOString`: of a session in UTC it is put together from its parts, and no
 * Date is made (of a get by id, which has two, 3 µs).
 */
export function isoTime(text: string): string {
  if (!text.endsWith(ZONE) || text[DAY_ENDS] !== ' ') return parseDate(text).toISOString();
  const fraction = text.slice(SECOND_ENDS + 1, -ZONE.length).slice(0, 3);
  return `${text.slice(0, DAY_ENDS)}T${text.slice(DAY_ENDS + 1, SECOND_ENDS)}.${fraction.padEnd(3, '0')}Z`;
}

/** pg's own types, but for moments, which are texts. */
export function timesAsText(): CustomTypesConfig {
  const overrides = new TypeOverrides();
  overrides.setTypeParser(TIMESTAMPTZ, 'text', isoTime);
  return overrides;
}
