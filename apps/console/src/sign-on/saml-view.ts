import type { SamlSettings } from './settings.js';

/** What is known of the metadata by which a tenant of Entra signs assertions. */
export interface SamlView {
  readonly entityId: string;
  readonly metadataUrl: string;
  readonly readAt: Date | null;
  /** Why it could not be read the last time, in words. */
  readonly fault: string | null;
  readonly certificates: readonly Certificate[];
}

export interface Certificate {
  /** SHA-256 in hexadecimal. */
  readonly fingerprint: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly state: 'valid' | 'expired' | 'not-yet';
}

/** Whoever reads the metadata of SAML. */
export interface SamlMetadata {
  view(tenantId: string, settings: SamlSettings): Promise<SamlView>;
  /** Its settings are others than before; null: there are none any more. Read again before this resolves, as far as it can be. */
  settingsChanged(tenantId: string, settings: SamlSettings | null): Promise<void>;
}
