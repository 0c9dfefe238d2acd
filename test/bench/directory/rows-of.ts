import type { UserEvent } from '#contracts';
import { indexKey, type Columns } from '#postgres';
import type { EmployeeView } from '../../../apps/directory/src/projection/employee.js';
import { KINDS, termsOf } from '../../../apps/directory/src/projection/employee-terms.js';
import { foldUsers, type EmployeeVersion } from '../../../apps/directory/src/projection/fold-users.js';
import { drawLines } from '../../../apps/directory/src/projection/lines.js';
import { EMPLOYEE } from '../../../apps/directory/src/storage/statements/employee-columns.js';
import { lineFacts } from '../../../apps/directory/src/storage/statements/line-facts.js';
import { copyLine } from './copy-in.js';

/** A table as COPY fills it. */
export interface CopiedTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** Lines of one person, whose events these are, folded from the first to the last. */
  readonly of: (person: FoldedPerson) => string;
}

export interface FoldedPerson {
  readonly tenantId: string;
  readonly id: string;
  readonly view: EmployeeView;
  readonly versions: readonly EmployeeVersion[];
  /** Where the first of the events would stand in the topic. */
  readonly place: { readonly partition: number; readonly offset: number };
}

/** @param events all of one person, in order */
export function foldedPerson(events: readonly UserEvent[], place: FoldedPerson['place']): FoldedPerson {
  const { employees, versions } = foldUsers(new Map(), events);
  const [view] = employees;
  if (view === undefined) throw new Error('nobody is made of these events');
  return { tenantId: view.tenantId, id: view.id, view, versions, place };
}

const VERSION_COLUMNS = [
  'tenant_id',
  'id',
  'version',
  'valid_from',
  'event_id',
  'resource',
  'resource_bytes',
  'previous_from',
  'connection_id',
  'credential_id',
  'request_id',
  'reference_names',
  'partition',
  'record_offset',
];

const first = (person: FoldedPerson): string => linesOfVersions(person, person.versions.slice(0, 1));
const later = (person: FoldedPerson): string => linesOfVersions(person, person.versions.slice(1));

/**
 * What a fold writes of people, by its own pure functions. It is a second writer of these tables, which a test holds against the fold.
 * First and later versions come by two connections, as they come at different times: then they stand on pages of their own.
 */
export const COPIED: readonly CopiedTable[] = [
  { name: 'employees', columns: written(EMPLOYEE), of: ({ view }) => copyLine(valuesOf(EMPLOYEE, view)) },
  { name: 'employee_versions', columns: VERSION_COLUMNS, of: first },
  { name: 'employee_versions', columns: VERSION_COLUMNS, of: later },
  {
    name: 'reporting_lines',
    columns: [
      'tenant_id',
      'id',
      'version',
      'active',
      'manager_id',
      'manager_mail_key',
      'mail_key',
      'employee_number',
      'valid_from',
      'valid_to',
    ],
    of: linesOfLines,
  },
  {
    name: 'attribute_changes',
    columns: ['tenant_id', 'id', 'path', 'version', 'before', 'after'],
    of: linesOfChanges,
  },
  { name: 'employee_words', columns: ['tenant_id', 'id', 'word', 'kind', 'active'], of: linesOfWords },
  { name: 'employee_pairs', columns: ['tenant_id', 'id', 'pair', 'active'], of: linesOfPairs },
];

function written<Saved>(columns: Columns<Saved>): readonly string[] {
  return Object.entries(columns).flatMap(([name, { write }]) => (write === undefined ? [] : [name]));
}

function valuesOf<Saved>(columns: Columns<Saved>, saved: Saved): readonly unknown[] {
  return Object.values(columns).flatMap(({ write }) => (write === undefined ? [] : [write(saved, '')]));
}

function linesOfVersions({ place }: FoldedPerson, versions: readonly EmployeeVersion[]): string {
  return versions
    .map(({ eventId, view, previousFrom, by }) => {
      const resource = view.kind === 'deleted' ? null : JSON.stringify(view.resource);
      const references = view.kind === 'deleted' || view.references.length === 0 ? null : view.references;
      const bytes = resource === null ? null : Buffer.byteLength(resource);
      return copyLine([
        view.tenantId,
        view.id,
        view.version,
        view.changedAt,
        eventId,
        resource,
        bytes,
        previousFrom,
        by.connectionId,
        by.credentialId,
        by.requestId,
        references === null ? null : JSON.stringify(references),
        place.partition,
        place.offset + view.version - 1,
      ]);
    })
    .join('');
}

function linesOfLines({ tenantId, id, versions }: FoldedPerson): string {
  const moments = versions.map(({ view }) => ({ version: view.version, at: view.changedAt, facts: lineFacts(view) }));
  return drawLines(null, moments)
    .lines.map((line) =>
      copyLine([
        tenantId,
        id,
        line.version,
        line.active,
        line.managerId,
        line.managerMailKey,
        line.mailKey,
        line.employeeNumber,
        line.validFrom,
        line.validTo,
      ]),
    )
    .join('');
}

function linesOfChanges({ tenantId, id, versions }: FoldedPerson): string {
  return versions
    .flatMap(({ view, changes }) =>
      changes.map(({ path, before, after }) =>
        copyLine([
          tenantId,
          id,
          indexKey(path),
          view.version,
          JSON.stringify(before ?? null),
          JSON.stringify(after ?? null),
        ]),
      ),
    )
    .join('');
}

function linesOfWords({ tenantId, id, view }: FoldedPerson): string {
  const terms = termsOf(view);
  if (terms === null || view.kind === 'deleted') return '';
  return KINDS.flatMap((kind, place) =>
    terms.words[kind].map((word) => copyLine([tenantId, id, word, place, view.active])),
  ).join('');
}

function linesOfPairs({ tenantId, id, view }: FoldedPerson): string {
  const terms = termsOf(view);
  if (terms === null || view.kind === 'deleted') return '';
  return terms.pairs.map((pair) => copyLine([tenantId, id, pair, view.active])).join('');
}
