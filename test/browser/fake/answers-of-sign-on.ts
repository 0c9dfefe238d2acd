import type { OwnAnswer, OwnAnswers } from './own.js';
import { ago, TENANT, uuid } from './scenario.js';

const DAY = 24 * 60;
const CONSOLE = 'https://console.rollcall.example';
const ENTRA = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const FINGERPRINT = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

const around = {
  redirectUri: `${CONSOLE}/sso/oidc/callback`,
  logoutUri: `${CONSOLE}/sso/oidc/logout`,
  entityId: `${CONSOLE}/sso/saml/metadata`,
  acsUrl: `${CONSOLE}/sso/saml/acs`,
  clouds: ['global', 'usgov'],
  roles: [
    { value: 'Rollcall.IdentityAdministrator', name: 'identity-administrator' },
    { value: 'Rollcall.Auditor', name: 'auditor' },
    { value: 'Rollcall.People', name: 'people' },
    { value: 'Rollcall.Employee', name: 'employee' },
  ],
};

const oidc = {
  on: true,
  cloud: 'global',
  tenantId: ENTRA,
  clientId: '11111111-2222-4333-8444-555555555555',
  secret: { set: true, expiresAt: ago(-200 * DAY) },
  testedAt: ago(12),
  testedBy: uuid(2),
};

const saml = {
  on: true,
  cloud: 'global',
  tenantId: ENTRA,
  appId: '66666666-7777-4888-8999-aaaaaaaaaaaa',
  idpInitiated: false,
  entityId: `https://sts.windows.net/${ENTRA}/`,
  metadataUrl: `https://login.microsoftonline.com/${ENTRA}/federationmetadata/2007-06/federationmetadata.xml`,
  readAt: ago(31),
  fault: null,
  certificates: [
    { fingerprint: FINGERPRINT, notBefore: ago(1_080 * DAY), notAfter: ago(-15 * DAY), state: 'valid' },
    { fingerprint: FINGERPRINT.replace('9f', '3c'), notBefore: ago(DAY), notAfter: ago(-1_094 * DAY), state: 'valid' },
    { fingerprint: FINGERPRINT.replace('9f', 'e1'), notBefore: ago(2_190 * DAY), notAfter: ago(DAY), state: 'expired' },
  ],
  testedAt: ago(11),
  testedBy: uuid(3),
};

const microsoft = {
  on: true,
  cloud: 'global',
  tenantId: ENTRA,
  proven: false,
  testedAt: null,
  testedBy: null,
};
const APP = { clientId: '99999999-7777-4888-8999-aaaaaaaaaaaa', cloud: 'global' };

const NOTHING = {
  oidc: null,
  saml: null,
  microsoft: null,
  microsoftApp: null,
  employees: false,
  enforced: null,
  emergency: { count: 0, advised: 2 },
};
const FULL = {
  oidc,
  saml,
  microsoft: null,
  microsoftApp: null,
  employees: true,
  enforced: null,
  emergency: { count: 1, advised: 2 },
};
/** While everything is waited for: enforced, the installation has an app that nobody has tested, and Entra's metadata cannot be read. */
const ENFORCED = {
  ...FULL,
  microsoft,
  microsoftApp: APP,
  saml: { ...saml, fault: 'Entra did not answer within 3 seconds.' },
  enforced: { since: ago(60), undoUntil: ago(-23 * 60), by: uuid(2) },
  emergency: { count: 2, advised: 2 },
};

/** The secret ends within the week. */
const ENDING = { ...FULL, oidc: { ...oidc, secret: { set: true, expiresAt: ago(-5 * DAY) } } };

const LOSE = [
  { id: uuid(3), name: 'Grace Hopper', roles: ['auditor', 'people'], kind: 'local' },
  { id: uuid(5), name: 'Misaki 佐藤', roles: ['people'], kind: 'local' },
];

const change = (takes: readonly string[]): OwnAnswer => ({ needs: 'sso:change', takes, answer: () => undefined });

export const ANSWERS_OF_SIGN_ON: OwnAnswers = {
  'GET /api/sign-in': { isOpen: true, answer: () => ({ microsoft: true, demonstration: true }) },
  'POST /api/sign-in/microsoft': { isOpen: true, takes: ['to'], answer: () => ({ url: '/entra/authorize' }) },
  'GET /api/sign-in/companies': {
    isOpen: true,
    answer: () => ({
      name: 'Ada Lovelace',
      companies: [
        { id: TENANT.id, name: TENANT.name },
        { id: uuid(9), name: 'Fabrikam' },
      ],
    }),
  },
  'POST /api/sign-in/companies': { isOpen: true, takes: ['id!'], answer: () => ({ to: '/entra/authorize' }) },
  'POST /api/sign-in': {
    isOpen: true,
    takes: ['who!', 'to'],
    answer: (_scenario, { body: { who } }) => ({ url: who === TENANT.slug ? '/entra/authorize' : null }),
  },
  'GET /api/sign-on': {
    needs: 'settings:read',
    answer: ({ state }) => ({
      ...around,
      ...(state === 'empty' ? NOTHING : state === 'waiting' ? ENFORCED : state === 'million' ? ENDING : FULL),
    }),
  },
  'GET /api/sign-on/preview': {
    needs: 'settings:read',
    answer: ({ state }) => ({
      keep: state === 'empty' ? 0 : 14,
      lose: state === 'empty' ? [] : LOSE,
      more: state === 'million',
      emergency: state === 'empty' ? 0 : 1,
    }),
  },
  'PUT /api/sign-on/oidc': change(['on!', 'cloud!', 'tenantId!', 'clientId!', 'secret', 'secretExpiresAt']),
  'PUT /api/sign-on/saml': change(['on!', 'cloud!', 'tenantId!', 'appId!', 'idpInitiated!']),
  'PUT /api/sign-on/microsoft': change(['on!', 'tenantId!']),
  'DELETE /api/sign-on/{method}': change([]),
  'PATCH /api/sign-on': change(['employees!']),
  'POST /api/sign-on/test': {
    needs: 'sso:change',
    takes: ['method!'],
    // What is set for SAML is wrong at Entra.
    answer: (_scenario, { body: { method } }) => ({
      url: `/sign-in?${method === 'saml' ? 'refused=not-valid&test=saml&fault=audience' : 'tested=oidc'}`,
    }),
  },
  'POST /api/sign-on/enforce': change(['name!']),
  'POST /api/sign-on/undo': change(['name']),
};
