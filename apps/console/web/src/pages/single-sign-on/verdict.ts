import type { Certificate, SignOn } from './queries.ts';

const DAY_MS = 86_400_000;
/** From here on Entra sends its own reminders, too. */
const SOON_DAYS = 60;

export type Code =
  | 'none'
  | 'not-on'
  | 'unproven'
  | 'fault'
  | 'no-certificate'
  | 'expired'
  | 'secret-expired'
  | 'expires'
  | 'secret-expires'
  | 'untested'
  | 'enforced'
  | 'on';

export interface Verdict {
  readonly answer: 'no' | 'look' | 'yes';
  readonly code: Code;
  readonly days: number;
}

/** Who can sign in with Entra, and will it break: the worst of what is known, in one sentence. */
export function judge(signOn: SignOn, now: Date): Verdict {
  const { oidc, saml, microsoft, enforced } = signOn;
  const say = (answer: Verdict['answer'], code: Code, days = 0): Verdict => ({ answer, code, days });
  if (oidc === null && saml === null && microsoft === null) return say('no', 'none');
  const [byOidc, bySaml, byMicrosoft] = [isOn(oidc), isOn(saml), isOn(microsoft)];
  if (byOidc === null && bySaml === null) {
    if (byMicrosoft === null) return say('no', 'not-on');
    if (!byMicrosoft.proven) return say('no', 'unproven');
  }
  if (bySaml?.certificates.length === 0) return say('look', 'no-certificate');
  const nearest = endingOf(signOn, now);
  if (nearest !== null && nearest.days <= 0) return say('look', nearest.code);
  if (bySaml !== null && bySaml.fault !== null) return say('look', 'fault');
  if (nearest !== null) return say('look', nearest.code, nearest.days);
  if (enforced !== null) return say('yes', 'enforced');
  const isUntested = [byOidc, bySaml].some((one) => one?.testedAt === null);
  return isUntested ? say('look', 'untested') : say('yes', 'on');
}

/** What of it ends soon, or has ended. */
export type Ending = Extract<Code, 'expired' | 'secret-expired' | 'expires' | 'secret-expires'>;

/** What ends first, whatever else is the matter; null: nothing that anybody has to do something about soon. */
export function endingOf({ oidc, saml }: SignOn, now: Date): { readonly code: Ending; readonly days: number } | null {
  const [byOidc, bySaml] = [isOn(oidc), isOn(saml)];
  const certificates = bySaml === null || bySaml.certificates.length === 0 ? null : daysLeft(bySaml.certificates, now);
  const expiresAt = byOidc?.secret.expiresAt ?? null;
  const secret = expiresAt === null ? null : Math.max(0, daysUntil(expiresAt, now));
  const ends = [
    ...(certificates === null
      ? []
      : [{ code: certificates === 0 ? 'expired' : 'expires', days: certificates } as const]),
    ...(secret === null ? [] : [{ code: secret === 0 ? 'secret-expired' : 'secret-expires', days: secret } as const]),
  ];
  const [first] = ends.filter(({ days }) => days <= SOON_DAYS).sort((one, other) => one.days - other.days);
  return first ?? null;
}

function isOn<Way extends { readonly on: boolean }>(way: Way | null): Way | null {
  return way?.on === true ? way : null;
}

/** Until the last certificate that is valid ends: any of them will do. */
function daysLeft(certificates: readonly Certificate[], now: Date): number {
  const valid = certificates.filter(({ state }) => state === 'valid');
  return Math.max(0, ...valid.map(({ notAfter }) => daysUntil(notAfter, now)));
}

function daysUntil(time: string, now: Date): number {
  return Math.ceil((Date.parse(time) - now.getTime()) / DAY_MS);
}

const HOUR_MS = 3_600_000;

/** A way that is on, and that somebody tried within the hour: then they may enforce it. */
export function hasFreshTest({ oidc, saml, microsoft }: SignOn, account: string, now: Date): boolean {
  // Of the installation's app a test counts that shows who may let others in.
  return [oidc, saml, microsoft?.proven === true ? microsoft : null].some(
    (one) =>
      one?.on === true &&
      one.testedBy === account &&
      one.testedAt !== null &&
      now.getTime() - Date.parse(one.testedAt) < HOUR_MS,
  );
}
