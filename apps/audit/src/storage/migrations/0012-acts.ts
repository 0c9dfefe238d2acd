import { actTables } from '#projection';
import { migration } from '#postgres';
import { DATABASE } from '../database.js';

const { audit, parked } = DATABASE.roles;

/** What is decided here about parked events, until it has been told: decided as `parked`, told by the process. */
export const Acts12 = migration('Acts0000000000012', () => actTables({ acts: [audit, parked], relay: audit }));
