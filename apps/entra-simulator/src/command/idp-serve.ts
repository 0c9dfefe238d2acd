import { once } from 'node:events';
import { pastedOf } from '../sign-in/front-page.js';
import type { IdentityProvider } from '../sign-in/identity-provider.js';
import type { Source } from '../source/source.js';
import { authorityOf, FIRST_USE_OPTIONS, principalsOf, providerOf } from './idp-state.js';
import { print } from './print.js';
import { read } from './read-options.js';

/** Until Ctrl-C. */
export async function serve(args: readonly string[]): Promise<number> {
  const given = read(args, FIRST_USE_OPTIONS);
  const { state } = given;
  await providerOf(given);
  const authority = authorityOf(given);
  const { IdentityServer } = await import('../sign-in/identity-server.js');
  const server = await IdentityServer.start(authority, {
    tenants: () => [{ provider: state.identityProvider, source: state.source }],
    principals: () => principalsOf(state),
    now: () => new Date(),
    onAsked: ({ path, status }) => print(`${status} ${path}`),
    onFault: (error) => process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`),
  });
  tell(authority, state.identityProvider, state.source);
  print(`${authority}/ signs people in, as whomever they say; Ctrl-C ends it`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await server.stop();
  return 0;
}

/** What is pasted, without serving. */
export async function show(args: readonly string[]): Promise<number> {
  const given = read(args, FIRST_USE_OPTIONS);
  const provider = await providerOf(given);
  tell(authorityOf(given), provider, given.state.source);
  return 0;
}

function tell(authority: string, provider: IdentityProvider, { users }: Source): void {
  for (const application of provider.applications) {
    print(`${application.displayName}:`);
    for (const [name, value] of pastedOf(authority, provider, application)) print(`  ${name.padEnd(27)} ${value}`);
  }
  print('roles:');
  for (const [oid, roles] of Object.entries(provider.assignments)) {
    print(`  ${(users.get(oid)?.userPrincipalName ?? oid).padEnd(27)} ${roles.join(', ') || 'Default Access'}`);
  }
}
