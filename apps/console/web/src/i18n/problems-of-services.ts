/** What the services refuse, in their words, and in German. */
export const OF_SERVICES: readonly (readonly [english: string, german: string])[] = [
  [
    'Your role is shown active people, by name, title, department, manager and work contacts: leave out externalId, active=false and leavers, and name a manager by id or work address.',
    'Ihrer Rolle werden aktive Personen gezeigt, mit Name, Titel, Abteilung, Führungskraft und dienstlichen Kontakten: Lassen Sie andere Filter weg.',
  ],
  [
    'The parameter segment names none that there is; GET /segments lists them.',
    'Dieses Segment gibt es nicht (mehr); wählen Sie ein anderes.',
  ],
  [
    'The filter of the segment costs too much to ask of one person: make it shorter.',
    'Der Filter des Segments ist zu aufwendig, um ihn für eine Person zu prüfen: Machen Sie ihn kürzer.',
  ],
  [
    'name: type what the person was called last, as `expected` has it.',
    'Geben Sie ein, wie die Person zuletzt hieß, so wie es dasteht.',
  ],
  [
    'This is done at the console alone, which says who approved it: ask another identity administrator there (Approvals); where there is none, it is done without.',
    'Dafür braucht es die Zustimmung von jemand anderem aus der Identitätsadministration: Bitten Sie unter Team und Zugriff darum.',
  ],
  [
    'Only who was deleted can be erased: have the identity provider delete the person first, and send it again.',
    'Getilgt werden kann nur, wer gelöscht wurde: Lassen Sie die Person zuerst den Identitätsanbieter löschen, und tun Sie es dann noch einmal.',
  ],
  [
    'The directory is being folded anew and stands still for a moment: send it again in a minute.',
    'Das Verzeichnis wird gerade neu aufgebaut und steht einen Augenblick still: Versuchen Sie es in einer Minute noch einmal.',
  ],
  ['The parameter from is after to; exchange them.', '„Von“ liegt nach „Bis“; tauschen Sie die beiden.'],
  ['The parameter from is after to; exchange the two.', '„Von“ liegt nach „Bis“; tauschen Sie die beiden.'],
  [
    'This directory was upgraded, and what was before has not been folded anew; whoever operates it runs `rebuild` once. Questions about today without levels are answered.',
    'Dieses Verzeichnis wurde erneuert, und was vorher war, ist noch nicht neu aufgebaut; der Betrieb führt einmal `rebuild` aus. Fragen nach heute werden beantwortet.',
  ],
  [
    'Your account is nobody’s among the employees, so nobody reports to you: the identity provider has to provision you, with your object id as `externalId`.',
    'Ihr Konto gehört zu niemandem unter den Beschäftigten, also berichtet niemand an Sie: Der Identitätsanbieter muss Sie bereitstellen, mit Ihrer Objekt-Id als `externalId`.',
  ],
  [
    'Your account is nobody’s among the employees, so nobody reports to you and there are no mails about your people.',
    'Ihr Konto gehört zu niemandem unter den Beschäftigten, also berichtet niemand an Sie, und es gibt keine Mails über Ihre Leute.',
  ],
  [
    'The name of a segment is of small letters, digits and hyphens, up to 64, and does not begin with a hyphen; choose such a one.',
    'Der Name eines Segments hat bis zu 64 Kleinbuchstaben, Ziffern und Bindestriche und beginnt nicht mit einem Bindestrich; wählen Sie einen solchen.',
  ],
  [
    'The question took longer than a second: ask it of somebody further down, over fewer levels, of a shorter time, or for a smaller page.',
    'Die Frage dauerte länger als eine Sekunde: Fragen Sie nach jemandem weiter unten, über weniger Ebenen, nach kürzerer Zeit oder nach einer kleineren Seite.',
  ],
  [
    'The question takes too long to answer: narrow it by one more parameter, or ask for a smaller page.',
    'Die Frage dauert zu lange: Grenzen Sie sie durch einen weiteren Filter ein.',
  ],
  [
    'The place is of a history that is no more: this database was restored or replaced since. Begin again without `since`.',
    'Die Stelle gehört zu einem Verlauf, den es nicht mehr gibt: Die Datenbank wurde seither ersetzt. Beginnen Sie von vorn.',
  ],
  [
    'The cursor is not one that this list gave out; send `next` of a page as it is, or begin without one.',
    'Diese Stelle der Liste gibt es nicht; beginnen Sie von vorn.',
  ],
  [
    'The id of an entry is a UUID, and this is none; GET /entries lists them.',
    'Die Kennung eines Eintrags ist eine UUID, und das ist keine.',
  ],
  [
    'The id of a request is a UUID, of an operation <request>:<index>, and this is neither; GET /activity lists them.',
    'Die Kennung einer Anfrage ist eine UUID, und das ist keine.',
  ],
  [
    'The parameter on is in the future; send today or a day before, in UTC.',
    'Dieser Tag liegt in der Zukunft; wählen Sie heute oder einen Tag davor, in UTC.',
  ],
  ['The parameter on is no day of the calendar.', 'Diesen Tag gibt es im Kalender nicht.'],
  [
    'No mail goes to an address of this connection: name some, prove their domain, or have whoever reads them confirm them, first.',
    'An keine Adresse dieser Verbindung gehen Mails: Nennen Sie welche, weisen Sie ihre Domain nach, oder lassen Sie sie zuerst bestätigen.',
  ],
  [
    'No address of this connection waits for its reader: each is mailed already, can never be mailed, or there is none.',
    'Keine Adresse dieser Verbindung wartet auf Bestätigung: Jede erhält schon Mails, kann nie welche erhalten, oder es gibt keine.',
  ],
  [
    'Only a delivery that is uncertain or has failed can be sent again.',
    'Erneut gesendet werden kann nur, was ungewiss oder fehlgeschlagen ist.',
  ],
  [
    'No mail goes to the notification address: set one, prove its domain, or have whoever reads it confirm it, first.',
    'An die Benachrichtigungsadresse gehen keine Mails: Setzen Sie eine, weisen Sie ihre Domain nach, oder lassen Sie sie zuerst bestätigen.',
  ],
  [
    'There is no notification address, it is mailed already, or it can never be mailed: nothing is to be confirmed.',
    'Es gibt keine Benachrichtigungsadresse, sie erhält schon Mails oder kann nie welche erhalten: Zu bestätigen ist nichts.',
  ],
  [
    'Who reports to you the directory says, and it cannot be asked at this moment; try again.',
    'Wer an Sie berichtet, sagt das Verzeichnis, und es kann gerade nicht gefragt werden; versuchen Sie es noch einmal.',
  ],
  [
    'The last test mail was made less than a minute ago: see what became of it (testMail of the notification address), or wait.',
    'Die letzte Testmail ist keine Minute alt: Sehen Sie nach, was aus ihr wurde, oder warten Sie.',
  ],
  [
    'rateLimit.burst: is below perSecond, which could not be reached so; send at least as many.',
    'Die Spitze liegt unter der Zahl je Sekunde, die so nie erreicht würde; geben Sie mindestens so viel an.',
  ],
  ['expiresAt must be in the future.', 'Das Ende muss in der Zukunft liegen.'],
  [
    'The tenant has this domain: ask for it, or verify it.',
    'Diese Domain hat das Unternehmen schon: Weisen Sie sie nach.',
  ],
  [
    'Only a connection that is paused is removed: pause it, here and at the provider.',
    'Entfernt wird nur eine pausierte Verbindung: Pausieren Sie sie, hier und beim Anbieter.',
  ],
  [
    'timeZone: is no time zone of IANA; send a name such as Europe/Berlin, or UTC.',
    'Das ist keine Zeitzone der IANA; wählen Sie eine wie Europe/Berlin oder UTC.',
  ],
  [
    'The body stopped coming, or came too slowly; send it again, at once.',
    'Die Anfrage kam nicht ganz oder zu langsam an; senden Sie sie noch einmal.',
  ],
  [
    'The body is larger than this address takes: 16,384 bytes; send less at once.',
    'Das ist mehr, als hier angenommen wird (16.384 Bytes); senden Sie weniger auf einmal.',
  ],
  [
    'Something went wrong on our side. The request id finds it in our log.',
    'Bei uns ging etwas schief. Die Anfragekennung findet es in unserem Log.',
  ],
  [
    'It is not known whether this was stored. Look first, and repeat it if it was not.',
    'Es ist nicht bekannt, ob das gespeichert wurde. Sehen Sie zuerst nach, und tun Sie es sonst noch einmal.',
  ],
  [
    'The database does not answer at this moment, and nothing was stored. Repeat the request.',
    'Die Datenbank antwortet gerade nicht, und nichts wurde gespeichert. Versuchen Sie es noch einmal.',
  ],
  [
    'This service has just started, and is still reading which readers were revoked meanwhile; ask again in a few seconds.',
    'Dieser Dienst ist eben erst gestartet und liest noch; fragen Sie in ein paar Sekunden noch einmal.',
  ],
  [
    'The connection has no brake: set one first, by PATCH of the connection.',
    'Die Verbindung hat keine Bremse: Stellen Sie zuerst eine ein.',
  ],
  [
    'The methods federated and entraToken need federation: cloud, tenantId, subject and audience; send it, or turn them off.',
    'Für Anmeldungen ohne Geheimnis und mit Entras eigenen Token braucht es die Angaben der App in Entra: Geben Sie sie an, oder schalten Sie diese Methoden aus.',
  ],
  [
    'Another connection takes that tenant’s own tokens: turn entraToken off there, or use federated here.',
    'Eine andere Verbindung nimmt die eigenen Token dieses Entra-Mandanten an: Schalten Sie das dort aus, oder nehmen Sie hier den Verbund.',
  ],
  [
    'Another connection of the tenant is a shadow: let it go live, or remove it first.',
    'Eine andere Verbindung des Unternehmens ist ein Schatten: Nehmen Sie ihn zuerst in Betrieb, oder entfernen Sie ihn.',
  ],
];
