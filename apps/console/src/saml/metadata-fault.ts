/** Why metadata could not be read, and what is said of it on the page. */
export const METADATA_FAULTS = {
  unreachable: 'Entra could not be reached, or did not answer within 3 seconds; it is tried again.',
  'not-found':
    'Entra knows no such tenant or application: compare the Directory (tenant) ID and the Application (client) ID.',
  refused: 'Entra did not give the metadata; it is tried again.',
  'too-large': 'What came is larger than 256 KiB, and was not read.',
  'not-metadata': 'What came is no federation metadata.',
  'entity-id': 'The metadata is of another tenant: its entityID does not name the Directory (tenant) ID.',
  'no-certificate': 'The metadata names no certificate that could sign with RSA of 2048 bits or more.',
  'too-many-certificates': 'The metadata names more than 20 certificates, and was not taken.',
} as const;
export type MetadataFault = keyof typeof METADATA_FAULTS;

/** What was read before goes on. */
export class MetadataRefused extends Error {
  constructor(
    readonly code: MetadataFault,
    cause?: unknown,
  ) {
    super(METADATA_FAULTS[code], { cause });
    this.name = 'MetadataRefused';
  }
}

export function isMetadataFault(text: string | null): text is MetadataFault {
  return text !== null && Object.hasOwn(METADATA_FAULTS, text);
}
