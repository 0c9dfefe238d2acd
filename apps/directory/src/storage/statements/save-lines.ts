import { arrayText, insertMany, TIME, valuesOf, type Columns, type Transaction } from '#postgres';
import type { Line } from '../../projection/lines.js';
import type { EmployeeId } from './load-known.js';

export type LineOf = Line & EmployeeId;

export interface EndedLine extends EmployeeId {
  readonly version: number;
  readonly validTo: string;
}

const LINE: Columns<LineOf> = {
  tenant_id: { type: 'uuid', write: ({ tenantId }) => tenantId },
  id: { type: 'text', write: ({ id }) => id },
  version: { type: 'integer', write: ({ version }) => version },
  active: { type: 'boolean', write: ({ active }) => active },
  manager_id: { type: 'text', write: ({ managerId }) => managerId },
  manager_mail_key: { type: 'text', write: ({ managerMailKey }) => managerMailKey },
  mail_key: { type: 'text', write: ({ mailKey }) => mailKey },
  employee_number: { type: 'text', write: ({ employeeNumber }) => employeeNumber },
  valid_from: { type: TIME, write: ({ validFrom }) => validFrom },
  valid_to: { type: TIME, write: ({ validTo }) => validTo },
};

const END_LINES = `
  update reporting_lines l
     set valid_to = ended.valid_to
    from unnest($1::uuid[], $2::text[], $3::int[], $4::timestamptz[]) as ended (tenant_id, id, version, valid_to)
   where l.tenant_id = ended.tenant_id
     and l.id = ended.id
     and l.version = ended.version`;

const ADD_LINES = insertMany('reporting_lines', LINE);

/** Those that have ended. As all of a batch's lines under the lock of its partition. */
export async function endLines(tx: Transaction, ended: readonly EndedLine[]): Promise<void> {
  if (ended.length === 0) return;
  await tx.query({ name: 'end-lines', text: END_LINES }, [
    arrayText(ended.map(({ tenantId }) => tenantId)),
    arrayText(ended.map(({ id }) => id)),
    arrayText(ended.map(({ version }) => version)),
    arrayText(ended.map(({ validTo }) => validTo)),
  ]);
}

/** Those that begin. */
export async function addLines(tx: Transaction, added: readonly LineOf[]): Promise<void> {
  if (added.length === 0) return;
  await tx.query({ name: 'add-lines', text: ADD_LINES }, valuesOf(LINE, added));
}

const REMOVE_LINES = `
  delete from reporting_lines l
   using unnest($1::uuid[], $2::text[]) as of_person (tenant_id, id)
   where l.tenant_id = of_person.tenant_id
     and l.id = of_person.id`;

/** What came late has its place between others: the lines of these people are drawn anew. */
export async function replaceLines(
  tx: Transaction,
  people: readonly EmployeeId[],
  lines: readonly LineOf[],
): Promise<void> {
  await tx.query(REMOVE_LINES, [people.map(({ tenantId }) => tenantId), people.map(({ id }) => id)]);
  await addLines(tx, lines);
}
