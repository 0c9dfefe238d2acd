import { catalogue } from '../../i18n/catalogue.ts';

export const SIGN_ON_TEXTS = catalogue(
  {
    description: 'Who can sign in with Microsoft Entra ID, and whether it will go on.',
    question: 'Can people sign in with Entra? {answer}',
    'answer.no': 'Not yet',
    'answer.look': 'Look here',
    'answer.yes': 'Yes',
    'verdict.none': 'People come in by passkeys. Set up OpenID Connect or SAML below: the values for Entra are first.',
    'verdict.not-on': 'What is set below is off. Test it, then turn it on.',
    'verdict.unproven':
      '“Sign in with Microsoft” waits for its test: an identity administrator has to sign in by it once.',
    'verdict.fault': 'Entra’s metadata could not be read the last time; what was read before goes on.',
    'verdict.no-certificate': 'Entra’s certificates are not known, so that nobody comes in by SAML.',
    'verdict.expired':
      'Every certificate of Entra has expired, so that nobody comes in by SAML. Make a new one in Entra: it is read within the hour.',
    'verdict.secret-expired': 'The client secret has expired. Make another one in Entra, and give its value here.',
    'verdict.expires': {
      one: 'The last certificate of Entra expires in {count} day. Make a new one there: it is read within the hour.',
      other: 'The last certificate of Entra expires in {count} days. Make a new one there: it is read within the hour.',
    },
    'verdict.secret-expires': {
      one: 'The client secret expires in {count} day. Make another one in Entra, and give its value here.',
      other: 'The client secret expires in {count} days. Make another one in Entra, and give its value here.',
    },
    'verdict.untested':
      'What is on was not tested since it was set: nobody knows yet whether it lets people in. Test it below.',
    'verdict.enforced': 'Entra alone lets people in, but for emergency accounts.',
    'verdict.on': 'It is not enforced: passkeys let people in, too.',

    emergency: 'Emergency accounts',
    emergencyCount: '{count} of {advised}',
    emergencyText:
      'Two accounts with a passkey each, kept apart, that come in when Entra is away or set up wrongly. Each use is told to those who look after the company.',
    toTeam: 'Choose them under Team and access',
    employees: 'Employees',
    employeesText:
      'With the app role Rollcall.Employee people see their active colleagues: name, title, department, manager, work contacts. Nothing else.',
    employeesOn: 'Let employees in',
    employeesOff: 'Let employees in no more',
  },
  {
    description: 'Wer sich mit Microsoft Entra ID anmelden kann, und ob das so bleibt.',
    question: 'Können sich Personen mit Entra anmelden? {answer}',
    'answer.no': 'Noch nicht',
    'answer.look': 'Sehen Sie hier nach',
    'answer.yes': 'Ja',
    'verdict.none':
      'Personen kommen mit Passkeys herein. Richten Sie unten OpenID Connect oder SAML ein: Zuerst stehen die Werte für Entra.',
    'verdict.not-on': 'Was unten eingerichtet ist, ist aus. Testen Sie es, und schalten Sie es ein.',
    'verdict.unproven':
      '„Mit Microsoft anmelden“ wartet auf den Test: Jemand mit der Rolle der Identitätsadministration muss sich einmal so anmelden.',
    'verdict.fault': 'Die Metadaten von Entra waren zuletzt nicht lesbar; was vorher gelesen wurde, gilt weiter.',
    'verdict.no-certificate': 'Die Zertifikate von Entra sind nicht bekannt, deshalb kommt niemand über SAML herein.',
    'verdict.expired':
      'Alle Zertifikate von Entra sind abgelaufen, deshalb kommt niemand über SAML herein. Legen Sie in Entra ein neues an: Es wird binnen einer Stunde gelesen.',
    'verdict.secret-expired':
      'Der geheime Clientschlüssel ist abgelaufen. Legen Sie in Entra einen neuen an, und geben Sie seinen Wert hier ein.',
    'verdict.expires': {
      one: 'Das letzte Zertifikat von Entra läuft in {count} Tag ab. Legen Sie dort ein neues an: Es wird binnen einer Stunde gelesen.',
      other:
        'Das letzte Zertifikat von Entra läuft in {count} Tagen ab. Legen Sie dort ein neues an: Es wird binnen einer Stunde gelesen.',
    },
    'verdict.secret-expires': {
      one: 'Der geheime Clientschlüssel läuft in {count} Tag ab. Legen Sie in Entra einen neuen an, und geben Sie seinen Wert hier ein.',
      other:
        'Der geheime Clientschlüssel läuft in {count} Tagen ab. Legen Sie in Entra einen neuen an, und geben Sie seinen Wert hier ein.',
    },
    'verdict.untested':
      'Was ein ist, wurde nicht getestet, seit es eingestellt ist: Noch weiß niemand, ob es jemanden einlässt. Testen Sie es unten.',
    'verdict.enforced': 'Nur Entra lässt Personen ein, außer bei Notfallkonten.',
    'verdict.on': 'Es ist nicht erzwungen: Auch Passkeys lassen ein.',

    emergency: 'Notfallkonten',
    emergencyCount: '{count} von {advised}',
    emergencyText:
      'Zwei Konten mit je einem Passkey, getrennt verwahrt, die hereinkommen, wenn Entra nicht da oder falsch eingerichtet ist. Jede Benutzung wird denen gemeldet, die das Unternehmen betreuen.',
    toTeam: 'Wählen Sie sie unter Team und Zugriff',
    employees: 'Mitarbeitende',
    employeesText:
      'Mit der App-Rolle Rollcall.Employee sehen Personen ihre aktiven Kolleginnen und Kollegen: Name, Titel, Abteilung, Vorgesetzte, dienstliche Kontakte. Sonst nichts.',
    employeesOn: 'Mitarbeitende einlassen',
    employeesOff: 'Mitarbeitende nicht mehr einlassen',
  },
);
