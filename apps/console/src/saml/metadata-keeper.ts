import { eachForItself } from '#postgres';
import type { EntraClouds, Logger } from '#service';
import type { SamlMetadata, SamlView } from '../sign-on/saml-view.js';
import type { SamlSettings } from '../sign-on/settings.js';
import { entraAddresses } from './addresses.js';
import { stateOf } from './certificate.js';
import type { MetadataStore, Read } from './kept-metadata.js';
import { METADATA_FAULTS, MetadataRefused } from './metadata-fault.js';
import { readMetadata, type IdpMetadata } from './read-metadata.js';

/** Metadata is read so often. */
export const EVERY_SECONDS = 3_600;
/** And for a signature that no known certificate made, again, but not within so long of the last attempt. */
export const ANEW_SECONDS = 300;
/** Milliseconds between two looks for what is due. */
export const LOOK_EVERY_MS = 60_000;

export interface KeeperOptions {
  readonly store: MetadataStore;
  readonly clouds: EntraClouds;
  readonly settingsOf: (tenantId: string) => Promise<SamlSettings | null>;
  readonly fetchMetadata: (url: string) => Promise<Uint8Array>;
  readonly logger: Logger;
  readonly now?: () => Date;
}

/** The metadata of the tenants' Entra: read hourly by one of the replicas; the last good one goes on while none is to be had. */
export class MetadataKeeper implements SamlMetadata {
  readonly #options: KeeperOptions;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** Null: none was ever read from where the settings say. */
  async of(tenantId: string, settings: SamlSettings): Promise<IdpMetadata | null> {
    const kept = await this.#options.store.find(tenantId);
    if (kept?.url === this.#urlOf(settings) && kept.metadata !== null) return kept.metadata;
    return this.anew(tenantId, settings);
  }

  /** Read again, unless somebody has tried just now. Null: there is none, or nothing else than before. */
  async anew(tenantId: string, settings: SamlSettings): Promise<IdpMetadata | null> {
    const isRead = await this.#read(tenantId, settings, ANEW_SECONDS);
    const kept = isRead ? await this.#options.store.find(tenantId) : null;
    return kept?.metadata ?? null;
  }

  async view(tenantId: string, settings: SamlSettings): Promise<SamlView> {
    const [url, kept] = [this.#urlOf(settings), await this.#options.store.find(tenantId)];
    const own = kept?.url === url ? kept : null;
    const certificates = (own?.metadata?.certificates ?? []).map((one) => ({
      fingerprint: one.fingerprint,
      notBefore: new Date(one.notBefore),
      notAfter: new Date(one.notAfter),
      state: stateOf(one, this.#now()),
    }));
    const fault = own?.fault === null || own === null ? null : METADATA_FAULTS[own.fault];
    return {
      entityId: own?.metadata?.entityId ?? '',
      metadataUrl: url,
      readAt: own?.readAt ?? null,
      fault,
      certificates,
    };
  }

  async settingsChanged(tenantId: string, settings: SamlSettings | null): Promise<void> {
    if (settings === null) return this.#options.store.forget(tenantId);
    // Somebody who corrects a setting waits for no five minutes.
    await this.#read(tenantId, settings, 0);
  }

  /** What is due. @returns milliseconds until the next look */
  async runOnce(): Promise<number> {
    const { store, settingsOf } = this.#options;
    await eachForItself(await store.due(EVERY_SECONDS), async (tenantId) => {
      const settings = await settingsOf(tenantId);
      if (settings !== null) await this.#read(tenantId, settings, EVERY_SECONDS);
    });
    return LOOK_EVERY_MS;
  }

  async #read(tenantId: string, settings: SamlSettings, seconds: number): Promise<boolean> {
    const { store } = this.#options;
    const url = this.#urlOf(settings);
    if (!(await store.claim(tenantId, url, seconds))) return false;
    await store.keep(tenantId, url, await this.#fetch(url, settings), this.#now());
    return true;
  }

  async #fetch(url: string, { tid }: SamlSettings): Promise<Read> {
    const { fetchMetadata, logger } = this.#options;
    try {
      return { metadata: readMetadata(await fetchMetadata(url), tid) };
    } catch (error) {
      if (!(error instanceof MetadataRefused)) throw error;
      logger.warn(
        { err: error, url, code: error.code },
        'the metadata of Entra cannot be read; what was read last goes on',
      );
      return { fault: error.code };
    }
  }

  #urlOf(settings: SamlSettings): string {
    return entraAddresses(this.#options.clouds, settings).metadataUrl;
  }

  #now(): Date {
    return (this.#options.now ?? (() => new Date()))();
  }
}
