import { UsageError } from '../session/usage-error.js';
import { expiredCertificate, newCertificate, x509Of, type Certificate } from '../sign-in/certificate.js';
import { assignRoles, unassignRoles, withApplication, type Application } from '../sign-in/identity-provider.js';
import { boolean, string } from './command.js';
import { findUser } from './find.js';
import { findApplication, FIRST_USE_OPTIONS, providerOf } from './idp-state.js';
import { print } from './print.js';
import { read } from './read-options.js';

export async function assign(args: readonly string[]): Promise<number> {
  const given = read(args, { ...FIRST_USE_OPTIONS, remove: boolean });
  const { positionals, flag, state } = given;
  const [name, ...roles] = positionals;
  if (name === undefined) throw new UsageError('name somebody, and the values of app roles');
  const before = await providerOf(given);
  const user = findUser(state.source, name);
  const provider = (flag('remove') ? unassignRoles : assignRoles)(before, user.id, roles);
  state.identityProvider = provider;
  const held = provider.assignments[user.id];
  const has = held === undefined ? 'is not assigned' : `has ${held.join(', ') || 'Default Access'}`;
  print(`${user.userPrincipalName} ${has}; from the next sign-in on`);
  return 0;
}

export async function certificate(args: readonly string[]): Promise<number> {
  const given = read(args, { ...FIRST_USE_OPTIONS, app: string });
  const [what = 'list'] = given.positionals;
  const change = CHANGES[what];
  if (change === undefined) throw new UsageError(`${Object.keys(CHANGES).join(', ')}?`);
  const before = await providerOf(given);
  const named = given.text('app');
  const found =
    named === undefined
      ? before.applications.find(({ identifier }) => identifier !== null)
      : findApplication(before, named);
  if (found == null) throw new UsageError(`there is no application "${named ?? 'for SAML'}"`);
  const certificates = await change(found.certificates, new Date());
  given.state.identityProvider = withApplication(before, found.appId, (one: Application) => ({ ...one, certificates }));
  certificates.forEach((one, index) => {
    print((index === 0 ? 'signs' : one.isNext === true ? 'next' : 'published').padEnd(10) + describe(one));
  });
  return 0;
}

type Change = (before: readonly Certificate[], now: Date) => Promise<readonly Certificate[]>;

// Entra shows three in use at most; more are of no use to anybody.
const MOST = 5;

const CHANGES: Readonly<Record<string, Change>> = {
  list: (before) => Promise.resolve(before),
  add: async (before, now) => [...before, { ...(await newCertificate(now)), isNext: true as const }].slice(0, MOST),
  roll: async (before, now) => {
    const next = before.find(({ isNext }) => isNext) ?? (await newCertificate(now));
    const { privateKey, der } = next;
    return [{ privateKey, der }, ...before.filter((one) => one !== next)].slice(0, MOST);
  },
  expire: async (before, now) => [await expiredCertificate(now), ...before].slice(0, MOST),
  remove: (before) => Promise.resolve(before.slice(0, 1)),
};

function describe(one: Certificate): string {
  const { fingerprint256, validFrom, validTo } = x509Of(one);
  return `${fingerprint256.replaceAll(':', '').toLowerCase().slice(0, 16)}… from ${validFrom} until ${validTo}`;
}
