import type { Said } from '../../i18n/said.ts';

/** Why Entra's metadata could not be read, as the console's server says it (apps/console, saml/metadata-fault.ts). */
export const GERMAN_FAULTS: readonly Said[] = [
  [
    /^Entra could not be reached, .+$/,
    'Entra war nicht zu erreichen oder antwortete nicht binnen 3 Sekunden; es wird wieder versucht.',
  ],
  [
    /^Entra knows no such tenant or application: .+$/,
    'Entra kennt keinen solchen Mandanten oder keine solche Anwendung: Vergleichen Sie die Directory (tenant) ID und die Application (client) ID.',
  ],
  [/^Entra did not give the metadata; .+$/, 'Entra gab die Metadaten nicht heraus; es wird wieder versucht.'],
  [/^What came is larger than (\d+ KiB), .+$/, 'Was kam, ist größer als $1 und wurde nicht gelesen.'],
  [/^What came is no federation metadata\.$/, 'Was kam, sind keine Verbundmetadaten.'],
  [
    /^The metadata is of another tenant: .+$/,
    'Die Metadaten gehören zu einem anderen Mandanten: Ihre entityID nennt nicht die Directory (tenant) ID.',
  ],
  [
    /^The metadata names no certificate .+$/,
    'Die Metadaten nennen kein Zertifikat, das mit RSA von mindestens 2048 Bit unterschreiben könnte.',
  ],
  [
    /^The metadata names more than (\d+) certificates, .+$/,
    'Die Metadaten nennen mehr als $1 Zertifikate und wurden nicht übernommen.',
  ],
];
