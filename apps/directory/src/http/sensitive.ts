import type { Acting } from '#contracts';
import { appendAct } from '#outbox';
import { NOT_FOUND, type TenantReads, type TenantWrites } from '#service';
import { revealSensitive } from '../storage/statements/reveal-sensitive.js';
import { sensitiveBody, type RevealBody, type SensitiveBody } from './sensitive-body.js';

interface Parts {
  readonly reads: TenantReads;
  /** Of the role that folds. */
  readonly writes: TenantWrites;
  readonly now?: () => Date;
}

interface Asker {
  readonly tenantId: string;
  readonly gone?: AbortSignal | undefined;
}

/** The values that everything else shows as `***`. */
export class Sensitive {
  readonly #parts: Required<Parts>;

  constructor(parts: Parts) {
    this.#parts = { now: () => new Date(), ...parts };
  }

  /**
   * Of who was deleted, too. That somebody looked is told before they see anything; where there is nothing to see, nothing is.
   *
   * @throws Problem 404 for who never was, a version that is not kept, or another tenant's
   */
  async reveal(asker: Asker, id: string, asked: RevealBody, acting: Acting): Promise<SensitiveBody> {
    if (id.includes('\0')) throw NOT_FOUND;
    const { reads, writes, now } = this.#parts;
    const row = await reads.lookUp(asker, (tx) => revealSensitive(tx, id, asked.version ?? null));
    if (row === null) throw NOT_FOUND;
    const body = sensitiveBody(id, row);
    if (body.values.length === 0) return body;
    const names = body.values.map(({ attribute }) => attribute).join(', ');
    const changes = [
      { path: 'version', before: null, after: body.version },
      { path: 'attributes', before: null, after: names },
    ];
    const [object, { tenantId }] = [{ type: 'person', id }, asker];
    await writes.run({ tenantId }, (tx) =>
      appendAct(tx, { act: 'people.reveal', tenantId, object, at: now(), changes }, acting),
    );
    return body;
  }
}
