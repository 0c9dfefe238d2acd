import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { OIDC, askingAs, beginAnew, startSignOn, type SignOnConsole } from '../sign-on.fixture.js';
import { Visitor } from '../visitor.fixture.js';

const ADA = '0198c0de-7a11-4000-8000-0000000000ad';

let signOn: SignOnConsole;
beforeAll(async () => {
  signOn = await startSignOn();
});
afterAll(() => signOn?.stop());

/** @returns where the browser ends */
async function comeIn(roles: readonly string[]): Promise<string | null> {
  const visitor = new Visitor(signOn.console);
  const { url } = await visitor.json('/api/sign-in', { who: 'contoso' });
  const claims = { oid: ADA, name: 'Ada Lovelace', roles: [...roles] };
  return (await visitor.follow(signOn.entra.authorize(String(url), claims))).headers.get('location');
}

it.each([
  ['others', ['Rollcall.Auditor'], '/'],
  ['none', [], '/sign-in?refused=no-role'],
])('what goes with a role goes when Entra gives %s', async (_what, roles, where) => {
  const { owner } = signOn.console;
  await askingAs(signOn.console, await beginAnew(signOn.console))('/oidc', 'PUT', OIDC);
  expect(await comeIn(['Rollcall.IdentityAdministrator', 'Rollcall.People'])).toBe('/');
  await owner.query('update accounts set sees_sensitive = true');
  expect(await comeIn(roles)).toBe(where);
  const kept = `
    select sees_sensitive, administered_until is not null as counts, administers_since is not null as knows
      from accounts
     where kind = 'oidc'`;
  expect((await owner.query(kept)).rows).toEqual([{ sees_sensitive: false, counts: true, knows: true }]);
});
