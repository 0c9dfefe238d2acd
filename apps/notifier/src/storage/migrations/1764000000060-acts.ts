import { actTables } from '#projection';
import { migration } from '#postgres';

const WRITER = 'rollcall_notifier';
/** As whom readers send a delivery again. */
const READER = 'rollcall_notifier_reader';

/**
 * What is done here, until it has been told. `mailing.acts` of before stays while a process of that release may still write to it:
 * what it holds is taken over at each start.
 */
export const Acts1764000000060 = migration('Acts1764000000060', () =>
  actTables({ acts: [WRITER, READER], relay: WRITER }),
);
