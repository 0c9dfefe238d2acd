import { STEP_UP_S } from '#service';
import type { AccountKind, Former, Role, SignIn } from '../sessions/session.js';
import { rolesOf } from './app-roles.js';
import type { Purpose } from './login-state.js';
import type { Refusal } from './refusal.js';
import { isHeldAgainst, isOpen, type HeldAgainst, type SignOn, type SignOnMethod } from './settings.js';

/** Whom Entra vouches for, once its answer was found to be good. */
export interface Vouched {
  /** Of Rollcall. */
  readonly tenantId: string;
  readonly method: SignOnMethod;
  readonly purpose: Purpose;
  /** Of a test whose it is, of a step-up who it has to be. */
  readonly account: string | null;
  /** The tenant of Entra, and who it is there: together they name the account, by either method. */
  readonly tid: string;
  readonly oid: string;
  /** The session at Entra, by which it says that somebody signed out. */
  readonly sid: string | null;
  /** For display alone. */
  readonly name: string;
  /** As Entra calls them. */
  readonly appRoles: readonly string[];
  /** When they said who they are. null: Entra does not say; then it is not a fresh sign-in. */
  readonly authTime: Date | null;
  /** The account is another tenant’s, which this one has invited. */
  readonly isGuest?: boolean;
  /** By which settings it was found to be good: of others it says nothing, however little later they are there. */
  readonly heldAgainst: HeldAgainst;
  /** Nobody here had asked: it holds where the tenant takes such. */
  readonly isUnasked?: boolean;
}

export type Completed =
  | { readonly kind: 'session'; readonly token: string }
  | { readonly kind: 'tested' }
  | { readonly kind: 'refused'; readonly code: Refusal };

/** What is asked of those who keep it; `Asking` is what the audit log is told of the request. */
export interface Ports<Asking extends { readonly address: string }> {
  readonly settingsOf: (tenantId: string) => Promise<SignOn>;
  /** How the tenant stands at scim-api. */
  readonly standingOf: (tenantId: string) => Promise<'stands' | 'suspended' | 'gone'>;
  readonly isAccount: (account: string, subject: string, tenantId: string) => Promise<boolean>;
  /** @param isOpenBy asked of the settings while none change any more; null: the tenant has ended, or they let nobody in so by now */
  readonly begin: (
    signIn: SignIn,
    asking: Asking,
    former: Former | null,
    isOpenBy: (settings: SignOn) => boolean,
  ) => Promise<string | null>;
  /** Nobody of no role has a session here, and what they had ends. */
  readonly endRoleless: (who: Pick<SignIn, 'tenantId' | 'subject'>, asking: Asking) => Promise<void>;
  /** False: the settings are others by now. */
  readonly recordTest: (test: Tested, asking: Asking) => Promise<boolean>;
}

export interface Tested {
  readonly tenantId: string;
  readonly method: SignOnMethod;
  readonly account: string;
  /** What the test sign-in would have opened. */
  readonly roles: readonly Role[];
  readonly heldAgainst: HeldAgainst;
}

export type Complete<Asking> = (vouched: Vouched, asking: Asking, former: Former | null) => Promise<Completed>;

/**
 * What becomes of an answer of Entra whose form, signature and times are in order: both methods end here. The account is that of
 * (tid, oid); its roles are those that Entra gives it, each time anew.
 */
export function completeWith<Asking extends { readonly address: string }>(ports: Ports<Asking>): Complete<Asking> {
  return async (vouched, asking, former) => {
    const settings = await ports.settingsOf(vouched.tenantId);
    const code = refusalOf(vouched, settings) ?? (await refusalByStanding(ports, vouched.tenantId));
    if (code !== null) return refused(code);
    const roles = rolesOf(vouched.appRoles, settings.employees);
    const subject = subjectOf(vouched);
    if (roles.length === 0) {
      if (vouched.purpose !== 'test') await ports.endRoleless({ tenantId: vouched.tenantId, subject }, asking);
      return refused('no-role');
    }
    return vouched.purpose === 'test'
      ? passTest(ports, { vouched, roles }, asking)
      : begin(ports, { vouched, roles, former }, asking);
  };
}

/** Names an account, whichever method it comes by. */
export function subjectOf({ tid, oid }: Pick<Vouched, 'tid' | 'oid'>): string {
  return `${tid}:${oid}`;
}

function refusalOf(vouched: Vouched, settings: SignOn): Refusal | null {
  const { method, purpose, tid, heldAgainst, isUnasked = false } = vouched;
  const own = settings[method];
  // What is not on yet can be tested.
  if (own === null || (purpose !== 'test' && !isOpen(settings, method))) return 'off';
  if (isUnasked && settings.saml?.idpInitiated !== true) return 'off';
  if (own.tid !== tid) return 'not-yours';
  // A test says so by itself, with what became of it.
  return purpose === 'test' || isHeldAgainst(own, heldAgainst) ? null : 'changed';
}

async function refusalByStanding<Asking extends { readonly address: string }>(
  { standingOf }: Ports<Asking>,
  tenantId: string,
): Promise<Refusal | null> {
  const standing = await standingOf(tenantId);
  if (standing === 'suspended') return 'suspended';
  return standing === 'gone' ? 'off' : null;
}

async function passTest<Asking extends { readonly address: string }>(
  { recordTest }: Ports<Asking>,
  { vouched, roles }: { readonly vouched: Vouched; readonly roles: readonly Role[] },
  asking: Asking,
): Promise<Completed> {
  const { tenantId, method, account, heldAgainst } = vouched;
  if (account === null) return refused('not-valid');
  const isRecorded = await recordTest({ tenantId, method, account, roles, heldAgainst }, asking);
  return isRecorded ? { kind: 'tested' } : refused('not-valid');
}

async function begin<Asking extends { readonly address: string }>(
  ports: Ports<Asking>,
  {
    vouched,
    roles,
    former,
  }: { readonly vouched: Vouched; readonly roles: readonly Role[]; readonly former: Former | null },
  asking: Asking,
): Promise<Completed> {
  const { tenantId, purpose, account, authTime, name, sid, appRoles } = vouched;
  const subject = subjectOf(vouched);
  if (purpose === 'step-up') {
    if (account === null || !(await ports.isAccount(account, subject, tenantId))) return refused('not-yours');
    // Entra may have asked nobody: then it was no step.
    if (!isFresh(authTime)) return refused('expired');
  }
  const { method: way } = vouched;
  const kind: AccountKind = way === 'microsoft' ? 'oidc' : way;
  const when = authTime === null ? longAgo() : new Date(Math.min(authTime.getTime(), Date.now()));
  const how = { methods: ['fed'], address: asking.address, authTime: when, sid, way } as const;
  const isOpenBy = (settings: SignOn): boolean =>
    refusalOf(vouched, settings) === null && rolesOf(appRoles, settings.employees).length === roles.length;
  const token = await ports.begin({ tenantId, kind, subject, name, roles, ...how }, asking, former, isOpenBy);
  return token === null ? refused('off') : { kind: 'session', token };
}

function isFresh(authTime: Date | null): boolean {
  return authTime !== null && Date.now() - authTime.getTime() <= STEP_UP_S * 1_000;
}

/** Of a time that nobody knows: beyond what counts as fresh anywhere. */
function longAgo(): Date {
  return new Date(Date.now() - 2 * STEP_UP_S * 1_000);
}

function refused(code: Refusal): Completed {
  return { kind: 'refused', code };
}
