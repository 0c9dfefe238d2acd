import type { SignOnFacts } from '../rules/sign-on-end.js';
import type { Letter } from './letter.js';
import { moment, plain } from './plain.js';
import { nameOf, toTenant, type Reader } from './reader.js';

interface Words {
  readonly kind: string;
  readonly use: string;
  readonly replace: string;
  readonly label: string;
}

/** As the console's page says it, in the words of Entra. */
const WORDS: Readonly<Record<SignOnFacts['what'], Words>> = {
  secret: {
    kind: 'client secret',
    use: 'nobody signs in to the console by OpenID Connect',
    replace:
      'Make another one in Entra, under Certificates & secrets of the app registration, and give its value in the console, under Single sign-on.',
    label: 'Application (client) ID',
  },
  certificate: {
    kind: 'certificate',
    use: 'nobody signs in to the console by SAML',
    replace:
      'Make a new one in Entra, under Single sign-on of the enterprise app, and activate it. The console reads it within the hour, and shows it under Single sign-on.',
    label: 'SHA-256',
  },
};

/** The client secret, or the last certificate, of single sign-on ends or has ended: then people stand before a closed door. */
export function signOnLetter({ what, id, endsAt, daysLeft }: SignOnFacts, reader: Reader): Letter {
  const { kind, use, replace, label } = WORDS[what];
  const hasEnded = daysLeft === 0;
  const ends = hasEnded ? 'has expired' : `expires ${within(daysLeft)}`;
  return {
    subject: `The ${kind} of single sign-on of ${nameOf(reader)} ${ends}`,
    heading: hasEnded ? `A ${kind} has expired` : `A ${kind} expires soon`,
    greeting: 'Hello,',
    sentences: [
      `The ${kind} of single sign-on of ${nameOf(reader)} ${ends}: ${hasEnded ? '' : 'from then on '}${use}.`,
      replace,
    ],
    rows: [
      ...(endsAt === null ? [] : [[hasEnded ? 'Expired' : 'Expires', moment(endsAt)] as const]),
      ...(id === null ? [] : [[label, plain(id)] as const]),
    ],
    footer: `${toTenant(reader)} You are warned 60, 30, 7 and 1 days before, and on the day itself.`,
  };
}

function within(days: number | null): string {
  if (days === null) return 'soon';
  return days === 1 ? 'within 1 day' : `within ${days} days`;
}
