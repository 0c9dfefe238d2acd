import { actTables } from '#projection';
import { migration } from '#postgres';
import { DATABASE } from '../database.js';

const { directory } = DATABASE.roles;

/** What is decided here about parked events, until it has been told. */
export const Acts16 = migration('Acts0000000000016', () => actTables({ acts: [directory], relay: directory }));
