import { daysDue } from '../sign-on/ends.js';
import type { SigningCertificate } from './certificate.js';
import type { IdpMetadata } from './read-metadata.js';
import type { MetadataFault } from './metadata-fault.js';

/** What is kept of a tenant's metadata. */
export interface KeptMetadata {
  /** From where it was read: that of other settings is not theirs. */
  readonly url: string;
  /** Null: it could not be read yet. */
  readonly metadata: IdpMetadata | null;
  readonly readAt: Date | null;
  /** Of the last attempt. Null: it was read. */
  readonly fault: MetadataFault | null;
}

/** What an attempt to read it came to. */
export type Read = { readonly metadata: IdpMetadata } | { readonly fault: MetadataFault };

/** Where metadata is kept, for all replicas. */
export interface MetadataStore {
  find(tenantId: string): Promise<KeptMetadata | null>;
  /**
   * Whether it is this caller's to read: nobody else has tried for so long, or not from there.
   *
   * @param seconds since the last attempt
   */
  claim(tenantId: string, url: string, seconds: number): Promise<boolean>;
  /** Of a failure the last good one stays. What is new, gone, or about to expire is told, once. */
  keep(tenantId: string, url: string, read: Read, now: Date): Promise<void>;
  forget(tenantId: string): Promise<void>;
  /** Tenants of which nobody has tried for so long. */
  due(seconds: number): Promise<readonly string[]>;
}

export interface CertificateChanges {
  readonly taken: readonly SigningCertificate[];
  readonly dropped: readonly SigningCertificate[];
}

/** @param before null: there was none from there */
export function changesOf(before: IdpMetadata | null, after: IdpMetadata): CertificateChanges {
  if (before === null) return { taken: [], dropped: [] };
  const without = (all: readonly SigningCertificate[], others: readonly SigningCertificate[]) =>
    all.filter(({ fingerprint }) => !others.some((one) => one.fingerprint === fingerprint));
  return {
    taken: without(after.certificates, before.certificates),
    dropped: without(before.certificates, after.certificates),
  };
}

/**
 * The certificate after which there is no other, and the days of which it has fewer left. An earlier one needs no word: beside one
 * that has expired Entra signs with the other.
 */
export function remindersOf(
  { certificates }: IdpMetadata,
  now: Date,
): { readonly certificate: SigningCertificate; readonly days: readonly number[] } | null {
  const [last] = certificates.toSorted((one, other) => Date.parse(other.notAfter) - Date.parse(one.notAfter));
  if (last === undefined) return null;
  const days = daysDue(new Date(last.notAfter), now);
  return days.length === 0 ? null : { certificate: last, days };
}
