import { OF_CONNECTIONS } from './problems-of-connections.ts';
import { OF_CONSOLE } from './problems-of-console.ts';
import { OF_SERVICES } from './problems-of-services.ts';
import { inGerman, type Said } from './said.ts';

/** What is refused (`detail` of problem+json). Loaded when the first of them is shown. */
const WHOLE: ReadonlyMap<string, string> = new Map([...OF_CONSOLE, ...OF_SERVICES]);

/** With a number or a name in it. */
const WITH_VALUES: readonly Said[] = [
  ...OF_CONNECTIONS,
  [
    /^The attribute is spelled "(.+)"; names are one whatever their case\.$/,
    'Das Attribut wird „$1“ geschrieben; Groß- und Kleinschreibung machen keinen anderen Namen.',
  ],
  [
    /^The parameter memberId does not go with search; leave one of them out\.$/,
    'Gruppen einer Person lassen sich nicht zugleich durchsuchen; lassen Sie eines von beidem weg.',
  ],
  [
    /^This is done only within (\d+) minutes of a sign-in: sign in again, and send it once more\.$/,
    'Das geht nur binnen $1 Minuten nach einer Anmeldung: Melden Sie sich noch einmal an, und tun Sie es dann noch einmal.',
  ],
  [
    /^An account has at most (\d+) passkeys; take one away first\.$/,
    'Ein Konto hat höchstens $1 Passkeys; nehmen Sie zuerst einen weg.',
  ],
  [
    /^More than (\d+) people are called so: send more of the name, or the user name\.$/,
    'Mehr als $1 Personen heißen so: Geben Sie mehr vom Namen an oder den Benutzernamen.',
  ],
  [
    /^There are (\d+) segments already: remove one that nobody needs\.$/,
    'Es gibt schon $1 Segmente: Entfernen Sie eines, das niemand braucht.',
  ],
  [
    /^The tenant has (\d+) grants that hold; take one back first, or wait until one ends\.$/,
    'Das Unternehmen hat $1 Freigaben, die gelten; nehmen Sie zuerst eine zurück, oder warten Sie, bis eine endet.',
  ],
  [
    /^The tenant has (\d+) readers that are not revoked: revoke one that nobody uses first\.$/,
    'Das Unternehmen hat $1 Leser, die nicht widerrufen sind: Widerrufen Sie zuerst einen, den niemand benutzt.',
  ],
  [
    /^A tenant has at most (\d+) attributes; retire one\.$/,
    'Ein Unternehmen hat höchstens $1 eigene Attribute; legen Sie eines still.',
  ],
  [
    /^A tenant has at most (\d+) domains; remove one\.$/,
    'Ein Unternehmen hat höchstens $1 Domains; entfernen Sie eine.',
  ],
  [
    /^slug: another tenant is called (\S+); send another one\.$/,
    'Ein anderes Unternehmen heißt schon $1; wählen Sie einen anderen Namen.',
  ],
];

/** What came later than these texts stays as the service says it. */
export function germanProblem(detail: string): string {
  return WHOLE.get(detail) ?? inGerman(detail, WITH_VALUES);
}
