import { Type, type Static } from 'typebox';
import { dateTime, Problem } from '#service';
import { MOST_COUNTED, type BucketRow, type Buckets, type EntryCounts } from '../storage/statements/count-entries.js';

const SECONDS = { minute: 60, hour: 3_600, day: 86_400, week: 604_800 } as const;
type Width = keyof typeof SECONDS;

export const MOST_BUCKETS = 200;
/** A Monday: weeks begin with it, as days do with midnight in UTC. */
const EPOCH_MS = Date.UTC(2026, 0, 5);
const DAY_MS = 86_400_000;

const isExact = Type.Boolean({ description: 'False: there are more; they were counted up to here.' });

/** Parameters of `GET /entries/histogram`. */
export const HistogramQuery = Type.Object({
  from: Type.Optional(dateTime({ description: 'Decided at this time or later; a day before `to` unless told.' })),
  to: Type.Optional(dateTime({ description: 'Decided before this time; now unless told.' })),
  bucket: Type.Unsafe<Width>(
    Type.Union(
      Object.keys(SECONDS).map((width) => Type.Literal(width)),
      { default: 'hour', description: `How long each time is, in UTC; ${MOST_BUCKETS} of them at most.` },
    ),
  ),
});
export type HistogramParameters = Static<typeof HistogramQuery>;

export const HistogramBody = Type.Object({
  items: Type.Array(
    Type.Object({
      from: Type.String({ format: 'date-time' }),
      to: Type.String({ format: 'date-time' }),
      accepted: Type.Integer({ minimum: 0 }),
      refused: Type.Integer({ minimum: 0 }),
      isExact,
    }),
    { description: 'All times from the one that `from` is in to the one that `to` is in, the empty ones included.' },
  ),
  next: Type.Null(),
});
export type HistogramBody = Static<typeof HistogramBody>;

const Count = Type.Object({ count: Type.Integer({ minimum: 0 }), isExact });
const moment = Type.Union([Type.String({ format: 'date-time' }), Type.Null()]);

export const TotalsBody = Type.Object({
  entries: Count,
  refused: Count,
  first: moment,
  newest: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
    description: 'When the newest was decided; whether all of before is here says /lag.',
  }),
});
export type TotalsBody = Static<typeof TotalsBody>;

/** @throws Problem 400 when `from` is after `to`, or there are too many times between */
export function bucketsOf({ from, to, bucket }: HistogramParameters, now: number): Buckets {
  const seconds = SECONDS[bucket];
  const end = to === undefined ? now : Date.parse(to);
  const begin = from === undefined ? end - DAY_MS : Date.parse(from);
  if (begin > end) throw refused('from', 'The parameter from is after to; exchange them.');
  const start = beginOf(begin, seconds);
  const count = Math.max(1, Math.ceil((end - start) / (seconds * 1_000)));
  if (count > MOST_BUCKETS)
    throw refused('bucket', `These are ${count} times, and ${MOST_BUCKETS} are the most; send a longer bucket.`);
  return { from: new Date(start).toISOString(), seconds, count };
}

function beginOf(time: number, seconds: number): number {
  const width = seconds * 1_000;
  return EPOCH_MS + Math.floor((time - EPOCH_MS) / width) * width;
}

function refused(parameter: string, detail: string): Problem {
  return new Problem(400, 'invalid-parameter', detail, { parameter });
}

export function histogramBody({ rows, most }: { rows: readonly BucketRow[]; most: number }): HistogramBody {
  const items = rows.map((row) => {
    const [entries, refusals] = [Math.min(row.entries, most), Math.min(row.refused, most)];
    return {
      from: row.from.toISOString(),
      to: row.to.toISOString(),
      accepted: entries - Math.min(entries, refusals),
      refused: refusals,
      isExact: row.entries <= most,
    };
  });
  return { items, next: null };
}

export function totalsBody({ entries, refused: refusals, first, newest }: EntryCounts): TotalsBody {
  return {
    entries: upTo(entries),
    refused: upTo(refusals),
    first: first?.toISOString() ?? null,
    newest: newest?.toISOString() ?? null,
  };
}

function upTo(count: number): Static<typeof Count> {
  return { count: Math.min(MOST_COUNTED, count), isExact: count <= MOST_COUNTED };
}
