import { migration } from '#postgres';

const ROLE = 'rollcall_activity';
const SAFE = 'security definer set search_path = pg_catalog, public, pg_temp';
const NAME = 'record_activity(json, json, uuid, timestamptz, timestamptz)';

/**
 * A process says as well what it believes to be stored: where the database knows less of it, a backup was restored beneath it, or
 * its last commits were lost with the server, and what it had stored in between is a gap.
 */
export const Restored0102 = migration('Restored1764000000102', () => [
  `create function record_activity(lines json, drops json, recorder uuid, flushed timestamptz, stored_to timestamptz)
     returns void language plpgsql volatile ${SAFE}
     as $$
     declare
       known timestamptz;
     begin
       select r.flushed_to into known from recorders r where r.id = recorder;
       -- Of a backup from before this process what is known ends with what any other had stored.
       if known is null then select max(r.flushed_to) into known from recorders r; end if;
       if known < stored_to then
         insert into gaps (recorder_id, began_at, ended_at) values (gen_random_uuid(), known, stored_to);
       end if;
       perform record_activity(lines, drops, recorder, flushed);
     end
     $$`,
  `revoke all on function ${NAME} from public`,
  `grant execute on function ${NAME} to ${ROLE}`,
]);
