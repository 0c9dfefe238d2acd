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
  | 'enforced'
  | 'on';

export interface Verdict {
  readonly answer: 'no' | 'look' | 'yes';
  readonly code: Code;
  readonly days: number;
}

/** Who can sign in with Entra, and will it break: the worst of what is known, in one sentence. */
export function judge({ oidc, saml, microsoft, enforced }: SignOn, now: Date): Verdict {
  const say = (answer: Verdict['answer'], code: Code, days = 0): Verdict => ({ answer, code, days });
  if (oidc === null && saml === null && microsoft === null) return say('no', 'none');
  const [byOidc, bySaml, byMicrosoft] = [isOn(oidc), isOn(saml), isOn(microsoft)];
  if (byOidc === null && bySaml === null) {
    if (byMicrosoft === null) return say('no', 'not-on');
    if (!byMicrosoft.proven) return say('no', 'unproven');
  }
  const certificates = bySaml === null ? null : daysLeft(bySaml.certificates, now);
  if (certificates === 0) return say('look', bySaml?.certificates.length === 0 ? 'no-certificate' : 'expired');
  const expiresAt = byOidc?.secret.expiresAt ?? null;
  const secret = expiresAt === null ? null : daysUntil(expiresAt, now);
  if (secret !== null && secret <= 0) return say('look', 'secret-expired');
  if (bySaml !== null && bySaml.fault !== null) return say('look', 'fault');
  if (certificates !== null && certificates <= SOON_DAYS) return say('look', 'expires', certificates);
  if (secret !== null && secret <= SOON_DAYS) return say('look', 'secret-expires', secret);
  return say('yes', enforced === null ? 'on' : 'enforced');
}

/** What of it ends soon, or has ended. */
export type Ending = Extract<Code, 'expired' | 'secret-expired' | 'expires' | 'secret-expires'>;

/** null: nothing that anybody has to do something about soon. */
export function endingOf(signOn: SignOn, now: Date): { readonly code: Ending; readonly days: number } | null {
  const { code: said, days } = judge(signOn, now);
  const code = ENDINGS.find((one) => one === said);
  return code === undefined ? null : { code, days };
}

const ENDINGS: readonly Ending[] = ['expired', 'secret-expired', 'expires', 'secret-expires'];

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
  return [oidc, saml, microsoft].some(
    (one) =>
      one?.on === true &&
      one.testedBy === account &&
      one.testedAt !== null &&
      now.getTime() - Date.parse(one.testedAt) < HOUR_MS,
  );
}
