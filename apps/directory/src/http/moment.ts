import { Type, type TOptional, type TString } from 'typebox';
import type { Transaction } from '#postgres';
import { DATE_TIME, Problem } from '#service';
import { dayEnd, isZone } from '../projection/day-end.js';
import { tenantMoments, type TenantMoments } from '../storage/statements/tenant-moments.js';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = new RegExp(DATE_TIME, 'u');

/** A parameter that is an instant or a day. */
export const momentParameter = (description: string): TOptional<TString> =>
  Type.Optional(Type.String({ maxLength: 40, description }));

export const AS_OF = momentParameter(
  'As it was at a time with its zone (`2026-11-24T08:00:00Z`), or at the end of a day (`2026-11-24`) in `zone`; needs `directory:history`.',
);

/** In which zone a day ends. */
export const ZONE = Type.Optional(
  Type.String({
    maxLength: 64,
    description:
      'Of IANA, such as Europe/Berlin: where a day ends. The company’s own unless told, which is UTC until it says another.',
  }),
);

/** What an answer about a time says of it. */
export const MOMENT_MEMBERS = {
  asOf: Type.Optional(Type.String({ format: 'date-time', description: 'The instant that was answered for.' })),
  settled: Type.Optional(
    Type.Boolean({
      description: 'Everything up to then has been heard of. False: asked again, the answer may be another.',
    }),
  ),
  zone: Type.Optional(Type.String({ description: 'Said where a day was asked for: in which zone it ended.' })),
  earliest: Type.Optional(
    Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description: 'Said where the time is before the first event: when that was; null: there has been none.',
    }),
  ),
};

export interface Moment {
  /** RFC 3339, UTC. */
  readonly at: string;
  /** Where the day ended that was asked for. */
  readonly zone?: string;
  /** Undefined unless the time is before the first event of the tenant. */
  readonly earliest?: string | null;
}

export interface Asked {
  readonly parameter: string;
  /** As it was given. */
  readonly text: string;
  readonly zone?: string | undefined;
  readonly now: number;
}

/**
 * The instant that a parameter means. A day that is not over yet means this moment.
 *
 * @throws Problem 400 for what is no time, no day, or not yet; 503 where the past has not been folded
 */
export async function momentOf(tx: Transaction, asked: Asked): Promise<Moment> {
  return momentIn(await knownMoments(tx, asked.zone), asked);
}

async function knownMoments(tx: Transaction, zone: string | undefined): Promise<TenantMoments> {
  if (zone !== undefined && !isZone(zone)) throw noZone();
  const known = await tenantMoments(tx);
  if (known.isMissing) throw NOT_FOLDED;
  return known;
}

function momentIn({ firstAt, timeZone }: TenantMoments, { parameter, text, zone, now }: Asked): Moment {
  const isDay = DAY.test(text);
  const where = zone ?? zoneOf(timeZone);
  const instant = isDay ? endOfDay(text, where, now) : instantOf(text);
  if (Number.isNaN(instant)) throw noTime(parameter);
  if (instant > now) throw notYet(parameter);
  const moment = { at: new Date(instant).toISOString(), ...(isDay && { zone: where }) };
  const isBefore = firstAt === null || instant < firstAt.getTime();
  return isBefore ? { ...moment, earliest: firstAt?.toISOString() ?? null } : moment;
}

/** A zone that scim-api knows and this process does not, of a newer database of IANA, is answered as UTC, and said to be. */
function zoneOf(timeZone: string | null): string {
  return timeZone !== null && isZone(timeZone) ? timeZone : 'UTC';
}

export interface Between {
  readonly from: string;
  readonly to: string;
  /** Where a day ended that was asked for. */
  readonly zone?: string | undefined;
}

/** As an answer says it: no zone where no day was asked for. */
export function betweenOf({ from, to, zone }: Between): Between {
  return { from, to, ...(zone !== undefined && { zone }) };
}

export interface AskedBetween {
  readonly from: string;
  /** Now unless told. */
  readonly to: string | undefined;
  readonly zone?: string | undefined;
  readonly now: number;
}

/** The instants that two parameters mean. @throws Problem 400, as {@link momentOf}, and where they are in the wrong order */
export async function momentsOf(tx: Transaction, { from, to, zone, now }: AskedBetween): Promise<Between> {
  const known = await knownMoments(tx, zone);
  const begin = momentIn(known, { parameter: 'from', text: from, zone, now });
  const end = momentIn(known, { parameter: 'to', text: to ?? new Date(now).toISOString(), zone, now });
  if (begin.at > end.at) throw WRONG_ORDER;
  return betweenOf({ from: begin.at, to: end.at, zone: begin.zone ?? end.zone });
}

/** What is asked of the present needs the lines all the same. @throws Problem 503 */
export async function assertFolded(tx: Transaction): Promise<void> {
  if ((await tenantMoments(tx)).isMissing) throw NOT_FOLDED;
}

/** Parameters of what is asked of the present, or as it was. */
export interface AskedTime {
  readonly asOf?: string | undefined;
  readonly zone?: string | undefined;
}

/** A zone alone would be passed over, however it is written. @throws Problem 400 */
export function assertZoneOfTime({ asOf, zone }: AskedTime): void {
  if (zone !== undefined && asOf === undefined) throw ZONE_ALONE;
}

function endOfDay(day: string, zone: string, now: number): number {
  const end = dayEnd(day, zone) ?? NaN;
  const before = dayEnd(dayBefore(day), zone) ?? NaN;
  return end > now && before < now ? now : end;
}

/** Without days that no month has, which Date.parse takes for those of the next. */
function instantOf(text: string): number {
  return INSTANT.test(text) && dayEnd(text.slice(0, 10), 'UTC') !== null ? Date.parse(text) : NaN;
}

function dayBefore(day: string): string {
  const at = Date.parse(`${day}T00:00:00.000Z`);
  return Number.isNaN(at) ? day : new Date(at - 24 * 3_600_000).toISOString().slice(0, 10);
}

function noTime(parameter: string): Problem {
  const detail = `The parameter ${parameter} is no time: send one with its zone, such as 2026-11-24T08:00:00Z, or a day, such as 2026-11-24.`;
  return new Problem(400, 'invalid-parameter', detail, { parameter });
}

function noZone(): Problem {
  const detail =
    'The parameter zone is no time zone of IANA: send a name such as Europe/Berlin, or leave it out for the company’s own.';
  return new Problem(400, 'invalid-parameter', detail, { parameter: 'zone' });
}

function notYet(parameter: string): Problem {
  const detail = `The parameter ${parameter} is in the future; what was is known up to now.`;
  return new Problem(400, 'invalid-parameter', detail, { parameter });
}

const NOT_FOLDED = new Problem(
  503,
  'past-not-folded',
  'This directory was upgraded, and what was before has not been folded anew; whoever operates it runs `rebuild` once. Questions about today without levels are answered.',
);

const ZONE_ALONE = new Problem(
  400,
  'invalid-parameter',
  'The parameter zone says where the day of asOf ends; send asOf, too, or leave zone out.',
  { parameter: 'zone' },
);

const WRONG_ORDER = new Problem(400, 'invalid-parameter', 'The parameter from is after to; exchange them.', {
  parameter: 'from',
});
