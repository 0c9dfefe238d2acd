import { Type, type Static } from 'typebox';
import { csvRecord, dateTime, PAGE } from '#service';
import { momentParameter, ZONE } from './moment.js';

const text = Type.Union([Type.String(), Type.Null()]);

/** Who was active at some time between two dates. */
export const AccessBody = Type.Object({
  id: Type.String(),
  displayName: Type.String({ description: 'As of `to`; of who was deleted by then, before.' }),
  userName: Type.String(),
  title: text,
  department: text,
  periods: Type.Array(
    Type.Object({
      since: Type.String({ format: 'date-time' }),
      until: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description: 'null: still active.' }),
    }),
    { description: 'Without a break each, and whole: one may begin before `from`, and end behind `to`.' },
  ),
});
export type AccessBody = Static<typeof AccessBody>;

const Ends = {
  from: Type.String({ maxLength: 40, description: 'A time with its zone, or the end of a day, as `asOf`.' }),
  to: momentParameter('The same, and not before `from`; now unless told.'),
  zone: ZONE,
};

/** Parameters of `GET /access`. */
export const AccessQuery = Type.Object({ ...PAGE, ...Ends });
export type AccessParameters = Static<typeof AccessQuery>;

/** Parameters of `GET /access.csv`. */
export const AccessExportQuery = Type.Object(Ends);
export type AccessExportParameters = Static<typeof AccessExportQuery>;

/** With the instants of the first page: those of the next ones do not move on. */
export const AccessPlace = Type.Object(
  { from: dateTime(), to: dateTime(), id: Type.String({ maxLength: 256 }) },
  { additionalProperties: false },
);

export const ACCESS_HEADER = csvRecord(['id', 'displayName', 'userName', 'title', 'department', 'since', 'until']);

/** A line for each time in which somebody was active. */
export function accessLines({ id, displayName, userName, title, department, periods }: AccessBody): string {
  return periods
    .map(({ since, until }) => csvRecord([id, displayName, userName, title, department, since, until]))
    .join('');
}
