import { Problem } from '#service';
import type { EmployeeBody } from './employee-body.js';
import type { ListParameters } from './queries.js';

export const AS_COLLEAGUES =
  'Of whom the role `employee` asks: active people alone, with name, title, department, manager and work contacts; other members are null or empty.';

const WORK = 'work';

/** What a colleague is shown: how to reach somebody at work, and nothing that only administration needs. */
export function colleagueBody(body: EmployeeBody): EmployeeBody {
  const { mail, emails, phoneNumbers, manager } = body;
  return {
    ...body,
    // A sign-in name is none of the contacts.
    userName: mail ?? '',
    externalId: null,
    employeeNumber: null,
    emails: emails.filter(({ type }) => type === WORK),
    phoneNumbers: phoneNumbers.filter(({ type }) => type === WORK),
    managerId: null,
    manager: manager?.active === true ? manager : null,
    references: [],
    extensions: {},
  };
}

/** @throws Problem 403 for what would tell of people what is not shown */
export function askedByColleague(query: ListParameters): ListParameters {
  if (query.externalId !== undefined || query.active === 'false') throw NOT_SHOWN;
  return { ...query, active: 'true' };
}

const NOT_SHOWN = new Problem(
  403,
  'not-permitted',
  'Your role is shown active people, by name, title, department, manager and work contacts: leave out externalId and active=false.',
);
