import { pageOf, type Answers } from './answer.js';
import { ago, TENANT, uuid } from './scenario.js';

const reader = {
  clientId: uuid(1_000),
  tenantId: TENANT.id,
  name: 'Nightly export',
  audiences: ['directory', 'audit', 'notifier', 'activity', 'admin'],
  roles: ['auditor'],
  scopes: [],
  tokenLifetimeSeconds: 3_600,
  createdAt: ago(60 * 24 * 30),
  revokedAt: null,
};

const readers = [
  reader,
  {
    ...reader,
    clientId: uuid(1_001),
    name: 'Intranet',
    audiences: ['directory'],
    roles: [],
    scopes: ['directory:read'],
    revokedAt: ago(600),
  },
];

const access = {
  kind: 'reader',
  id: reader.clientId,
  name: reader.name,
  tenantId: TENANT.id,
  connectionId: null,
  connectionName: null,
  roles: reader.roles,
  audiences: reader.audiences,
  issuedAt: reader.createdAt,
  expiresAt: null,
  revokedAt: null,
};

const ofConnection = {
  ...access,
  kind: 'connection',
  id: uuid(32),
  name: 'Entra, production',
  connectionId: uuid(16),
  connectionName: 'Microsoft Entra ID',
  roles: [],
  audiences: [],
  expiresAt: ago(-60 * 24 * 6),
};

export const ANSWERS_OF_READERS: Answers = {
  listReaders: (...asked) =>
    pageOf(asked, readers, (index) => ({ ...reader, clientId: uuid(8_192 + index), name: `Reader ${index}` })),
  createReader: () => ({ ...reader, clientSecret: `rcr_${'a1B2'.repeat(11)}` }),
  listOwnAccess: (...asked) =>
    pageOf(asked, [access, ofConnection], (index) => ({ ...access, id: uuid(8_192 + index) })),
};
