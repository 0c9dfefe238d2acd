import { NAME_POOLS, type NamePool } from './name-pools.js';
import type { SourceUser } from './source.js';

export interface Employee {
  /** 0 is the head of the company; the same number is the same person in a company of any size. */
  readonly number: number;
  readonly userName: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly displayName: string;
  readonly language: string;
  readonly department: string;
  readonly title: string;
  /** Number of the manager, always smaller than the employee's own; null for the head of the company. */
  readonly manager: number | null;
}

export const DOMAIN = 'contoso.example';

/** Departments with what people in them are called; the head is the first to join each. */
export const DEPARTMENTS: readonly { readonly name: string; readonly titles: readonly string[] }[] = [
  { name: 'Engineering', titles: ['Software Engineer', 'Test Engineer', 'Site Reliability Engineer', 'Architect'] },
  { name: 'Sales', titles: ['Account Executive', 'Sales Engineer', 'Account Manager'] },
  { name: 'Customer Care', titles: ['Support Specialist', 'Onboarding Specialist'] },
  { name: 'Finance', titles: ['Accountant', 'Controller', 'Payroll Specialist'] },
  { name: 'People & Culture', titles: ['Recruiter', 'HR Business Partner', 'People Analyst'] },
  { name: 'Marketing', titles: ['Content Writer', 'Campaign Manager', 'Designer'] },
  { name: 'Operations', titles: ['Buyer', 'Facility Manager', 'Logistics Planner'] },
  { name: 'Research', titles: ['Scientist', 'Research Fellow'] },
];

// A manager has at most this many direct reports in the department.
const SPAN = 6;

/** The first `size` employees, the same at every call; a larger company begins with the smaller one's people. */
export function company(size: number, { firstName = 0 }: { readonly firstName?: number } = {}): Employee[] {
  return Array.from({ length: size }, (_, number) => ({ ...nameOf(firstName + number), ...placeOf(number) }));
}

/** The employee as the source has them; `idOf` gives a number's object id. */
export function userOf(person: Employee, idOf: (number: number) => string): SourceUser {
  const { number, userName, givenName, familyName, displayName, department, title, language, manager } = person;
  return {
    id: idOf(number),
    userPrincipalName: userName,
    mailNickname: `employee-${String(number).padStart(5, '0')}`,
    displayName,
    givenName,
    surname: familyName,
    mail: userName,
    jobTitle: title,
    department,
    companyName: 'Contoso',
    employeeId: String(1_000 + number),
    mobilePhone: null,
    businessPhone: null,
    streetAddress: null,
    city: null,
    postalCode: null,
    country: null,
    preferredLanguage: language,
    userType: 'Member',
    accountEnabled: true,
    manager: manager === null ? null : idOf(manager),
    extensionAttributes: {},
    appRoles: [],
    deletedAt: null,
  };
}

type Name = Pick<Employee, 'userName' | 'givenName' | 'familyName' | 'displayName' | 'language'>;
type Place = Omit<Employee, keyof Name>;

/** The reporting line within a department is a tree with {@link SPAN} branches: member k reports to (k - 1) / SPAN. */
function placeOf(number: number): Place {
  const member = Math.floor((number - 1) / DEPARTMENTS.length);
  const index = (number - 1) % DEPARTMENTS.length;
  const department = DEPARTMENTS[index];
  if (number === 0 || department === undefined) {
    return { number, department: 'Executive Office', title: 'Chief Executive Officer', manager: null };
  }
  const above = Math.floor((member - 1) / SPAN);
  return {
    number,
    department: department.name,
    title: member === 0 ? `Head of ${department.name}` : pick(department.titles, member),
    manager: member === 0 ? 0 : 1 + above * DEPARTMENTS.length + index,
  };
}

function nameOf(number: number): Name {
  // Steps that share no factor with the sizes of the pools, so that neighbours in the list differ in everything.
  const pool = pick(NAME_POOLS, number * 5);
  const round = Math.floor(number / NAME_POOLS.length);
  const given = pick(pool.given, round);
  const family = pick(pool.family, round + Math.floor(round / pool.given.length));
  const namesakes = Math.floor(round / (pool.given.length * pool.family.length));
  const local = `${given.ascii}.${family.ascii}${namesakes === 0 ? '' : namesakes + 1}`.toLowerCase();
  return {
    userName: `${local}@${DOMAIN}`,
    givenName: given.written,
    familyName: family.written,
    displayName: written(pool.order, given.written, family.written),
    language: pool.language,
  };
}

function written(order: NamePool['order'], given: string, family: string): string {
  switch (order) {
    case 'given family':
      return `${given} ${family}`;
    case 'family given':
      return `${family} ${given}`;
    case 'familygiven':
      return `${family}${given}`;
  }
}

function pick<Value>(list: readonly Value[], index: number): Value {
  const value = list[index % list.length];
  if (value === undefined) throw new Error('an empty list has nothing to pick');
  return value;
}
