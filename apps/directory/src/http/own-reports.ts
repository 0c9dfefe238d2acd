import { Type, type Static } from 'typebox';
import type { Transaction } from '#postgres';
import { Problem, type Asker, type TenantReads } from '#service';
import { findOwn } from '../storage/statements/find-own.js';
import { managersAbove } from '../storage/statements/managers-above.js';
import { ONE_SECOND, toldTooLarge } from './within-a-second.js';

const MOST_ASKED = 100;

export const OwnReportsQuery = Type.Object({
  id: Type.Array(Type.String({ minLength: 1, maxLength: 256, pattern: '^[^\\u0000]*$' }), {
    minItems: 1,
    maxItems: MOST_ASKED,
    description: 'Of which employees it is asked, each given once more: `id=a&id=b`.',
  }),
});
export type OwnReportsParameters = Static<typeof OwnReportsQuery>;

export const OwnReportsBody = Type.Object({
  items: Type.Array(Type.String(), { description: 'Who of them reports to whoever asks, directly or over others.' }),
  next: Type.Null(),
});
export type OwnReportsBody = Static<typeof OwnReportsBody>;

/** Who reports to whoever asks, as their account and the chart of this moment say. */
export class OwnReports {
  readonly #reads: TenantReads;

  constructor(reads: TenantReads) {
    this.#reads = reads;
  }

  /**
   * Whoever is below by the managers of now, with whom `/below` has: of who was somebody's yesterday nothing is said any more. It is
   * no look-up: of a hundred people under ten thousand levels it is a million.
   *
   * @param person `externalId` of whoever asks; null: the account is nobody's
   * @throws Problem 403 where they are nobody in the directory, 503 where it takes longer than a second
   */
  async among(
    { tenantId, gone }: Asker,
    person: string | null,
    { id: ids }: OwnReportsParameters,
  ): Promise<OwnReportsBody> {
    if (person === null) throw NO_PERSON;
    const asked = [...new Set(ids)];
    const among = async (tx: Transaction): Promise<string[]> => {
      const own = await findOwn(tx, person);
      if (own === null) throw NO_PERSON;
      const above = await managersAbove(tx, asked, [own]);
      return asked.filter((id) => above.has(id));
    };
    const items = await this.#reads.list({ tenantId, gone, settings: [ONE_SECOND] }, (tx) =>
      toldTooLarge(() => among(tx), gone),
    );
    return { items, next: null };
  }
}

export const NO_PERSON = new Problem(
  403,
  'no-person',
  'Your account is nobody’s among the employees, so nobody reports to you: the identity provider has to provision you, with your object id as `externalId`.',
);
