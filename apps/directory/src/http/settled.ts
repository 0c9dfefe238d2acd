import { USERS } from '#contracts';
import type { Following } from '#projection';

/** Milliseconds within which what scim-api has decided is on the topic, as long as its relay runs. */
const PUBLISHED_WITHIN_MS = 5_000;

/** Whether everything up to a time has been heard of: every partition of people has been applied past it. */
export class Settled {
  readonly #following: Following;

  constructor(following: Following) {
    this.#following = following;
  }

  /** False, too, while the log or the database cannot be asked, and while it is not known since the process began. */
  async at(time: string): Promise<boolean> {
    const lags = await this.#following.lags();
    const people = lags?.partitions.filter(({ topic }) => topic === USERS.name) ?? [];
    if (people.length === 0) return false;
    const known = people.flatMap(({ upTo }) => upTo ?? []);
    return known.length === people.length && Math.min(...known) - PUBLISHED_WITHIN_MS >= Date.parse(time);
  }
}
