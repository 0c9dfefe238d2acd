import { heldAgainstOf, type HeldAgainst, type SamlSettings } from '../sign-on/settings.js';
import type { OwnAddresses } from './addresses.js';
import { guardResponse, type Vouched } from './guard-response.js';
import type { Reading } from './message-turns.js';
import type { IdpMetadata } from './read-metadata.js';
import { insist, SamlRefused, type SamlFault } from './saml-fault.js';

export interface JudgeOptions {
  readonly own: OwnAddresses;
  readonly settingsOf: (tenantId: string) => Promise<SamlSettings | null>;
  /** Of ours, that a tenant of Entra may vouch for. */
  readonly tenantsOf: (tid: string) => Promise<readonly string[]>;
  readonly metadata: {
    of(tenantId: string, settings: SamlSettings): Promise<IdpMetadata | null>;
    anew(tenantId: string, settings: SamlSettings): Promise<IdpMetadata | null>;
  };
  readonly now?: () => Date;
}

/** What was asked of Entra, and how its answer gets its turn. */
export interface Asked {
  readonly requestId: string | null;
  readonly isFresh: boolean;
  readonly read: Reading;
}

/** Whom an assertion vouches for, and by which settings it was taken. */
export interface Judged extends Vouched {
  readonly heldAgainst: HeldAgainst;
}

/** Those that metadata which is older than Entra's key may be the reason of. */
const OF_AGE: ReadonlySet<SamlFault> = new Set(['signature', 'certificate', 'issuer']);

/** Judges responses by the settings of a tenant, and by the metadata of its Entra. */
export class SamlJudge {
  readonly #options: JudgeOptions;

  constructor(options: JudgeOptions) {
    this.#options = options;
  }

  /** @throws SamlRefused */
  async answer(tenantId: string, message: string, asked: Asked): Promise<Judged> {
    const { settingsOf, metadata } = this.#options;
    const settings = await settingsOf(tenantId);
    insist(settings !== null, 'off');
    insist(asked.requestId !== null || settings.idpInitiated, 'unsolicited');
    const known = await metadata.of(tenantId, settings);
    insist(known !== null, 'no-metadata');
    try {
      return await this.#guard(message, { settings, known, asked });
    } catch (error) {
      if (!(error instanceof SamlRefused) || !OF_AGE.has(error.code)) throw error;
      const fresh = await metadata.anew(tenantId, settings);
      if (fresh === null) throw error;
      return this.#guard(message, { settings, known: fresh, asked });
    }
  }

  /**
   * Of a response that nobody asked for: for the one tenant that takes such, and whose application has signed it. Several are none,
   * for nothing says which is meant.
   *
   * @param tid of Entra, as `peek` has seen it: to read a message of anybody once more would take the thread as long again
   * @throws SamlRefused
   */
  async unasked(
    message: string,
    tid: string | undefined,
    read: Reading,
  ): Promise<{ readonly tenantId: string; readonly vouched: Judged }> {
    const taken: { readonly tenantId: string; readonly vouched: Judged }[] = [];
    let first = new SamlRefused('unsolicited');
    for (const tenantId of tid === undefined ? [] : await this.#options.tenantsOf(tid)) {
      try {
        const vouched = await this.answer(tenantId, message, { requestId: null, isFresh: false, read });
        taken.push({ tenantId, vouched });
      } catch (error) {
        if (!(error instanceof SamlRefused)) throw error;
        first = error;
      }
    }
    const [only] = taken;
    if (only === undefined) throw first;
    insist(taken.length === 1, 'tenant');
    return only;
  }

  async #guard(
    message: string,
    { settings, known, asked }: { settings: SamlSettings; known: IdpMetadata; asked: Asked },
  ): Promise<Judged> {
    const { own, now = () => new Date() } = this.#options;
    const expected = {
      entityId: own.entityId,
      acsUrl: own.acsUrl,
      issuer: known.entityId,
      certificates: known.certificates,
      tid: settings.tid,
      isIdpInitiatedAllowed: settings.idpInitiated,
      inResponseTo: asked.requestId,
      isFresh: asked.isFresh,
    };
    const vouched = await asked.read(() => guardResponse(message, expected, now()));
    return { ...vouched, heldAgainst: heldAgainstOf(settings) };
  }
}
