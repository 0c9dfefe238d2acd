import { isUuid } from '#postgres';
import { Problem } from '#service';
import { searchable } from '../projection/searchable.js';
import type { EmployeeBody } from './employee-body.js';
import { NO_MANAGER, type ListParameters } from './queries.js';

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
  const { externalId, active, managerId } = query;
  if (externalId !== undefined || active === 'false' || !isShownOfManager(managerId)) throw NOT_SHOWN;
  return { ...query, active: 'true' };
}

/** An employee number is not shown: nobody is found by it. */
function isShownOfManager(name: string | undefined): boolean {
  return name === undefined || name === NO_MANAGER || name.includes('@') || isUuid(name.toLowerCase());
}

/**
 * Whether somebody is found by what a colleague is shown of them: a search looks at sign-in names and private addresses, too, and
 * whom it finds by those would tell of them.
 */
export function isFoundByColleague(shown: EmployeeBody, search: string | undefined): boolean {
  if (search === undefined) return true;
  const { displayName, name, mail, emails } = shown;
  const full = [name.givenName, name.familyName].filter((part) => part !== null).join(' ');
  const values = [displayName, full, name.formatted, mail, ...emails.map(({ value }) => value)];
  const texts = values.map((value) => searchable(value ?? ''));
  const words = searchable(search).split(' ');
  return words.every((word) => texts.some((text) => text.includes(word)));
}

const NOT_SHOWN = new Problem(
  403,
  'not-permitted',
  'Your role is shown active people, by name, title, department, manager and work contacts: leave out externalId and active=false, and name a manager by id or work address.',
);
