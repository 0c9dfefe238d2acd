import { CUSTOM_USER_URN, ENTERPRISE_USER_URN } from '#contracts';
import { Type, type Static } from 'typebox';
import type { NamedEmployee } from '../storage/statements/resolve-references.js';
import type { EmployeeRow } from '../storage/statements/employee-row.js';

const text = Type.Union([Type.String(), Type.Null()]);
const multiValued = Type.Array(
  Type.Object({
    value: Type.Optional(Type.String()),
    type: Type.Optional(Type.String()),
    display: Type.Optional(Type.String()),
    primary: Type.Optional(Type.Boolean()),
  }),
);

/** An employee as the API shows it. null is "not assigned". */
export const EmployeeBody = Type.Object({
  id: Type.String({ description: 'The SCIM id.' }),
  userName: Type.String(),
  externalId: text,
  displayName: Type.String({ description: 'As given; else the name, else the user name.' }),
  name: Type.Object({ formatted: text, givenName: text, familyName: text, middleName: text }),
  active: Type.Boolean(),
  department: text,
  title: text,
  employeeNumber: text,
  mail: Type.Union([Type.String(), Type.Null()], {
    description:
      'The work address: of type work (the primary first), else without a type, else of type other if primary, else the user name if it is a mailbox.',
  }),
  emails: multiValued,
  phoneNumbers: multiValued,
  managerId: Type.Union([Type.String(), Type.Null()], {
    description: 'As given, an id, a work address or an employee number: the manager need not be known yet.',
  }),
  manager: Type.Union(
    [Type.Object({ id: Type.String(), displayName: Type.String(), active: Type.Boolean() }), Type.Null()],
    {
      description:
        'Who is named by managerId, by the first 256 characters of the name; null while nobody is, or not one alone, and once the manager is deleted. Inactive: has left.',
    },
  ),
  references: Type.Array(
    Type.Object({
      attribute: Type.String({ description: 'The name of the custom attribute.' }),
      value: Type.String({ description: 'As it was provisioned: an id, a mail address or an employee number.' }),
      employee: Type.Union([Type.Object({ id: Type.String(), displayName: Type.String() }), Type.Null()], {
        description: 'null while nobody answers to the value; of the name its first 256 characters.',
      }),
    }),
    { description: 'Custom attributes whose value names an employee.' },
  ),
  extensions: Type.Record(Type.String(), Type.Unknown(), {
    description: 'Every extension by its URN, the enterprise one included, as it was provisioned.',
  }),
  version: Type.Integer({ minimum: 1, description: 'Version of the SCIM resource.' }),
  changedAt: Type.String({ format: 'date-time', description: 'When that version was decided.' }),
});
export type EmployeeBody = Static<typeof EmployeeBody>;

export const ReportBody = Type.Object({
  ...EmployeeBody.properties,
  depth: Type.Integer({ minimum: 1, description: '1 for a direct report.' }),
});
export type ReportBody = Static<typeof ReportBody>;

/** The values by which an employee's custom attributes name others, by attribute. */
export function referencesOf({
  resource,
  reference_names: names,
}: EmployeeRow): readonly (readonly [string, string])[] {
  const values = resource[CUSTOM_USER_URN] ?? {};
  return (names ?? []).map((name) => [name, String(values[name] ?? '')]);
}

export function employeeBody(row: EmployeeRow, named: ReadonlyMap<string, NamedEmployee>): EmployeeBody {
  const { name, emails, phoneNumbers } = row.resource;
  return {
    id: row.id,
    userName: row.user_name,
    externalId: row.external_id,
    displayName: row.display_name,
    name: {
      formatted: name?.formatted ?? null,
      givenName: name?.givenName ?? null,
      familyName: name?.familyName ?? null,
      middleName: name?.middleName ?? null,
    },
    active: row.active,
    department: row.department,
    title: row.title,
    employeeNumber: row.resource[ENTERPRISE_USER_URN]?.employeeNumber ?? null,
    mail: row.mail,
    emails: emails ?? [],
    phoneNumbers: phoneNumbers ?? [],
    // The column holds its key.
    managerId: row.resource[ENTERPRISE_USER_URN]?.manager?.value ?? null,
    manager: row.manager,
    references: referencesOf(row).map(([attribute, value]) => ({
      attribute,
      value,
      employee: calledOf(named.get(value)),
    })),
    extensions: Object.fromEntries(Object.entries(row.resource).filter(([key]) => key.startsWith('urn:'))),
    version: row.version,
    changedAt: row.changed_at.toISOString(),
  };
}

/** Of a time it is known, too, whether somebody was active, which is no part of a reference. */
function calledOf(named: NamedEmployee | undefined): NamedEmployee | null {
  return named === undefined ? null : { id: named.id, displayName: named.displayName };
}
