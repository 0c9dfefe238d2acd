import { migration } from '#postgres';

/**
 * A brake that tells and was upheld let all through until this release, and holds from now on. What it counted was done, and that it
 * holds is told by the first write that it refuses.
 */
export const UpheldTells0124 = migration('UpheldTells1764000000124', () => [
  `update brakes
      set engaged_at = null
    where mode = 'tell'
      and upheld_at is not null`,
]);
