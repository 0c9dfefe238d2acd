import { signInTable } from '#outbox';
import { migration } from '#postgres';

/** Who was not let in, until the window ends. */
export const SignIns0063 = migration('SignIns1764000000063', () => signInTable({ writer: 'rollcall_admin' }));
