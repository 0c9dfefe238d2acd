import { isUuid } from '#postgres';
import { Problem } from '#service';
import { SHOWN_KINDS } from '../projection/employee-terms.js';
import type { EmployeeBody } from './employee-body.js';
import { NO_MANAGER, type AskedList, type ListParameters } from './queries.js';

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
export function askedByColleague(query: ListParameters): AskedList {
  const { externalId, active, managerId } = query;
  if (externalId !== undefined || active === 'false' || !isShownOfManager(managerId)) throw NOT_SHOWN;
  // Whom a search finds by a sign-in name or a private address, that would tell of them.
  return { ...query, active: 'true', kinds: SHOWN_KINDS };
}

/** An employee number is not shown: nobody is found by it. */
function isShownOfManager(name: string | undefined): boolean {
  return name === undefined || name === NO_MANAGER || name.includes('@') || isUuid(name.toLowerCase());
}

export const NOT_SHOWN = new Problem(
  403,
  'not-permitted',
  'Your role is shown active people, by name, title, department, manager and work contacts: leave out externalId, active=false and leavers, and name a manager by id or work address.',
);
