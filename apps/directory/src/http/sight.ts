import type { FastifyRequest } from 'fastify';
import { assertMay, callerOf, may, NOT_FOUND, type Page } from '#service';
import { askedByColleague, colleagueBody } from './colleague.js';
import type { EmployeeBody } from './employee-body.js';
import { assertZoneOfTime, type AskedTime } from './moment.js';
import type { AskedList, CountParameters, ListParameters } from './queries.js';

export const OF_WHOM =
  'Without the scope `directory:history` active people alone, and nothing of the past. ' +
  'Of whom the role `employee` asks, besides: name, title, department, manager and work contacts; other members are null or empty.';

/** @throws Problem 403, which names the scope, where a time is asked for that whoever asks may not see; 400 for a zone of none */
export function assertSeesTime(request: FastifyRequest, time: AskedTime): void {
  assertZoneOfTime(time);
  if (time.asOf !== undefined) assertMay(callerOf(request), 'directory:history');
}

/** The list's question, as far as whoever asks may ask it. @throws Problem 403 */
export function askedBy(request: FastifyRequest, query: ListParameters): AskedList {
  if (!seesAll(request)) return askedByColleague(query);
  if (seesLeavers(request)) return query;
  if (query.active === 'false') assertMay(callerOf(request), 'directory:history');
  return { ...query, active: 'true' };
}

/** The same of a count, in which whoever has left is not. @throws Problem 403 */
export function countedFor(request: FastifyRequest, query: CountParameters): CountParameters {
  if (seesLeavers(request)) return query;
  if (query.active === 'false') assertMay(callerOf(request), 'directory:history');
  return { ...query, active: 'true' };
}

/** One person as whoever asks may see them. @throws Problem 404 for who has left, which is told with `directory:history` alone */
export function shownTo<Body extends EmployeeBody>(request: FastifyRequest, body: Body): Body {
  if (!seesLeavers(request) && !body.active) throw NOT_FOUND;
  return seesAll(request) ? body : { ...body, ...colleagueBody(body) };
}

/** A page of people likewise: who has left is left out, so it may be short. */
export function pageShownTo<Body extends EmployeeBody, Of extends Page<Body>>(request: FastifyRequest, page: Of): Of {
  if (seesLeavers(request) && seesAll(request)) return page;
  const items = page.items.filter(({ active }) => active || seesLeavers(request));
  return { ...page, items: items.map((body) => shownTo(request, body)) };
}

/** Whoever has no more than a colleague sees what `colleague.ts` says. */
function seesAll(request: FastifyRequest): boolean {
  return may(callerOf(request), 'people:read');
}

/** Whoever has left, and what was: with `directory:history`. */
export function seesLeavers(request: FastifyRequest): boolean {
  return may(callerOf(request), 'directory:history');
}
