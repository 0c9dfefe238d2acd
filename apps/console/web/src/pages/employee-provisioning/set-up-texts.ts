import { catalogue } from '../../i18n/catalogue.ts';

export const SET_UP_TEXTS = catalogue(
  {
    setUp: 'Set up in Entra',
    setUpText:
      'Entra admin center → Enterprise apps → your app → Provisioning → Connectivity. The names are Entra’s own.',
    'hint.token': 'Bearer authentication. Simple, but the token must be renewed in Entra before it expires.',
    'hint.clientSecret': 'OAuth2 client credentials grant. Entra gets a new access token each hour.',
    'hint.federated': 'Workload identity based authentication. Nothing secret to copy, nothing to renew: best.',
    federatedOff: 'Workload identity is not set up. An identity administrator can do that here.',
    federationText:
      'Entra shows these three beside its fields. Paste each, or a whole token or issuer: what can be read from it is filled in.',
    cloud: 'Cloud',
    'cloud.global': 'Global',
    'cloud.usgov': 'US Government',
    'cloud.china': 'China (21Vianet)',
    'federation.tenantId': 'Directory (tenant) id',
    'federation.subject': 'Subject',
    'federation.audience': 'Audience',
    federationSave: 'Trust this identity',
    federationDone: 'Entra’s workload identity is trusted',
    shownOnce: 'It was shown once, when it was issued. Issue another one if it is lost.',
    noneIssued: 'None is issued.',
    issueToken: 'Issue a token',
    issueSecret: 'Issue a client secret',
    waiting: 'Waiting for Test Connection in Entra…',
    waitingText:
      'As soon as Entra calls, it is told here, with the reason if it was not let in. If Entra reports a failure and nothing comes here, what it sent names no connection: copy the Tenant URL and each other value once more, whole.',

    steps: 'Steps in Entra',
    'step.1':
      'In the Entra admin center open Enterprise apps → New application → Create your own application, non-gallery.',
    'step.2':
      'Under Provisioning → Connectivity choose the authentication, paste the values and press Test Connection.',
    'step.3':
      'Under Attribute mapping match externalId to objectId, so that a person’s own account can be tied to them.',
    'step.4':
      'Under Users and groups assign who is to be here. People who have Default Access only are not provisioned: choose a role.',
    'step.5':
      'Under Settings choose the scope “Sync only assigned users and groups”, and a notification e-mail for failures.',
    'step.6': 'Provision one person on demand and see them appear here; then start provisioning.',
    'step.7': 'In the US Government cloud the app is made outside the gallery, too: the steps are the same.',
  },
  {
    setUp: 'In Entra einrichten',
    setUpText:
      'Entra Admin Center → Enterprise Apps → Ihre App → Provisioning → Connectivity. Die Namen sind die von Entra.',
    'hint.token': 'Bearer authentication. Einfach, aber das Token muss in Entra erneuert werden, bevor es abläuft.',
    'hint.clientSecret': 'OAuth2 client credentials grant. Entra holt jede Stunde ein neues Zugriffstoken.',
    'hint.federated':
      'Workload identity based authentication. Nichts Geheimes zu kopieren, nichts zu erneuern: am besten.',
    federatedOff: 'Workload Identity ist nicht eingerichtet. Eine Identitätsadministratorin kann das hier tun.',
    federationText:
      'Entra zeigt diese drei neben seinen Feldern. Fügen Sie jedes ein, oder ein ganzes Token oder einen Issuer: Was sich daraus lesen lässt, wird eingetragen.',
    cloud: 'Cloud',
    'cloud.global': 'Global',
    'cloud.usgov': 'US-Regierung',
    'cloud.china': 'China (21Vianet)',
    'federation.tenantId': 'Verzeichnis-Id (Tenant)',
    'federation.subject': 'Subject',
    'federation.audience': 'Audience',
    federationSave: 'Dieser Identität vertrauen',
    federationDone: 'Entras Workload Identity wird vertraut',
    shownOnce: 'Es wurde einmal gezeigt, als es ausgestellt wurde. Stellen Sie ein neues aus, wenn es verloren ist.',
    noneIssued: 'Keines ist ausgestellt.',
    issueToken: 'Token ausstellen',
    issueSecret: 'Client Secret ausstellen',
    waiting: 'Wartet auf Test Connection in Entra …',
    waitingText:
      'Sobald Entra kommt, steht es hier, mit dem Grund, falls es nicht eingelassen wurde. Meldet Entra einen Fehler und hier kommt nichts an, so nennt das Gesendete keine Verbindung: Kopieren Sie die Tenant URL und jeden anderen Wert noch einmal ganz.',

    steps: 'Schritte in Entra',
    'step.1':
      'Öffnen Sie im Entra Admin Center Enterprise Apps → New application → Create your own application, non-gallery.',
    'step.2':
      'Wählen Sie unter Provisioning → Connectivity die Authentifizierung, fügen Sie die Werte ein und drücken Sie Test Connection.',
    'step.3':
      'Bilden Sie unter Attribute mapping externalId auf objectId ab, damit das eigene Konto einer Person zu ihr gehört.',
    'step.4':
      'Weisen Sie unter Users and groups zu, wer hier sein soll. Wer nur Default Access hat, wird nicht bereitgestellt: Wählen Sie eine Rolle.',
    'step.5': 'Wählen Sie unter Settings den Bereich „Sync only assigned users and groups“ und eine E-Mail für Fehler.',
    'step.6': 'Stellen Sie eine Person auf Abruf bereit und sehen Sie sie hier erscheinen; starten Sie dann.',
    'step.7':
      'In der US-Government-Cloud entsteht die App ebenfalls außerhalb der Galerie: die Schritte sind dieselben.',
  },
);
