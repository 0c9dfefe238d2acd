import type { Pool } from 'pg';
import type { Logger } from '#service';
import type { ConsoleConfig } from './config.js';
import type { SignOnParts } from './http/sign-on-parts.js';
import type { Microsoft } from './oidc/microsoft.js';
import type { Oidc } from './oidc/oidc.js';
import { samlOf } from './saml-of.js';
import { SamlWay } from './saml/saml-way.js';
import { Choices } from './sign-on/choice.js';
import { completeWith } from './sign-on/complete.js';
import { LoginCookie } from './sign-on/login-cookie.js';
import { Seal } from './sign-on/seal.js';
import type { SamlSettings } from './sign-on/settings.js';
import { ClosedError, NoAccountError, type IsOpenIn } from './storage/account-of.js';
import { EnforcementStore } from './storage/enforcement-store.js';
import { LoginStore } from './storage/login-store.js';
import type { SessionStore } from './storage/session-store.js';
import { SignOnStore } from './storage/sign-on-store.js';
import type { Asking } from './storage/tell.js';
import type { Tenants } from './upstream/tenants.js';

/** What signing in with Entra is made of. */
export function signOnOf(
  config: ConsoleConfig,
  { pool, ring, logger, sessions, tenants, oidc, microsoft }: Opened,
): SignOnParts {
  const seal = new Seal(config.CONSOLE_KEY, 'secrets of apps');
  const store = new SignOnStore(pool, ring, { seal, ownApp: config.ownApp?.clientId ?? null });
  const settingsOf = async (tenantId: string): Promise<SamlSettings | null> => (await store.find(tenantId)).saml;
  const saml = samlOf(config, { pool, ring, logger, settingsOf });
  const enforcement = new EnforcementStore(pool, ring, store);
  const logins = new LoginStore(pool, ring);
  const complete = completeWith<Asking & { readonly address: string }>({
    settingsOf: (tenantId) => store.find(tenantId),
    standingOf: (tenantId) => standingOf(tenants, tenantId),
    isAccount: (...asked) => logins.isAccount(...asked),
    begin: (signIn, asking, former, isOpenBy) => {
      const isOpenIn: IsOpenIn = async (tx) => isOpenBy(await store.findIn(tx, signIn.tenantId));
      return orNobody(sessions.begin(signIn, asking, former, isOpenIn));
    },
    endRoleless: (...asked) => logins.endRoleless(...asked),
    recordTest: (...asked) => store.recordTest(...asked),
  });
  const cookie = new LoginCookie(config.CONSOLE_KEY, config.CONSOLE_URL);
  return {
    store,
    enforcement,
    logins,
    cookie,
    complete,
    microsoft,
    choices: new Choices(config.CONSOLE_KEY, config.CONSOLE_URL),
    ways: { oidc, saml: new SamlWay(config.clouds, saml.own), microsoft },
    samlMetadata: saml.keeper,
    saml,
    clouds: config.clouds,
  };
}

interface Opened {
  readonly pool: Pool;
  readonly ring: () => void;
  readonly logger: Logger;
  readonly sessions: SessionStore;
  readonly tenants: Tenants;
  readonly oidc: Oidc;
  readonly microsoft: Microsoft | null;
}

/** null: there is no such account any more, or it is not let in so by now. */
async function orNobody<Result>(work: Promise<Result>): Promise<Result | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof NoAccountError || error instanceof ClosedError) return null;
    throw error;
  }
}

/** While scim-api is away, what it said last holds on, as for sessions. */
async function standingOf(tenants: Tenants, tenantId: string): Promise<'stands' | 'suspended' | 'gone'> {
  const standing = await tenants.of(tenantId);
  return standing?.kind === 'suspended' || standing?.kind === 'gone' ? standing.kind : 'stands';
}
