import { NOT_FOUND, type TenantReads } from '#service';
import { attributePaths } from '../projection/attribute-paths.js';
import { explainValue } from '../storage/statements/explain-value.js';
import { PRESENT } from '../storage/statements/lines-at.js';
import { assertFolded, assertZoneOfTime, momentOf } from './moment.js';
import type { WhyParameters } from './past-queries.js';
import type { AskedAt, Told } from './past.js';
import type { Settled } from './settled.js';
import { whyBody, type WhyBody } from './why-body.js';

/** Why a value stands where it stands: by which event, of whom, in which request. */
export class Why {
  readonly #reads: TenantReads;
  readonly #settled: Pick<Settled, 'at'>;
  readonly #now: () => number;

  constructor(reads: TenantReads, settled: Pick<Settled, 'at'>, now: () => number = Date.now) {
    this.#reads = reads;
    this.#settled = settled;
    this.#now = now;
  }

  /** Of who was deleted, too. @throws Problem 404 for who was not there yet, never was, or is another tenant's */
  async of({ tenantId, gone }: Omit<AskedAt, 'asOf'>, id: string, query: WhyParameters): Promise<WhyBody & Told> {
    const { attribute, asOf, zone } = query;
    assertZoneOfTime(query);
    if (id.includes('\0')) throw NOT_FOUND;
    const paths = attributePaths(attribute);
    const { body, moment } = await this.#reads.lookUp({ tenantId, gone }, async (tx) => {
      if (asOf === undefined) await assertFolded(tx);
      const asked = { parameter: 'asOf', text: asOf ?? '', zone, now: this.#now() };
      const then = asOf === undefined ? null : await momentOf(tx, asked);
      const row = await explainValue(tx, id, { at: then?.at ?? PRESENT, paths });
      if (row === null) throw NOT_FOUND;
      return { body: whyBody(attribute, paths, row), moment: then };
    });
    if (moment === null) return body;
    const { at, zone: where } = moment;
    return { ...body, asOf: at, settled: await this.#settled.at(at), ...(where !== undefined && { zone: where }) };
  }
}
