import { EntraKeys, type Logger } from '#service';
import type { ConsoleConfig } from './config.js';
import { Discoveries } from './oidc/discovery.js';
import { Microsoft } from './oidc/microsoft.js';
import { Oidc } from './oidc/oidc.js';

/** OpenID Connect by the tenants’ own apps, and, where the installation has one, by its own. */
export function openIdOf(
  { clouds, CONSOLE_URL: consoleUrl, ownApp }: ConsoleConfig,
  logger: Logger,
): { readonly oidc: Oidc; readonly microsoft: Microsoft | null } {
  const around = { clouds, consoleUrl, discoveries: new Discoveries(), keys: new EntraKeys(logger) };
  return { oidc: new Oidc(around), microsoft: ownApp === null ? null : new Microsoft({ ...around, app: ownApp }) };
}
