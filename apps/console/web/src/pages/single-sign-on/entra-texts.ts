import { catalogue } from '../../i18n/catalogue.ts';

export const ENTRA_TEXTS = catalogue(
  {
    inEntra: 'What Entra needs',
    inEntraText: 'The names are Entra’s own; each value is copied as it stands.',
    oidcText:
      'An app registration of its own: Entra cannot provision people through it, so it is a second app beside the one of Employee Provisioning.',
    samlText:
      'One enterprise app (“non-gallery”) can hold both SAML and the provisioning over SCIM. OpenID Connect would need a second app.',
    appRoles: 'App roles',
    appRolesText:
      'Make these under App registrations → your app → App roles, and assign people or groups to them. Who has none does not come in.',
    valueOf: 'Value: {role}',
    steps: 'In the Entra admin center',
    'oidc.1': 'App registrations → New registration, for accounts in this organizational directory only.',
    'oidc.2': 'Authentication → Add a platform → Web: the Redirect URI, and the Front-channel logout URL.',
    'oidc.3': 'Certificates & secrets → New client secret. Copy its Value (not its Secret ID): it is shown once.',
    'oidc.4': 'App roles → Create app role, for each that you need, with the Value from here.',
    'oidc.5': 'Enterprise apps → your app → Users and groups: assign people to a role.',
    'oidc.6': 'From the Overview of the registration, give the ids below here, and test.',
    'saml.1': 'Enterprise apps → New application → Create your own application, or the app of Employee Provisioning.',
    'saml.2': 'Single sign-on → SAML → Basic SAML Configuration: the three values from here.',
    'saml.3': 'Leave the signing as it is: Sign SAML assertion, SHA-256. The claims need no change.',
    'saml.4': 'App registrations → the same app → App roles: each that you need, with the Value from here.',
    'saml.5': 'Users and groups: assign people to a role.',
    'saml.6': 'Give the ids of the app below here: certificates are read from Entra’s metadata, each hour.',
  },
  {
    inEntra: 'Was Entra braucht',
    inEntraText: 'Die Namen sind die von Entra; jeder Wert wird kopiert, wie er steht.',
    oidcText:
      'Eine eigene App-Registrierung: Über sie kann Entra niemanden bereitstellen, also ist sie eine zweite App neben der von Employee Provisioning.',
    samlText:
      'Eine Unternehmensanwendung („Non-Gallery“) kann SAML und die Bereitstellung über SCIM zugleich tragen. OpenID Connect brauchte eine zweite App.',
    appRoles: 'App-Rollen',
    appRolesText:
      'Legen Sie diese unter App registrations → Ihre App → App roles an, und weisen Sie ihnen Personen oder Gruppen zu. Wer keine hat, kommt nicht herein.',
    valueOf: 'Value: {role}',
    steps: 'Im Entra Admin Center',
    'oidc.1': 'App registrations → New registration, nur für Konten in diesem Organisationsverzeichnis.',
    'oidc.2': 'Authentication → Add a platform → Web: die Redirect URI und die Front-channel logout URL.',
    'oidc.3':
      'Certificates & secrets → New client secret. Kopieren Sie Value (nicht Secret ID): Es wird einmal gezeigt.',
    'oidc.4': 'App roles → Create app role, für jede, die Sie brauchen, mit dem Value von hier.',
    'oidc.5': 'Enterprise apps → Ihre App → Users and groups: Weisen Sie Personen eine Rolle zu.',
    'oidc.6': 'Geben Sie die IDs aus Overview der Registrierung unten ein, und testen Sie.',
    'saml.1':
      'Enterprise apps → New application → Create your own application, oder die App von Employee Provisioning.',
    'saml.2': 'Single sign-on → SAML → Basic SAML Configuration: die drei Werte von hier.',
    'saml.3': 'Lassen Sie die Signatur, wie sie ist: Sign SAML assertion, SHA-256. Die Claims bleiben, wie sie sind.',
    'saml.4': 'App registrations → dieselbe App → App roles: jede, die Sie brauchen, mit dem Value von hier.',
    'saml.5': 'Users and groups: Weisen Sie Personen eine Rolle zu.',
    'saml.6': 'Geben Sie die IDs der App unten ein: Zertifikate werden stündlich aus den Metadaten von Entra gelesen.',
  },
);
