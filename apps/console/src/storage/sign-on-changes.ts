import type { Cloud } from '#service';
import { isOpen, METHODS, type SignOn, type SignOnMethod } from '../sign-on/settings.js';

/** What an identity administrator sets of a method. */
export interface NewMethod {
  readonly method: SignOnMethod;
  readonly on: boolean;
  readonly cloud: Cloud;
  readonly tid: string;
  readonly appId: string;
  readonly idpInitiated: boolean;
  /** Undefined: the one that is there stays, with its app. */
  readonly secret?: string;
  readonly secretExpiresAt?: Date | null;
}

type Settings = NonNullable<SignOn[SignOnMethod]>;

/** Whether people come by the same app of the same tenant of Entra as before. */
export function isSameApp(own: Settings | null, { cloud, tid, appId }: NewMethod): own is Settings {
  return own !== null && own.cloud === cloud && own.tid === tid && appOf(own) === appId;
}

/** While Entra alone lets people in, one way stays on. */
export function isOnlyWay(before: SignOn, method: SignOnMethod): boolean {
  const hasOther = METHODS.some((other) => other !== method && isOpen(before, other));
  return before.enforced !== null && before[method]?.on === true && !hasOther;
}

/**
 * What was approved is that this tenant of Entra lets people in: the one way stays as it is, and what is turned on beside it is of the
 * same tenant of Entra, for else the first could be turned off then.
 */
export function refusalWhileEnforced(before: SignOn, wanted: NewMethod): 'enforced' | 'enforced-elsewhere' | null {
  if (before.enforced === null) return null;
  const own = before[wanted.method];
  const isSame = isSameApp(own, wanted);
  if (!(isSame && wanted.on) && isOnlyWay(before, wanted.method)) return 'enforced';
  const isAsBefore = isSame && own.on;
  return wanted.on && !isAsBefore && !isOpenFor(before, wanted) ? 'enforced-elsewhere' : null;
}

function isOpenFor(before: SignOn, { cloud, tid }: NewMethod): boolean {
  const open = METHODS.filter((method) => isOpen(before, method)).map((method) => before[method]);
  return open.some((one) => one?.cloud === cloud && one.tid === tid);
}

function appOf(own: Settings): string {
  return 'clientId' in own ? own.clientId : own.appId;
}

export function secretOf(own: Settings): string | null {
  return 'secret' in own ? own.secret : null;
}

export function expiryOf(own: Settings): Date | null {
  return 'secretExpiresAt' in own ? own.secretExpiresAt : null;
}

/** What of it is another than before; of the secret that it is another. */
export function changesOf(before: SignOn, wanted: NewMethod): { path: string; before?: string; after: string }[] {
  const own = before[wanted.method];
  const told = (name: string, was: string | undefined, is: string) =>
    was === is ? [] : [{ path: `${wanted.method}.${name}`, ...(was !== undefined && { before: was }), after: is }];
  const idpInitiated = own !== null && 'idpInitiated' in own ? String(own.idpInitiated) : undefined;
  return [
    ...told('on', own === null ? undefined : String(own.on), String(wanted.on)),
    ...told('cloud', own?.cloud, wanted.cloud),
    ...told('tenantId', own?.tid, wanted.tid),
    ...told('app', own === null ? undefined : appOf(own), wanted.appId),
    ...(wanted.method === 'saml' ? told('idpInitiated', idpInitiated, String(wanted.idpInitiated)) : []),
    ...(wanted.secret === undefined ? [] : told('secret', undefined, 'set')),
  ];
}
