import type { Said } from '../../i18n/said.ts';

/** Why an event is set aside, as the consumers say it (libs/consumer, libs/contracts). Names of errors stay. */
export const GERMAN_REASONS: readonly Said[] = [
  [/^an earlier event of this key is parked$/, 'Ein früheres Ereignis dieses Schlüssels ist beiseitegelegt'],
  [/^version (\d+) came where (\d+) was expected$/, 'Version $1 kam, erwartet war $2'],
  [
    /^another event has this version, and has been applied: discard this one$/,
    'Ein anderes Ereignis hat diese Version und wurde angewandt: Verwerfen Sie dieses',
  ],
  [/^version (\d+) is higher than any resource comes$/, 'Version $1 ist höher, als ein Gegenstand je kommt'],
  [/^the subject of (\S+) is not its tenant$/, 'Der Gegenstand (subject) von $1 ist nicht sein Mandant'],
  [
    /^unknown event type (.+): a later version wrote it$/,
    'Unbekannte Art von Ereignis $1: Eine spätere Version schrieb es',
  ],
  [/^unknown event type (.+)$/, 'Unbekannte Art von Ereignis $1'],
  [
    /^unknown data schema (.+): a later version wrote it$/,
    'Unbekanntes Datenschema $1: Eine spätere Version schrieb es',
  ],
  [/^unknown data schema (.+)$/, 'Unbekanntes Datenschema $1'],
  [/^header (\w+) is missing$/, 'Der Header $1 fehlt'],
  [/^ce_specversion is not 1\.0$/, 'ce_specversion ist nicht 1.0'],
  [/^ce_id is not a UUID$/, 'ce_id ist keine UUID'],
  [/^ce_time is not RFC 3339 in UTC$/, 'ce_time ist keine Zeit nach RFC 3339 in UTC'],
  [/^ce_resourceversion is not a positive integer$/, 'ce_resourceversion ist keine positive ganze Zahl'],
  [/^the message has no value$/, 'Die Nachricht hat keinen Inhalt'],
  [/^the value is not JSON$/, 'Der Inhalt ist kein JSON'],
  [/^(data\/\S*) (must .+)$/, 'Der Wert von $1 passt nicht zum Schema: $2'],
  [/^(\S+) does not belong on this topic$/, '$1 gehört nicht auf dieses Topic'],
  [
    /^(\S+) does not belong on this topic: scim-api alone does it$/,
    '$1 gehört nicht auf dieses Topic: Das tut scim-api allein',
  ],
  [/^(\S+) is not about a user$/, '$1 handelt von keiner Person'],
  [/^it is not about a group$/, 'Es handelt von keiner Gruppe'],
  [/^the (tenant|event) id is not a UUID$/, 'Die Id ($1) ist keine UUID'],
  [/^the time is none$/, 'Die Zeit ist keine'],
];
