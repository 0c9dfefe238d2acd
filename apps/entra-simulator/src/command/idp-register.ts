import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { UsageError } from '../session/usage-error.js';
import { newCertificate } from '../sign-in/certificate.js';
import { newApplication, newSecret } from '../sign-in/first-use.js';
import { pastedOf } from '../sign-in/front-page.js';
import {
  SIGNATURE_ALGORITHMS,
  SIGNED_PARTS,
  type Application,
  type ClientSecret,
} from '../sign-in/identity-provider.js';
import { string } from './command.js';
import { authorityOf, findApplication, FIRST_USE_OPTIONS, providerOf } from './idp-state.js';
import { print } from './print.js';
import { read, type ReadOptions } from './read-options.js';

const OPTIONS = {
  ...FIRST_USE_OPTIONS,
  'client-id': string,
  'client-secret': string,
  'secret-expires': string,
  'client-key': string,
  redirect: string,
  reply: string,
  identifier: string,
  logout: string,
  'saml-logout': string,
  sign: string,
  algorithm: string,
  'assignment-required': string,
  'auth-time': string,
  groups: string,
};

/** An application, or what is given of one that is registered. */
export async function register(args: readonly string[]): Promise<number> {
  const given = read(args, OPTIONS);
  const [name] = given.positionals;
  if (name === undefined) throw new UsageError('name the application');
  const before = await providerOf(given);
  const found = findApplication(before, name);
  const application = await configured(found ?? newApplication(name), given);
  const others = before.applications.filter(({ appId }) => appId !== found?.appId);
  if (others.some(({ appId }) => appId === application.appId))
    throw new UsageError('--client-id is of another application');
  const provider = { ...before, applications: [...others, application] };
  given.state.identityProvider = provider;
  for (const [label, value] of pastedOf(authorityOf(given), provider, application))
    print(`${label.padEnd(29)} ${value}`);
  return 0;
}

async function configured(before: Application, given: ReadOptions): Promise<Application> {
  const { text } = given;
  const identifier = text('identifier') ?? before.identifier;
  const isCertificateMissing = identifier !== null && before.certificates.length === 0;
  return {
    ...before,
    appId: text('client-id') ?? before.appId,
    secrets: [...secretsOf(given), ...before.secrets],
    clientKeys: [...clientKeysOf(text('client-key')), ...before.clientKeys],
    redirectUris: listOf('redirect', given) ?? before.redirectUris,
    logoutUrl: text('logout') ?? before.logoutUrl,
    identifier,
    replyUrls: listOf('reply', given) ?? before.replyUrls,
    samlLogoutUrl: text('saml-logout') ?? before.samlLogoutUrl,
    signing: {
      part: oneOf('sign', text('sign'), SIGNED_PARTS) ?? before.signing.part,
      algorithm: oneOf('algorithm', text('algorithm'), SIGNATURE_ALGORITHMS) ?? before.signing.algorithm,
    },
    certificates: isCertificateMissing ? [await newCertificate(new Date())] : before.certificates,
    isAssignmentRequired: switchOf('assignment-required', given) ?? before.isAssignmentRequired,
    hasAuthTime: switchOf('auth-time', given) ?? before.hasAuthTime,
    hasGroups: switchOf('groups', given) ?? before.hasGroups,
  };
}

function secretsOf({ text }: ReadOptions): readonly ClientSecret[] {
  const [value, expires] = [text('client-secret'), text('secret-expires')];
  if (value === undefined) return [];
  const { expiresAt } = newSecret(new Date());
  if (expires === undefined) return [{ value, expiresAt }];
  if (Number.isNaN(Date.parse(expires))) throw new UsageError(`--secret-expires is a time, not "${expires}"`);
  return [{ value, expiresAt: new Date(expires).toISOString() }];
}

function clientKeysOf(file: string | undefined): readonly string[] {
  if (file === undefined) return [];
  try {
    const pem = readFileSync(file, 'utf8');
    createPublicKey(pem);
    return [pem];
  } catch (error) {
    throw new UsageError(`--client-key ${file}: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
}

function listOf(name: string, { text }: ReadOptions): readonly string[] | null {
  const list = text(name)?.split(',');
  const wrong = list?.find((one) => !URL.canParse(one));
  if (wrong !== undefined) throw new UsageError(`--${name} has addresses, with commas between them, not "${wrong}"`);
  return list ?? null;
}

function oneOf<Choice extends string>(
  name: string,
  said: string | undefined,
  choices: readonly Choice[],
): Choice | null {
  if (said === undefined) return null;
  const found = choices.find((one) => one === said);
  if (found === undefined) throw new UsageError(`--${name} is one of ${choices.join(', ')}, not "${said}"`);
  return found;
}

function switchOf(name: string, { text }: ReadOptions): boolean | null {
  const said = oneOf(name, text(name), ['yes', 'no']);
  return said === null ? null : said === 'yes';
}
