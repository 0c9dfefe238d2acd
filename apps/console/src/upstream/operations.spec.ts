import { describe, expect, it } from '@jest/globals';
import { Operations, operationsIn } from './operations.js';
import { withTenant } from './tenant-in-path.js';
import { NO_TENANT } from '../sessions/session.js';

const document = {
  paths: {
    '/admin/tenants/{tenantId}': { get: {}, patch: {}, parameters: [] },
    '/admin/tenants/{tenantId}/connections': { get: {}, post: {} },
    '/activity.ndjson': { get: {} },
    '/oauth/token': { post: {} },
    '/.well-known/jwks.json': { get: {} },
  },
};
const operations = new Operations(new Map([['scim-api', operationsIn(document)]]));

describe('the operations of the committed documents', () => {
  it.each([
    ['GET', '/admin/tenants/self'],
    ['HEAD', '/admin/tenants/self'],
    ['PATCH', '/admin/tenants/self'],
    ['POST', '/admin/tenants/self/connections'],
    ['GET', '/activity.ndjson'],
  ])('%s %s is one', (method, path) => {
    expect(operations.has('scim-api', method, path)).toBe(true);
  });

  it.each([
    ['DELETE', '/admin/tenants/self'],
    ['PARAMETERS', '/admin/tenants/self'],
    ['GET', '/admin/tenants'],
    ['GET', '/admin/tenants/'],
    ['GET', '/admin/tenants/self/'],
    ['GET', '/admin/tenants/self/export'],
    ['GET', '/admin/tenants/..'],
    ['GET', '/admin/tenants/%2e%2E'],
    ['GET', '/admin/tenants/a%2Fconnections'],
    ['GET', '/admin/tenants/a\\b'],
    ['GET', '/admin/tenants/../connections'],
    ['GET', '/scim/v2/Users'],
    ['POST', '/oauth/token'],
    ['GET', '/.well-known/jwks.json'],
    ['GET', '/admin/operators'],
  ])('%s %s is none', (method, path) => {
    expect(operations.has('scim-api', method, path)).toBe(false);
  });

  it('are none of a service without a document', () => {
    expect(operations.has('audit', 'GET', '/activity.ndjson')).toBe(false);
  });
});

const [OWN, OTHER] = ['0199a0c0-0000-7000-8000-000000000001', '0199a0c0-0000-7000-8000-000000000002'];

describe('the tenant in a path', () => {
  it.each([
    ['/admin/tenants/self', OWN, `/admin/tenants/${OWN}`],
    ['/admin/tenants/self/connections/c', OWN, `/admin/tenants/${OWN}/connections/c`],
    [`/admin/tenants/${OWN.toUpperCase()}`, OWN, `/admin/tenants/${OWN}`],
    [`/admin/tenants/${OTHER}`, OWN, null],
    ['/admin/tenants/', OWN, null],
    ['/admin/tenants', OWN, '/admin/tenants'],
    ['/activity', OWN, '/activity'],
    [`/admin/tenants/${OTHER}`, NO_TENANT, `/admin/tenants/${OTHER}`],
    ['/admin/tenants/self', NO_TENANT, null],
  ])('of %s for %s is %s', (path, tenant, expected) => {
    expect(withTenant(path, tenant)).toBe(expected);
  });
});
