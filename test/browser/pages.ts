import { DELIVERY, EVENT, GONE, GROUP, PERSON, REQUEST, TENANT, uuid, type Role } from './fake/scenario.js';

export interface Visited {
  readonly path: string;
  /** Whose navigation has it, or who get there. */
  readonly roles: readonly Role[];
}

const SETTINGS = ['identity-administrator', 'auditor'] as const;
const KEPT = ['identity-administrator', 'auditor', 'people'] as const;
const EVERYBODY = [...KEPT, 'employee'] as const;

/** Every page of the console; a page that is added is added here. */
export const PAGES: readonly Visited[] = [
  { path: '', roles: KEPT },
  { path: 'configuration', roles: SETTINGS },
  { path: 'configuration/integrations', roles: SETTINGS },
  { path: 'configuration/integrations/employee-provisioning', roles: SETTINGS },
  { path: 'configuration/custom-attributes', roles: SETTINGS },
  { path: 'configuration/single-sign-on', roles: SETTINGS },
  { path: 'configuration/single-sign-on?method=saml', roles: SETTINGS },
  { path: 'activity', roles: SETTINGS },
  { path: `activity?tab=refusals&open=${REQUEST}`, roles: SETTINGS },
  { path: `audit?open=${EVENT}`, roles: SETTINGS },
  { path: 'deliveries', roles: KEPT },
  { path: `deliveries?open=${DELIVERY}`, roles: SETTINGS },
  { path: 'consumers', roles: SETTINGS },
  { path: 'team', roles: SETTINGS },
  { path: 'people', roles: EVERYBODY },
  { path: `people/${PERSON}`, roles: EVERYBODY },
  { path: `people/${PERSON}?open=2`, roles: EVERYBODY },
  { path: `people/${PERSON}?why=manager&on=2026-11-03`, roles: KEPT },
  { path: `people/${GONE}?open=6`, roles: EVERYBODY },
  { path: 'people?tab=movements&kind=left', roles: EVERYBODY },
  { path: 'organisation', roles: KEPT },
  { path: `organisation?from=${PERSON}&open=${PERSON}&on=2026-11-03`, roles: KEPT },
  { path: 'organisation?view=picture', roles: KEPT },
  { path: `organisation?from=${uuid(4_096)}&view=list&finding=circle`, roles: KEPT },
  { path: `compare?under=${uuid(4_096)}&segment=engineers`, roles: KEPT },
  { path: 'people?q=ada&leavers=true', roles: KEPT },
  { path: 'people?segment=engineers', roles: KEPT },
  { path: 'people?tab=counts&by=manager', roles: KEPT },
  { path: 'segments', roles: KEPT },
  { path: 'segments?open=engineers&by=title', roles: KEPT },
  { path: 'groups', roles: KEPT },
  { path: `groups/${GROUP}`, roles: KEPT },
  { path: 'preferences', roles: [...EVERYBODY, 'operator'] },
];

/** Of the installation, for its operator. */
export const INSTALLATION: readonly Visited[] = [
  { path: '', roles: ['operator'] },
  { path: 'consumers?all=true', roles: ['operator'] },
  { path: `granted/${TENANT.id}/people`, roles: ['operator'] },
  { path: `granted/${TENANT.id}/people/${PERSON}`, roles: ['operator'] },
  { path: `granted/${TENANT.id}/activity?open=${REQUEST}`, roles: ['operator'] },
  { path: `granted/${TENANT.id}/audit?open=${EVENT}`, roles: ['operator'] },
];
