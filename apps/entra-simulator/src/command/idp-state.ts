import { randomUUID } from 'node:crypto';
import { isSigning } from '../session/connection.js';
import type { StateFolder } from '../session/state-folder.js';
import { UsageError } from '../session/usage-error.js';
import { newProvider, withConsole, withFirstRoles } from '../sign-in/first-use.js';
import type { Application, IdentityProvider } from '../sign-in/identity-provider.js';
import { generateSource } from '../source/generate.js';
import { CLOUDS, isCloud, LOCAL_AUTHORITY, type Cloud } from '../wire/clouds.js';
import type { Principal } from '../wire/entra-token.js';
import { string } from './command.js';
import { count, type ReadOptions } from './read-options.js';

export const FIRST_USE_OPTIONS = {
  port: string,
  company: string,
  console: string,
  cloud: string,
  'entra-tenant': string,
};

const PEOPLE = 25;
const CONSOLE = 'http://localhost:7306';

/** The identity provider of a folder; at its first use one with the console’s applications and a few roles, and a company. */
export async function providerOf(given: ReadOptions): Promise<IdentityProvider> {
  const { state, text } = given;
  if (state.hasIdentityProvider) return state.identityProvider;
  state.create();
  if (!state.hasSource) {
    state.source = generateSource({ seed: 1, users: count('company', text('company'), PEOPLE), groups: 3 });
  }
  const tenantId = text('entra-tenant') ?? principalsOf(state)[0]?.tenantId ?? randomUUID();
  const empty = await newProvider({ cloud: cloudOf(text('cloud')), tenantId });
  const url = originOf(text('console') ?? CONSOLE);
  const provider = withFirstRoles(await withConsole(empty, url, new Date()), state.source);
  state.identityProvider = provider;
  return provider;
}

/** Where it is served. */
export function authorityOf({ text }: ReadOptions): string {
  const url = new URL(LOCAL_AUTHORITY);
  url.port = String(count('port', text('port'), Number(url.port)));
  return url.origin;
}

/** Whose tokens the job of the folder signs, if it does. */
export function principalsOf(state: StateFolder): readonly Principal[] {
  return state.hasConnection ? [state.connection].filter(isSigning) : [];
}

/** By its name or its client id. */
export function findApplication({ applications }: IdentityProvider, name: string): Application | null {
  const wanted = name.toLowerCase();
  const isMeant = ({ appId, displayName }: Application): boolean =>
    appId === wanted || displayName.toLowerCase() === wanted;
  return applications.find(isMeant) ?? null;
}

function cloudOf(name = 'global'): Cloud {
  if (isCloud(name)) return name;
  throw new UsageError(`--cloud is one of ${Object.keys(CLOUDS).join(', ')}, not "${name}"`);
}

function originOf(address: string): string {
  const url = URL.parse(address);
  if (url !== null && /^https?:$/.test(url.protocol)) return url.origin;
  throw new UsageError(`--console is an address, http(s)://…, not "${address}"`);
}
