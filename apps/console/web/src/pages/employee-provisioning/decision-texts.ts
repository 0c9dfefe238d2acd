import { catalogue } from '../../i18n/catalogue.ts';

export const DECISION_TEXTS = catalogue(
  {
    decisions: 'Sign-ins of Entra',
    decisionsText:
      'When Entra asked for an access token, what was refused, and what came to an address where nothing is. Live.',
    noDecisions: 'No sign-in yet',
    noDecisionsText:
      'A Secret Token that is accepted comes with each request and is not listed here. Press Test Connection in Entra to see the others.',
    admitted: 'Let in',
    notAdmitted: 'Refused',
    expected: 'Expected',
    received: 'Received',
    when: 'When',
    result: 'Result',
    network: 'From',
    'reason.client_unknown': 'No connection has this Client Identifier. Copy it again from above.',
    'reason.secret_wrong': 'The secret is another one. Copy it again, or issue a new one.',
    'reason.secret_expired': 'The credential has expired. Issue a new one and paste it into Entra.',
    'reason.secret_revoked': 'The credential was revoked. Paste one into Entra that is valid, or issue a new one.',
    'reason.secret_as_token':
      'The Client Secret came where a Secret Token belongs. Choose client credentials in Entra, or issue a token.',
    'reason.access_token_expired': 'The access token had expired. Entra gets the next one by itself.',
    'reason.method_off': 'This way of signing in is switched off for the connection.',
    'reason.assertion_issuer': 'The token is of another tenant or cloud than the one that is set.',
    'reason.assertion_audience': 'The audience is another application than the one that is set.',
    'reason.assertion_subject': 'The subject is another service principal than the one that is set.',
    'reason.assertion_tenant': 'The token is of another tenant.',
    'reason.assertion_malformed': 'What came is no token of Entra. Copy the values again from above.',
    'reason.assertion_client': 'The token is of another application than the one that is set.',
    'reason.assertion_signature': 'The signature of the token is not Entra’s.',
    'reason.assertion_expired': 'The token had expired: look at the clocks.',
    'reason.assertion_key_unknown': 'The token is signed by a key that Entra does not publish.',
    'reason.keys_unreachable': 'Entra’s keys could not be fetched. It is tried again by itself.',
    'reason.unknown_endpoint':
      'The sign-in is right, and there is nothing at this address. Set the Tenant URL in Entra to the one that is expected, with nothing behind it.',
    'reason.other': 'Refused: {code}',
  },
  {
    decisions: 'Anmeldungen von Entra',
    decisionsText:
      'Wann Entra ein Access Token holte, was warum abgelehnt wurde und was an eine Adresse kam, an der nichts ist. Live.',
    noDecisions: 'Noch keine Anmeldung',
    noDecisionsText:
      'Ein Secret Token, das gilt, kommt mit jeder Anfrage und steht nicht hier. Drücken Sie Test Connection in Entra, um anderes zu sehen.',
    admitted: 'Eingelassen',
    notAdmitted: 'Abgelehnt',
    expected: 'Erwartet',
    received: 'Erhalten',
    when: 'Wann',
    result: 'Ergebnis',
    network: 'Von',
    'reason.client_unknown': 'Keine Verbindung hat diesen Client Identifier. Kopieren Sie ihn noch einmal von oben.',
    'reason.secret_wrong':
      'Das Geheimnis ist ein anderes. Kopieren Sie es noch einmal, oder stellen Sie ein neues aus.',
    'reason.secret_expired': 'Die Zugangsdaten sind abgelaufen. Stellen Sie neue aus und fügen Sie sie in Entra ein.',
    'reason.secret_revoked':
      'Die Zugangsdaten sind widerrufen. Fügen Sie gültige in Entra ein, oder stellen Sie neue aus.',
    'reason.secret_as_token':
      'Das Client Secret kam, wo ein Secret Token hingehört. Wählen Sie in Entra Client Credentials, oder stellen Sie ein Token aus.',
    'reason.access_token_expired': 'Das Access Token war abgelaufen. Entra holt das nächste von selbst.',
    'reason.method_off': 'Diese Art der Anmeldung ist für die Verbindung ausgeschaltet.',
    'reason.assertion_issuer': 'Das Token gehört zu einem anderen Mandanten oder einer anderen Cloud als eingestellt.',
    'reason.assertion_audience': 'Die Zielgruppe ist eine andere Anwendung als eingestellt.',
    'reason.assertion_subject': 'Das Subjekt ist ein anderer Dienstprinzipal als eingestellt.',
    'reason.assertion_tenant': 'Das Token gehört zu einem anderen Mandanten.',
    'reason.assertion_malformed': 'Was kam, ist kein Token von Entra. Kopieren Sie die Werte noch einmal von oben.',
    'reason.assertion_client': 'Das Token gehört zu einer anderen Anwendung als eingestellt.',
    'reason.assertion_signature': 'Die Unterschrift des Tokens ist nicht die von Entra.',
    'reason.assertion_expired': 'Das Token war abgelaufen: Prüfen Sie die Uhren.',
    'reason.assertion_key_unknown': 'Das Token ist mit einem Schlüssel unterschrieben, den Entra nicht veröffentlicht.',
    'reason.keys_unreachable': 'Entras Schlüssel waren nicht zu holen. Es wird von selbst wieder versucht.',
    'reason.unknown_endpoint':
      'Die Anmeldung stimmt, aber unter dieser Adresse ist nichts. Setzen Sie die Tenant URL in Entra auf die erwartete, mit nichts dahinter.',
    'reason.other': 'Abgelehnt: {code}',
  },
);
