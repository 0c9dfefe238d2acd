import type { Transaction } from '#postgres';
import { employeeKey } from '../projection/fold-users.js';
import { drawLines } from '../projection/lines.js';
import { factsOf, type Lined } from './statements/line-facts.js';
import type { EmployeeId } from './statements/load-known.js';
import { replaceLines } from './statements/save-lines.js';

/** Of each version what a line depends on, and no more: a person may have thousands. */
const LIST_MOMENTS = `
  select v.tenant_id::text as "tenantId",
         v.id,
         v.version,
         v.valid_from::text as at,
         case
           when v.resource is not null
           then jsonb_build_object(
                  'active', v.resource -> 'active',
                  'userName', v.resource -> 'userName',
                  'emails', coalesce(v.resource -> 'emails', '[]'),
                  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
                  coalesce(v.resource -> 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User', '{}'))
         end as lined
    from unnest($1::uuid[], $2::text[]) as wanted (tenant_id, id)
    join employee_versions v on v.tenant_id = wanted.tenant_id and v.id = wanted.id
   order by v.tenant_id, v.id, v.version`;

/** The one column of the history that may change: a version that comes late stands before one that is there. */
const SET_PREVIOUS = `
  update employee_versions v
     set previous_from = told.previous_from
    from (select tenant_id, id, version, lag(valid_from) over (partition by tenant_id, id order by version) as previous_from
            from employee_versions
           where (tenant_id, id) in (select * from unnest($1::uuid[], $2::text[]))) as told
   where v.tenant_id = told.tenant_id
     and v.id = told.id
     and v.version = told.version
     and v.previous_from is distinct from told.previous_from`;

interface MomentRow extends EmployeeId {
  readonly version: number;
  readonly at: string;
  readonly lined: Lined | null;
}

/** Lines and times between versions, from all versions that are kept: as if none had ever been missing. */
export async function redrawLines(tx: Transaction, people: readonly EmployeeId[]): Promise<void> {
  const ids = [people.map(({ tenantId }) => tenantId), people.map(({ id }) => id)];
  await tx.query(SET_PREVIOUS, ids);
  const { rows } = await tx.query<MomentRow>(LIST_MOMENTS, ids);
  const lines = [...Map.groupBy(rows, ({ tenantId, id }) => employeeKey(tenantId, id)).values()].flatMap((moments) =>
    drawLines(
      null,
      moments.map(({ version, at, lined }) => ({ version, at, facts: lined === null ? null : factsOf(lined) })),
    ).lines.map((line) => ({ ...line, tenantId: moments[0]?.tenantId ?? '', id: moments[0]?.id ?? '' })),
  );
  await replaceLines(tx, people, lines);
}
