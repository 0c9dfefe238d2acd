/** What the console's own server refuses, in its words, and in German. */
export const OF_CONSOLE: readonly (readonly [english: string, german: string])[] = [
  [
    'None of your roles permits this; whoever administers access can give you one that does.',
    'Keine Ihrer Rollen erlaubt das; wer den Zugriff verwaltet, kann Ihnen eine geben, die es erlaubt.',
  ],
  [
    'Your role opens nothing there; ask an identity administrator.',
    'Ihre Rolle öffnet dort nichts; fragen Sie die Identitätsadministration.',
  ],
  [
    'This names another tenant than the one you are signed in to; write self in its place.',
    'Das nennt einen anderen Mandanten als den, bei dem Sie angemeldet sind; schreiben Sie self an seiner Stelle.',
  ],
  [
    'No grant of this tenant holds: one of its identity administrators gives one, for hours, under Team and access.',
    'Keine Freigabe dieses Mandanten gilt: Seine Identitätsadministration gibt eine, für Stunden, unter Team und Zugriff.',
  ],
  [
    'Nobody is signed in here, or the session has ended; sign in.',
    'Hier ist niemand angemeldet, oder die Sitzung ist zu Ende; melden Sie sich an.',
  ],
  [
    'The header x-csrf-token is missing or not this session’s, and nothing was done; read it from /api/session.',
    'Die Seite gehört nicht mehr zu dieser Sitzung, und nichts wurde getan; laden Sie sie neu.',
  ],
  [
    'This did not come from a page of this console, and nothing was done.',
    'Das kam von keiner Seite dieser Konsole, und nichts wurde getan.',
  ],
  ['There is nothing here.', 'Hier ist nichts.'],
  ['There is no such employee.', 'Diese Person gibt es nicht.'],
  [
    'You have been an identity administrator for less than a day before it was asked for; one who has been so for longer approves it.',
    'Sie gehörten der Identitätsadministration noch keinen Tag an, als darum gebeten wurde; zustimmen kann, wer es länger tut.',
  ],
  [
    'Whoever asked had been an identity administrator for less than a day; one who has been so for longer asks for it, or they do later.',
    'Wer gebeten hat, gehörte der Identitätsadministration noch keinen Tag an; bitten kann, wer es länger tut, oder dieselbe Person später.',
  ],
  ['You are no identity administrator any more.', 'Sie gehören der Identitätsadministration nicht mehr an.'],
  [
    'A link of the demonstration is nobody in particular, and approves nothing; sign in by an account of your own.',
    'Ein Link der Vorführung ist niemand Bestimmtes und stimmt nichts zu; melden Sie sich mit einem eigenen Konto an.',
  ],
  [
    'Nobody decides what they asked for themselves; another administrator does.',
    'Niemand entscheidet, worum er selbst gebeten hat; das tut jemand anderes aus der Administration.',
  ],
  [
    'There is no other identity administrator who could approve it: do it without an approval.',
    'Sonst gibt es niemanden in der Identitätsadministration, der zustimmen könnte: Tun Sie es ohne Zustimmung.',
  ],
  [
    'You have asked for this already: it waits for an answer, or was approved and can be done.',
    'Darum haben Sie schon gebeten: Es wartet auf eine Antwort, oder ihm wurde zugestimmt, und es kann getan werden.',
  ],
  [
    'This was decided, or ended, meanwhile; have it asked for anew.',
    'Das wurde inzwischen entschieden oder ist zu Ende; lassen Sie neu darum bitten.',
  ],
  [
    'Twenty requests wait for an answer; have some of them approved or declined first.',
    'Zwanzig Bitten warten auf eine Antwort; lassen Sie zuerst einige davon entscheiden.',
  ],
  [
    'There is another identity administrator: ask for their approval (POST /api/approvals, or Approvals among the pages), and send it again within 24 hours of it.',
    'Es gibt noch jemanden in der Identitätsadministration: Bitten Sie um Zustimmung, und tun Sie es binnen 24 Stunden danach noch einmal.',
  ],
  [
    'Whoever approved it is no identity administrator any more: ask another one for their approval.',
    'Wer zugestimmt hat, gehört der Identitätsadministration nicht mehr an: Bitten Sie jemand anderes um Zustimmung.',
  ],
  [
    'There is nothing to choose: that took too long, was done already, or began in another browser. Begin again at /sign-in.',
    'Es gibt nichts zu wählen: Das dauerte zu lange, ist schon getan oder begann in einem anderen Browser. Melden Sie sich neu an.',
  ],
  ['Entra alone lets people in already.', 'Schon jetzt lässt nur Entra Personen herein.'],
  ['name: type the name of the tenant as it is shown.', 'Geben Sie den Namen des Unternehmens ein, wie er dasteht.'],
  [
    'Nobody could undo it: the test signed in no identity administrator, and there is no emergency account. Give yourself the app role, or make an emergency account.',
    'Niemand könnte es rückgängig machen: Der Test meldete niemanden aus der Identitätsadministration an, und es gibt kein Notfallkonto. Geben Sie sich die App-Rolle, oder legen Sie ein Notfallkonto an.',
  ],
  [
    'Nothing is enforced, so that there is nothing to undo.',
    'Nichts ist erzwungen, also gibt es nichts rückgängig zu machen.',
  ],
  [
    'Sign in by a test first, with a way that is on; it has to have passed within the hour, by you.',
    'Melden Sie sich zuerst mit einem Test an, auf einem Weg, der an ist; er muss Ihnen in der letzten Stunde gelungen sein.',
  ],
  [
    'The 24 hours in which it is undone without more ado are over: send the name of the tenant along.',
    'Die 24 Stunden, in denen es ohne Weiteres rückgängig gemacht wird, sind vorbei: Geben Sie den Namen des Unternehmens mit an.',
  ],
  [
    'Provisioning cannot be asked for the name of the tenant at this moment; try again.',
    'Die Bereitstellung kann gerade nicht nach dem Namen des Unternehmens gefragt werden; versuchen Sie es noch einmal.',
  ],
  [
    'Entra cannot be asked at this moment, or the secret of the app is not to be had; try again in a minute.',
    'Entra kann gerade nicht gefragt werden, oder das Geheimnis der App ist nicht zu bekommen; versuchen Sie es in einer Minute noch einmal.',
  ],
  [
    'The passkey could not be made, or it took too long; try again.',
    'Der Passkey konnte nicht erstellt werden, oder es dauerte zu lange; versuchen Sie es noch einmal.',
  ],
  [
    'This is the last passkey of the account; add another one first.',
    'Das ist der letzte Passkey des Kontos; fügen Sie zuerst einen weiteren hinzu.',
  ],
  [
    'Passkeys are for accounts that a setup link has made; whoever vouches for this one has its own.',
    'Passkeys sind für Konten, die ein Einrichtungslink angelegt hat; für dieses bürgt jemand anderes.',
  ],
  [
    'This authenticator has a passkey here already; use another one.',
    'Dieser Authenticator hat hier schon einen Passkey; nehmen Sie einen anderen.',
  ],
  [
    'This is the session that asks; sign out to end it.',
    'Das ist die Sitzung, in der Sie sind; melden Sie sich ab, um sie zu beenden.',
  ],
  [
    'This passkey lets nobody in here, or it took too long; try again, or ask an identity administrator for a setup link.',
    'Dieser Passkey lässt hier niemanden herein, oder es dauerte zu lange; versuchen Sie es noch einmal, oder bitten Sie die Identitätsadministration um einen Einrichtungslink.',
  ],
  [
    'Your company signs in by single sign-on with Entra, and passkeys are refused but for emergency accounts; sign in with Entra.',
    'Ihr Unternehmen meldet sich mit Entra an, und Passkeys gelten nur für Notfallkonten; melden Sie sich mit Entra an.',
  ],
  [
    'This link lets nobody in: it belongs to another start of the demonstration. The present ones are in .rollcall/run.json.',
    'Dieser Link lässt niemanden herein: Er gehört zu einem anderen Start der Vorführung. Die jetzigen stehen in .rollcall/run.json.',
  ],
  [
    'This setup link cannot be used: it was used, has expired after 72 hours, or was begun in another browser first. Ask for a new one.',
    'Dieser Einrichtungslink gilt nicht: Er wurde benutzt, ist nach 72 Stunden abgelaufen oder wurde zuerst in einem anderen Browser begonnen. Bitten Sie um einen neuen.',
  ],
  [
    'This tenant has an identity administrator, who makes further setup links; the operator makes the first one only.',
    'Dieser Mandant hat eine Identitätsadministration, die weitere Einrichtungslinks erstellt; der Betrieb erstellt nur den ersten.',
  ],
  [
    'Fifty setup links wait to be used; withdraw one first.',
    'Fünfzig Einrichtungslinks warten auf Benutzung; ziehen Sie zuerst einen zurück.',
  ],
  [
    'tenantId: this is Microsoft’s own tenant of personal accounts; send the Directory (tenant) ID of your company.',
    'Das ist Microsofts eigener Mandant für persönliche Konten; geben Sie die Verzeichnis-ID (Mandant) Ihres Unternehmens an.',
  ],
  [
    'secretExpiresAt: say when the secret ends, as Entra shows it beside it; reminders come before that day.',
    'Sagen Sie, wann das Geheimnis endet, wie Entra es daneben zeigt; vor diesem Tag kommen Erinnerungen.',
  ],
  [
    'secretExpiresAt: this secret has ended already; make another one in Entra and send its value and its end.',
    'Dieses Geheimnis ist schon abgelaufen; erstellen Sie in Entra ein neues, und geben Sie seinen Wert und sein Ende an.',
  ],
  [
    'secret: the app has none here; send the value of a client secret of it, or leave the method off.',
    'Die App hat hier kein Geheimnis; geben Sie den Wert eines Client-Geheimnisses an, oder lassen Sie die Methode aus.',
  ],
  [
    'Entra alone lets people in, and no way that is on is of this tenant and cloud of Entra: end the enforcement first.',
    'Nur Entra lässt Personen herein, und kein Weg, der an ist, gehört zu diesem Mandanten und dieser Cloud von Entra: Heben Sie den Zwang zuerst auf.',
  ],
  [
    'Entra alone lets people in, and this is the one way that is on: end the enforcement first, or turn the other way on.',
    'Nur Entra lässt Personen herein, und das ist der einzige Weg, der an ist: Heben Sie den Zwang zuerst auf, oder schalten Sie den anderen Weg ein.',
  ],
  [
    'This installation has no app of its own at Microsoft, so that there is no “Sign in with Microsoft”; its operator sets MICROSOFT_CLIENT_ID, or use OpenID Connect with an app of yours.',
    'Diese Installation hat keine eigene App bei Microsoft, also gibt es kein „Mit Microsoft anmelden“; der Betrieb setzt MICROSOFT_CLIENT_ID, oder nehmen Sie OpenID Connect mit Ihrer eigenen App.',
  ],
  [
    'This account signs in here, and not with Entra: use its passkey, or its link, once more.',
    'Dieses Konto meldet sich hier an und nicht mit Entra: Nehmen Sie noch einmal seinen Passkey oder seinen Link.',
  ],
  [
    'Signing in with Entra has been turned off for this tenant; sign in anew in another way.',
    'Die Anmeldung mit Entra ist für diesen Mandanten abgeschaltet; melden Sie sich auf einem anderen Weg neu an.',
  ],
  [
    'This is the tenant’s last identity administrator; give the role to somebody else first.',
    'Das ist das letzte Konto der Identitätsadministration; geben Sie die Rolle zuerst jemand anderem.',
  ],
  [
    'This account has no passkey to come in with; mark one that has.',
    'Dieses Konto hat keinen Passkey, mit dem es hereinkäme; wählen Sie eines, das einen hat.',
  ],
  [
    'Whoever comes in by an emergency account has to put things right: mark one of an identity administrator.',
    'Wer mit einem Notfallkonto hereinkommt, muss alles richten können: Wählen Sie eines der Identitätsadministration.',
  ],
  [
    'An emergency account comes in without an identity provider: mark one that a setup link has made.',
    'Ein Notfallkonto kommt ohne Identitätsanbieter herein: Wählen Sie eines, das ein Einrichtungslink angelegt hat.',
  ],
  [
    'What is sensitive of people is for who looks after them: give the account that role first.',
    'Sensibles von Personen ist für die, die sie betreuen: Geben Sie dem Konto zuerst diese Rolle.',
  ],
  [
    'This account is a link’s of the demonstration, which says its role each time.',
    'Dieses Konto gehört zu einem Link der Vorführung, der seine Rolle jedes Mal selbst sagt.',
  ],
  [
    'Nobody changes their own roles; another identity administrator does.',
    'Niemand ändert seine eigenen Rollen; das tut jemand anderes aus der Identitätsadministration.',
  ],
  [
    'Two accounts are marked already; take the mark from one of them first.',
    'Zwei Notfallkonten gibt es schon; nehmen Sie zuerst einem davon die Kennzeichnung.',
  ],
];
