import { DONE, handlerOf, versionsIn, type BatchHandler, type Handlers } from '#consumer';
import { ENTERPRISE_USER_URN, USERS, type UserEvent } from '#contracts';

/** The newest version of each: one that comes late changes nothing. */
const SAVE = `
  insert into badges as b (tenant_id, id, version, department, is_active)
  select *
    from unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::bool[])
      on conflict (tenant_id, id) do update
     set version = excluded.version,
         department = excluded.department,
         is_active = excluded.is_active
   where b.version < excluded.version`;

const fold: BatchHandler<UserEvent> = async ({ tx, deliveries }) => {
  const events = [...new Map(deliveries.map(({ key, event }) => [key, event])).values()];
  await tx.query({ name: 'save-badges', text: SAVE }, [
    events.map(({ tenantId }) => tenantId),
    events.map(({ subject }) => subject),
    events.map(({ resourceVersion }) => resourceVersion),
    events.map(({ data: { user } }) => user?.[ENTERPRISE_USER_URN]?.department ?? null),
    events.map(({ data: { user } }) => user?.active ?? false),
  ]);
  return deliveries.map(() => DONE);
};

/** Each event carries the whole person. */
const NEED = {
  'rollcall.UserProvisioned': 'itself',
  'rollcall.UserUpdated': 'itself',
  'rollcall.UserDeprovisioned': 'itself',
} as const;

export const HANDLERS: Handlers = new Map([handlerOf(USERS, NEED, fold, { known: versionsIn('badges') })]);
