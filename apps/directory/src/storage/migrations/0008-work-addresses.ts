import { mailKey, nameKeys, workAddress, ENTERPRISE_USER_URN, type UserResource } from '#contracts';
import { backfill, createIndexConcurrently, indexKey, migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';

/**
 * `mail` is the work address as the contracts decide it, and a manager is found by what they are named by. Taken from the
 * resource of each employee's newest version, so nothing is folded again and the API answers meanwhile.
 */
export const WorkAddresses8 = migration(
  'WorkAddresses0000000000008',
  async (runner) => {
    await createIndexConcurrently(runner, {
      name: 'employees_by_manager_mail',
      schema: LIVE_SCHEMA,
      definition: `on ${LIVE_SCHEMA}.employees (tenant_id, manager_mail_key, id) where manager_mail_key is not null`,
    });
    await backfill(runner, WORK_ADDRESSES);
  },
  { transaction: false },
);

interface EmployeeRow {
  readonly key: string;
  readonly tenant_id: string;
  readonly id: string;
  readonly resource: UserResource | null;
}

/** By the primary key; the row that a consumer saves is locked by its partition's transaction alone. */
const WORK_ADDRESSES = {
  name: 'employees: work addresses',
  next: `
    select e.tenant_id || '/' || e.id as key, e.tenant_id, e.id,
           (select v.resource
              from ${LIVE_SCHEMA}.employee_versions v
             where v.tenant_id = e.tenant_id and v.id = e.id and v.version = e.version) as resource
      from ${LIVE_SCHEMA}.employees e
     where (e.tenant_id, e.id) > (coalesce(nullif(split_part($1::text, '/', 1), ''),
                                           '00000000-0000-0000-0000-000000000000')::uuid,
                                  substr($1::text, 38))
     order by e.tenant_id, e.id
     limit $2::int
       for no key update of e`,
  fill: (rows: readonly EmployeeRow[]) => {
    const mails = rows.map(({ resource }) => (resource === null ? null : workAddress(resource)));
    const managers = rows.map(({ resource }) => resource?.[ENTERPRISE_USER_URN]?.manager?.value ?? null);
    const keyOf = (key: string | null): string | null => (key === null ? null : indexKey(key));
    return {
      text: `
        update ${LIVE_SCHEMA}.employees e
           set mail = t.mail,
               mail_key = t.mail_key,
               manager_mail_key = t.manager_mail_key
          from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
               as t (tenant_id, id, mail, mail_key, manager_mail_key)
         where e.tenant_id = t.tenant_id
           and e.id = t.id
           and not e.deleted
           and (e.mail, e.mail_key, e.manager_mail_key) is distinct from (t.mail, t.mail_key, t.manager_mail_key)`,
      values: [
        rows.map((row) => row.tenant_id),
        rows.map(({ id }) => id),
        mails,
        mails.map((mail) => (mail === null ? null : indexKey(mailKey(mail)))),
        managers.map((manager) => (manager === null ? null : keyOf(nameKeys(manager).mailKey))),
      ],
    };
  },
};
