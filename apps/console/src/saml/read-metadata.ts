import { readCertificate, type SigningCertificate } from './certificate.js';
import { MetadataRefused } from './metadata-fault.js';
import { SamlRefused } from './saml-fault.js';
import {
  attribute,
  everyElement,
  isNamed,
  METADATA_NS,
  named,
  readXml,
  SIGNATURE_NS,
  textOf,
  type XmlElement,
} from './xml.js';

/** What is used of the federation metadata of a tenant of Entra. */
export interface IdpMetadata {
  /** Who its assertions are from. */
  readonly entityId: string;
  /** All that sign: while one takes over from another there are several. */
  readonly certificates: readonly SigningCertificate[];
}

/** Entra lists three at most. */
export const MOST_CERTIFICATES = 20;
const MOST_ENTITY_ID = 1_024;

/** @param tid the tenant of Entra whose it has to be @throws MetadataRefused */
export function readMetadata(bytes: Uint8Array, tid: string): IdpMetadata {
  const root = rootOf(bytes);
  if (!isNamed(root, METADATA_NS, 'EntityDescriptor')) throw new MetadataRefused('not-metadata');
  const entityId = attribute(root, 'entityID') ?? '';
  if (!isOf(entityId, tid)) throw new MetadataRefused('entity-id');
  const certificates = certificatesIn(root);
  if (certificates.length === 0) throw new MetadataRefused('no-certificate');
  return { entityId, certificates };
}

function rootOf(bytes: Uint8Array): XmlElement {
  try {
    const root = readXml(bytes);
    // Walked once: what is too deep is refused.
    for (const _element of everyElement(root));
    return root;
  } catch (error) {
    if (!(error instanceof SamlRefused)) throw error;
    throw new MetadataRefused(error.code === 'too-large' ? 'too-large' : 'not-metadata');
  }
}

/** `https://sts.windows.net/{tid}/`: the tenant is a part of its own. */
function isOf(entityId: string, tid: string): boolean {
  const url = entityId.length > MOST_ENTITY_ID ? null : URL.parse(entityId);
  return url?.pathname.toLowerCase().split('/').includes(tid.toLowerCase()) === true;
}

/** Of the role of an identity provider: what signs for WS-Federation alone is no matter here. */
function certificatesIn(root: XmlElement): SigningCertificate[] {
  const keys = named(root, METADATA_NS, 'IDPSSODescriptor').flatMap((one) => named(one, METADATA_NS, 'KeyDescriptor'));
  const signing = keys.filter((key) => ['signing', undefined].includes(attribute(key, 'use')));
  const texts = signing.flatMap((key) =>
    [...everyElement(key)].filter((one) => isNamed(one, SIGNATURE_NS, 'X509Certificate')).map(textOf),
  );
  if (texts.length > MOST_CERTIFICATES) throw new MetadataRefused('too-many-certificates');
  const read = texts.flatMap((text) => (text === undefined ? [] : [readCertificate(text)]));
  const good = read.filter((one): one is SigningCertificate => one !== null);
  return [...new Map(good.map((one) => [one.fingerprint, one])).values()];
}
