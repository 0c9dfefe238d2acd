import { signInTables } from '#projection';
import { migration } from '#postgres';

/** Who was not let in, until the window ends. */
export const SignIns1764000000063 = migration('SignIns1764000000063', () => signInTables('rollcall_notifier'));
