import { migration } from '#postgres';

/** A brake that is upheld counts what it holds from then on, where what it held before was released. */
export const CountUpheldAnew0125 = migration('CountUpheldAnew1764000000125', () => [
  'grant update (held) on brakes to rollcall_admin',
]);
