import { signInTables } from '#projection';
import { migration } from '#postgres';
import { DATABASE } from '../database.js';

/** Who was not let in, until the window ends. */
export const SignIns18 = migration('SignIns0000000000018', () => signInTables(DATABASE.roles.directory));
