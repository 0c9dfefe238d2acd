import { describe, expect, it } from '@jest/globals';
import { INSTALLATION as OF_CONTRACTS } from '#contracts';
import { claimsOf, INSTALLATION } from './token-claims.js';

const TENANT = '0198c0de-0000-7000-8000-000000000001';
const SIGN_IN = { auth_time: 1_000, amr: ['hwk'], addr: '203.0.113.0/24', azp: 'key' };
const of = (more: object) => claimsOf({ tid: TENANT, sub: 'somebody', ...more }, 'rollcall:directory');

describe('what a token says', () => {
  it('is of an account where it says how that signed in, and of a reader else', () => {
    expect(of({ ...SIGN_IN, roles: ['auditor'] })).toMatchObject({
      tenantId: TENANT,
      console: 'key',
      caller: {
        kind: 'account',
        name: 'somebody',
        tenantId: TENANT,
        address: '203.0.113.0/24',
        signIn: { authTime: 1_000, amr: ['hwk'] },
      },
    });
    expect(of({})?.caller).toMatchObject({ kind: 'reader', signIn: null, roles: [] });
  });

  it('is nothing where it says one half of that', () => {
    const { azp, auth_time: authTime } = SIGN_IN;
    expect([of({ azp }), of({ auth_time: authTime })]).toEqual([null, null]);
  });

  it.each([[7], [['somebody']], [null], [{}]])('is nothing where `sub` is no text: %j', (sub) => {
    expect(of({ sub })).toBeNull();
  });

  it('gives an audience to a reader without a role, and to nobody else', () => {
    expect(of({})?.caller.permissions?.has('people:read')).toBe(true);
    expect(of({ roles: [] })?.caller.permissions).toEqual(new Set());
    expect(of(SIGN_IN)?.caller.permissions).toEqual(new Set());
    expect(claimsOf({ tid: TENANT, sub: 'x' }, 'rollcall:admin')?.caller.permissions).toEqual(new Set());
    expect(claimsOf({ tid: TENANT, sub: 'x' }, 'rollcall:other')?.caller.permissions).toEqual(new Set());
  });

  it('gives of an audience what the scope names, and all of it where there is none', () => {
    const may = (more: object) => {
      const permissions = of(more)?.caller.permissions;
      return ['directory:read', 'directory:history', 'people:read'].map((name) => permissions?.has(name as never));
    };
    expect(may({})).toEqual([true, true, true]);
    expect(may({ scope: 'directory:read' })).toEqual([true, false, true]);
    expect(may({ scope: 'directory:read directory:history' })).toEqual([true, true, true]);
    expect(may({ scope: '' })).toEqual([false, false, true]);
    // A role has what it has.
    expect(may({ roles: ['people'], scope: 'directory:read' })).toEqual([true, true, true]);
  });

  it('lets who looks after people see what is sensitive where it says so, and no reader', () => {
    const sees = (more: object) => of(more)?.caller.permissions?.has('people:sensitive');
    expect(sees({ ...SIGN_IN, roles: ['people'], sensitive: true })).toBe(true);
    expect(sees({ ...SIGN_IN, roles: ['people'] })).toBe(false);
    expect(sees({ ...SIGN_IN, roles: ['people'], sensitive: 'true' })).toBe(false);
    expect(sees({ ...SIGN_IN, roles: ['identity-administrator', 'employee'], sensitive: true })).toBe(false);
    expect(sees({ roles: ['people'], sensitive: true })).toBe(false);
    expect([sees({}), sees({ sensitive: true })]).toEqual([false, false]);
    expect(sees({ roles: ['auditor'] })).toBe(true);
  });

  it('names the person of an account, and of no reader', () => {
    expect(of({ ...SIGN_IN, roles: ['people'], person: 'oid' })?.caller.person).toBe('oid');
    expect(of({ ...SIGN_IN, roles: ['people'] })?.caller.person).toBeNull();
    expect(of({ roles: ['people'], person: 'oid' })?.caller.person).toBeNull();
  });

  it('makes an operator in the tenant of the installation alone', () => {
    expect(INSTALLATION).toBe(OF_CONTRACTS);
    expect(of({ ...SIGN_IN, roles: ['operator'] })?.caller).toMatchObject({ tenantId: TENANT, roles: [] });
    const operator = of({ ...SIGN_IN, tid: INSTALLATION, roles: ['operator'] })?.caller;
    expect(operator).toMatchObject({ tenantId: null, roles: ['operator'] });
    expect(operator?.permissions?.has('installation:change')).toBe(true);
  });

  it('of a grant lets an operator read of the tenant that gave it, and nothing else', () => {
    const by = { ...SIGN_IN, roles: ['operator'], grant: 'grant-1' };
    const caller = of(by)?.caller;
    expect(caller).toMatchObject({ tenantId: TENANT, roles: ['operator'], grant: 'grant-1' });
    expect([...(caller?.permissions ?? [])]).toEqual([
      'people:read',
      'colleagues:read',
      'directory:read',
      'directory:history',
      'activity:read',
      'audit:read',
      'lag:read',
    ]);
    expect(of({ ...SIGN_IN, roles: ['operator'] })?.caller.grant).toBeNull();
    // Of all tenants, of another role, of no sign-in.
    expect([of({ ...by, tid: INSTALLATION }), of({ ...by, roles: ['auditor'] })]).toEqual([null, null]);
    expect(of({ roles: ['operator'], grant: 'grant-1' })).toBeNull();
  });

  it('of an export lets an operator read of that tenant what other services have', () => {
    const by = { ...SIGN_IN, roles: ['operator'], export: TENANT };
    const caller = of({ ...by, tid: INSTALLATION })?.caller;
    expect(caller).toMatchObject({ tenantId: null, exports: TENANT });
    expect([...(caller?.permissions ?? [])]).toEqual(['audit:installation', 'tenants:export']);
    expect([of(by), of({ ...by, tid: INSTALLATION, roles: ['auditor'] })]).toEqual([null, null]);
    expect(of({ tid: INSTALLATION, roles: ['operator'], export: TENANT })).toBeNull();
  });

  it('lets an account do what was approved, and nobody else', () => {
    const approved = { act: 'people.erase', object: 'ada', by: 'account-2' };
    const administrator = { ...SIGN_IN, roles: ['identity-administrator'] };
    expect(of({ ...administrator, approved })?.caller.approved).toEqual(approved);
    expect(of(administrator)?.caller.approved).toBeNull();
    expect(of({ ...administrator, approved: 'all' })?.caller.approved).toBeNull();
    expect(of({ approved })?.caller.approved).toBeNull();
    expect(of({ ...SIGN_IN, roles: ['operator'], grant: 'grant-1', approved })?.caller.approved).toBeNull();
  });

  it('gives no role of a tenant out for all of them', () => {
    const all = of({ ...SIGN_IN, tid: INSTALLATION, roles: ['identity-administrator', 'auditor'] })?.caller;
    expect(all).toMatchObject({ tenantId: INSTALLATION, roles: [], permissions: new Set() });
    expect(of({ tid: INSTALLATION })?.caller.permissions).toEqual(new Set());
  });
});
