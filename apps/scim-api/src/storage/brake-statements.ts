import type { QueryConfig } from 'pg';
import {
  DEFAULT_BRAKE,
  MAX_REMOVED_MEMBERS,
  RELEASED_HOURS,
  RELEASED_PEOPLE_DAYS,
  type BrakeSettings,
} from '../tenants/brake.js';

// Of the admin role, which sees the brakes of all tenants; rare statements: none is prepared by name.

/** Of a row of `connections`: its settings as JSON, JSON's null where it is off. */
export const BRAKE_OF_CONNECTION = `coalesce(
           (select case b.mode when 'off' then 'null'::json
                   else json_build_object('percent', b.percent, 'people', b.people, 'atLeast', b.at_least, 'mode', b.mode) end
              from brakes b
             where b.connection_id = connections.id),
           '${JSON.stringify(DEFAULT_BRAKE)}'::json)`;

export interface BrakeKey {
  readonly tenantId: string;
  readonly id: string;
}

/** Takes the settings; one that is turned off, or tells from now on, has forgotten what it held; upheld it stays where it refuses. */
export function setBrake({ tenantId, id }: BrakeKey, brake: BrakeSettings | null): QueryConfig {
  const { percent, people, atLeast } = brake ?? DEFAULT_BRAKE;
  return { text: SET_BRAKE, values: [id, tenantId, brake?.mode ?? 'off', percent, people, atLeast] };
}
const SET_BRAKE = `
  insert into brakes as b (connection_id, tenant_id, mode, percent, people, at_least)
  values ($1::uuid, $2::uuid, $3::text, $4::integer, $5::integer, $6::integer)
      on conflict (connection_id) do update
     set mode = excluded.mode,
         percent = excluded.percent,
         people = excluded.people,
         at_least = excluded.at_least,
         active_people = null,
         engaged_at = case when excluded.mode = b.mode or excluded.mode = 'refuse' and b.upheld_at is not null
                           then b.engaged_at end,
         upheld_at = case when excluded.mode in (b.mode, 'refuse') then b.upheld_at end`;

export function brakeState({ tenantId, id }: BrakeKey): QueryConfig {
  return { text: BRAKE_STATE, values: [tenantId, id] };
}
/** A write that counts waits for it meanwhile, as for the statement that follows. */
export function lockBrake({ id }: BrakeKey): QueryConfig {
  return { text: LOCK_BRAKE, values: [id] };
}
const LOCK_BRAKE = `
  select 1
    from brakes
   where connection_id = $1::uuid
     for update`;

// One that tells lets all through, until somebody upholds it.
const IS_HELD = `(b.mode <> 'tell' or b.upheld_at is not null)`;
const BRAKE_STATE = `
  select case when b.mode = 'off' then 'off'
              when b.upheld_at is not null then 'upheld'
              when b.released_until > now() then 'released'
              when b.engaged_at is not null and b.last_held_at > now() - interval '60 minutes' then 'engaged'
              else 'open' end as state,
         coalesce(counted.people, 0)::integer as people,
         case when b.active_people is not null then
           greatest(b.at_least, least(b.people, b.active_people::bigint * b.percent / 100)) end::integer as most,
         coalesce(counted.members, 0)::integer as members,
         b.engaged_at as "engagedAt",
         case when b.engaged_at is not null and ${IS_HELD} then b.held else 0 end::integer as held,
         case when b.engaged_at is not null and not ${IS_HELD} then b.held else 0 end::integer as told,
         b.released_until as "releasedUntil",
         case when b.people_released_until > now() then b.released_people::text[] else '{}' end as "releasedPeople",
         b.people_released_until as "peopleReleasedUntil"
    from connections c
    left join brakes b on b.connection_id = c.id
   cross join lateral (
         select sum(m.people) as people, sum(m.members) as members
           from brake_minutes m
          where m.connection_id = c.id
            and m.minute > now() - interval '61 minutes') as counted
   where c.tenant_id = $1::uuid
     and c.id = $2::uuid
     and c.removed_at is null`;

/** Whom a brake refuses at this moment. */
export interface BrakeNow {
  /** Whoever is not named. */
  readonly holdsPeople: boolean;
  readonly releasedPeople: readonly string[];
  /** How many memberships it lets end still; null: it has to be asked. */
  readonly membersLeft: number | null;
}

/** Asked without counting: who asks again and again for what is held would be counted each time. */
export function brakeNow({ tenantId, id }: BrakeKey): QueryConfig {
  return { text: BRAKE_NOW, values: [tenantId, id] };
}
const BRAKE_NOW = `
  select coalesce(s.state = 'upheld' or b.mode = 'refuse' and s.state = 'engaged' and s.people >= s.most, false)
           as "holdsPeople",
         s."releasedPeople",
         case when s.state = 'upheld' then 0
              when b.mode = 'refuse' and s.state = 'engaged' then greatest(0, ${MAX_REMOVED_MEMBERS} - s.members) end
           as "membersLeft"
    from (${BRAKE_STATE}) as s
    left join brakes b on b.connection_id = $2::uuid`;

/** For all, for an hour. */
export function releaseBrake({ id }: BrakeKey): QueryConfig {
  return { text: RELEASE_BRAKE, values: [id] };
}
const RELEASE_BRAKE = `
  update brakes
     set released_until = clock_timestamp() + interval '${RELEASED_HOURS} hour',
         engaged_at = null,
         upheld_at = null
   where connection_id = $1::uuid
     and mode <> 'off'`;

/** Of the role `scim`: those of some ids who are the tenant's, or are in its shadow, where the brake holds as well. */
export function peopleOf(tenantId: string, people: readonly string[]): QueryConfig {
  return { text: PEOPLE_OF, values: [tenantId, people] };
}
const PEOPLE_OF = `
  select id
    from users
   where tenant_id = $1::uuid
     and id = any($2::uuid[])
   union
  select id
    from shadow_users
   where tenant_id = $1::uuid
     and id = any($2::uuid[])`;

/** For people by name, beside those who were named before; `most` is how many may be. */
export function releasePeople({ id }: BrakeKey, people: readonly string[], most: number): QueryConfig {
  return { text: RELEASE_PEOPLE, values: [id, people, most] };
}
const RELEASE_PEOPLE = `
  update brakes b
     set released_people = named.all_of_them,
         people_released_until = clock_timestamp() + interval '${RELEASED_PEOPLE_DAYS} days'
    from (select array_agg(distinct one) as all_of_them
            from brakes
           cross join lateral unnest(
                 $2::uuid[] || case when people_released_until > now() then released_people else '{}' end) as one
           where connection_id = $1::uuid) as named
   where b.connection_id = $1::uuid
     and b.mode <> 'off'
     and cardinality(named.all_of_them) <= $3::integer`;

/**
 * What is held stays so (what was told is not, nor what was released before), and nobody more is disabled or deleted, until somebody
 * releases it.
 */
export function upholdBrake({ id }: BrakeKey): QueryConfig {
  return { text: UPHOLD_BRAKE, values: [id] };
}
const UPHOLD_BRAKE = `
  update brakes
     set upheld_at = clock_timestamp(),
         engaged_at = case when mode = 'tell' and (upheld_at is null or engaged_at is null) then null
                           else coalesce(engaged_at, clock_timestamp()) end,
         held = case when engaged_at is null then 0 else held end,
         released_until = null,
         released_people = '{}',
         people_released_until = null
   where connection_id = $1::uuid
     and mode <> 'off'`;
