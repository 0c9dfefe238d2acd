import { signInTables } from '#projection';
import { migration } from '#postgres';
import { DATABASE } from '../database.js';

/** Who was not let in, until the window ends. */
export const SignIns17 = migration('SignIns0000000000017', () => signInTables(DATABASE.roles.audit));
