import type { Refused } from './codes.ts';

/** What mends it, by the code; in English the service says it. A code that has none does not compile. */
const GERMAN: Readonly<Record<Refused, string>> = {
  'malformed-body': 'Eine SCIM-Nachricht als JSON in UTF-8 senden.',
  'malformed-address': 'Jedes % als %25 schreiben.',
  'value-too-deep': 'Die Nachricht flach senden, wie ihr Schema es vorsieht.',
  'wrong-schemas': 'Die URN der Nachricht oder der Ressource nennen.',
  'unknown-attribute': 'Es aus der Zuordnung nehmen oder hier definieren.',
  'unknown-operation': 'Eine der genannten Operationen senden.',
  'malformed-patch': 'Es so senden, wie RFC 7644 es vorsieht.',
  'too-many-operations': 'Weniger auf einmal senden.',
  'malformed-bulk': 'Es so senden, wie RFC 7644 es vorsieht.',
  'unknown-bulk-id': 'Das zugehörige POST in derselben Anfrage senden.',
  'failed-reference': 'Das andere beheben und beide noch einmal senden.',
  'wrong-type': 'Die Zuordnung des Attributs berichtigen.',
  'value-too-long': 'Den Wert kürzen.',
  'unstorable-text': 'U+0000 und halbe Surrogatpaare entfernen.',
  'unfit-name': 'Die Zeichen entfernen oder einen anderen Wert zuordnen.',
  'too-many-values': 'Weniger Werte senden.',
  'required-missing': 'Dem Attribut einen Wert zuordnen.',
  'several-primaries': 'Nur einen Wert als primary kennzeichnen.',
  'invalid-path': 'Den Pfad in der Zuordnung berichtigen.',
  'no-target': 'Zuerst den Wert hinzufügen oder den Filter des Pfads berichtigen.',
  'path-missing': 'Den Pfad dessen senden, was entfernt werden soll.',
  'read-only': 'Es aus der Zuordnung nehmen: Der Dienst setzt es.',
  'required-removed': 'Es durch einen anderen Wert ersetzen.',
  'invalid-filter': 'Den Filter berichtigen; die Antwort sagt, was daran falsch ist.',
  'unsupported-filter': 'Nach einem anderen Attribut oder mit einem anderen Operator fragen.',
  'too-many-results': 'Die Frage eingrenzen.',
  'too-much-work': 'Weniger Bedingungen verwenden.',
  'invalid-projection': 'Entweder attributes oder excludedAttributes verwenden.',
  'invalid-paging': 'startIndex und count als ganze Zahlen senden.',
  'repeated-parameter': 'Jeden Parameter einmal senden, gleich in welcher Schreibung.',
  'invalid-sort': 'Nach einem Attribut sortieren, auf- oder absteigend.',
  'invalid-cursor': 'Mit einem leeren Cursor beginnen.',
  'expired-cursor': 'Mit einem leeren Cursor beginnen.',
  'invalid-count': 'Eine zulässige Anzahl senden oder keine.',
  'invalid-version': '/scim/v2 verwenden.',
  unauthorized: 'Das Secret Token der Bereitstellung prüfen.',
  forbidden: 'Weglassen, was die Antwort nennt.',
  'not-found': 'Die Ressource noch einmal nach ihrem Namen suchen.',
  'unknown-endpoint':
    'Die Tenant URL der Bereitstellung auf die setzen, die bei der Verbindung steht, mit nichts dahinter.',
  'method-not-allowed': 'Eine Methode aus dem Header Allow verwenden.',
  'not-acceptable': 'application/scim+json oder application/json annehmen.',
  'duplicate-user': 'Diese Person zuordnen oder einen der beiden Namen ändern.',
  'duplicate-group': 'Diese Gruppe zuordnen oder einen der beiden Namen ändern.',
  brake: 'Wer die Verbindung betreut, gibt ihre Bremse frei oder hält sie aufrecht.',
  'shadow-full': 'Wer die Verbindung betreut, lässt den Probelauf wirksam werden oder verwirft, was er enthält.',
  'version-mismatch': 'Die Ressource neu lesen und die Änderung wiederholen.',
  'payload-too-large': 'Weniger auf einmal senden.',
  'user-too-large': 'Werte kürzen oder weglassen.',
  'event-too-large': 'Die Werte kürzen oder weniger davon auf einmal senden.',
  'unsupported-media-type': 'application/scim+json oder application/json senden.',
  'too-many-requests':
    'Nach der Zeit aus Retry-After wiederholen, oder von denen, die den Dienst betreiben, mehr erbitten.',
  'too-many-failures':
    'Nach der Zeit aus Retry-After wiederholen, oder das richtige Token senden: Es wird immer beantwortet.',
  'body-too-slow': 'Die Anfrage noch einmal senden, mit dem ganzen Inhalt auf einmal.',
  internal: 'Die Anfrage wiederholen; scheitert sie wieder, denen ihre Id nennen, die den Dienst betreiben.',
  'not-implemented': 'Verwenden, was /ServiceProviderConfig als unterstützt nennt.',
  'commit-unknown': 'Die Anfrage wiederholen.',
  paused: 'Wer sie pausiert hat, setzt sie fort; bis dahin wird nichts getan.',
  'going-live':
    'Nach der Zeit aus Retry-After wiederholen; wer die Verbindung betreut, entscheidet, was noch offen ist.',
  unavailable: 'Die Anfrage nach der Zeit aus Retry-After wiederholen.',
};

/** In German; of a code that came later than these texts as the service says it. */
export function germanRemedy({ code, remedy }: Refusal): string {
  return TEXTS.get(code ?? '') ?? remedy;
}

export interface Refusal {
  readonly code: string | null;
  readonly remedy: string;
}

const TEXTS: ReadonlyMap<string, string> = new Map(Object.entries(GERMAN));
