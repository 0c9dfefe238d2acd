import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Facts } from '../delivery/store.js';
import type { CredentialFacts } from '../rules/credentials.js';
import type { GatheredFacts } from '../rules/gather.js';
import type { PersonFacts } from '../rules/intent.js';
import type { RefusalFacts } from '../rules/refusals.js';

const nullableText = Type.Union([Type.String(), Type.Null()]);

const optionalText = Type.Optional(nullableText);

const Person = Type.Object({
  name: Type.String(),
  userName: optionalText,
  employeeNumber: optionalText,
  reason: Type.Union([
    Type.Literal('created'),
    Type.Literal('reactivated'),
    Type.Literal('disabled'),
    Type.Literal('deleted'),
  ]),
  at: Type.String(),
  title: nullableText,
  department: nullableText,
});

const PERSON = Compile(Person);

const LEAVER = Compile(
  Type.Object({
    ...Person.properties,
    people: Type.Optional(Type.Array(Person)),
    more: Type.Optional(Type.Integer()),
  }),
);

const texts = Type.Optional(Type.Array(Type.String()));

const REFUSALS = Compile(
  Type.Object({
    reason: Type.String(),
    listed: Type.Integer(),
    counted: Type.Integer(),
    firstAt: Type.String(),
    lastAt: Type.String(),
    connectionIds: Type.Array(Type.String()),
    kinds: Type.Array(Type.String()),
    requestIds: Type.Array(Type.String()),
    places: texts,
    personIds: texts,
    people: texts,
    morePeople: Type.Optional(Type.Integer()),
    connectionNames: texts,
  }),
);

const CREDENTIAL = Compile(
  Type.Object({
    connectionId: Type.String(),
    connectionName: Type.Optional(Type.String()),
    method: Type.String(),
    name: Type.String(),
    lastUsedAt: nullableText,
    endsAt: Type.String(),
    daysLeft: Type.Optional(Type.Integer()),
    ended: Type.Optional(Type.String()),
    count: Type.Optional(Type.Integer()),
    lastAt: Type.Optional(Type.String()),
  }),
);

const DIGEST = Compile(
  Type.Object({
    people: Type.Integer(),
    firstAt: Type.String(),
    lastAt: Type.String(),
    active: Type.Integer(),
    withManager: Type.Integer(),
    withoutMail: Type.Integer(),
  }),
);

const DOMAIN = Compile(Type.Object({ domain: Type.String() }));

const TEST = Compile(Type.Object({ askedAt: Type.String() }));

const EMERGENCY = Compile(Type.Object({ at: Type.String(), from: nullableText, accountId: Type.String() }));

const APPROVAL = Compile(Type.Object({ at: Type.String(), act: nullableText, accountId: nullableText }));

const SIGN_ON = Compile(
  Type.Object({
    what: Type.Union([Type.Literal('secret'), Type.Literal('certificate')]),
    id: nullableText,
    endsAt: nullableText,
    daysLeft: Type.Union([Type.Integer(), Type.Null()]),
  }),
);

const REFUSING = Compile(Type.Object({ address: Type.String(), code: Type.String(), since: Type.String() }));

const OPERATOR = Compile(
  Type.Object({
    at: Type.String(),
    troubles: Type.Array(Type.Object({ process: Type.String(), says: Type.String() })),
    more: Type.Integer(),
  }),
);

const GATHERED = Compile(
  Type.Object({
    counts: Type.Record(Type.String(), Type.Integer()),
    lines: Type.Array(Type.String()),
    firstAt: Type.String(),
    lastAt: Type.String(),
  }),
);

/**
 * What a mail that grows says so far; null for one that has just begun. What another release wrote may fit nothing: then it begins
 * anew with what is added, and when nothing is it fails where it is sent, alone.
 */
function soFar<Said>(stored: unknown, kind: { Check(value: unknown): value is Said }): Said | null {
  return kind.Check(stored) ? stored : null;
}

/** What a mailbox's digest says so far. */
export function decodeGatheredFacts(stored: unknown): GatheredFacts | null {
  return soFar(stored, GATHERED);
}

/** What the mail about one person says; null: what is stored is none of that. */
export function decodePersonFacts(stored: unknown): PersonFacts | null {
  return soFar(stored, PERSON);
}

/** What a group's mail says so far. */
export function decodeRefusalFacts(stored: unknown): RefusalFacts | null {
  return soFar(stored, REFUSALS);
}

/** What the mail about a credential says so far. */
export function decodeCredentialFacts(stored: unknown): CredentialFacts | null {
  return soFar(stored, CREDENTIAL);
}

type FactsOf<Template extends Facts['template']> = Extract<Facts, { readonly template: Template }>;

/** The facts of a confirmation are not stored: they hold a secret. */
const DECODERS: {
  readonly [Template in Exclude<Facts['template'], 'confirmation'>]: (stored: unknown) => FactsOf<Template>;
} = {
  joiner: (stored) => ({ template: 'joiner', facts: PERSON.Parse(stored) }),
  leaver: (stored) => ({ template: 'leaver', facts: LEAVER.Parse(stored) }),
  refusals: (stored) => ({ template: 'refusals', facts: REFUSALS.Parse(stored) }),
  credential: (stored) => ({ template: 'credential', facts: CREDENTIAL.Parse(stored) }),
  'initial-cycle': (stored) => ({ template: 'initial-cycle', facts: DIGEST.Parse(stored) }),
  domain: (stored) => ({ template: 'domain', facts: DOMAIN.Parse(stored) }),
  test: (stored) => ({ template: 'test', facts: TEST.Parse(stored) }),
  refusing: (stored) => ({ template: 'refusing', facts: REFUSING.Parse(stored) }),
  emergency: (stored) => ({ template: 'emergency', facts: EMERGENCY.Parse(stored) }),
  approval: (stored) => ({ template: 'approval', facts: APPROVAL.Parse(stored) }),
  'sign-on': (stored) => ({ template: 'sign-on', facts: SIGN_ON.Parse(stored) }),
  digest: (stored) => ({ template: 'digest', facts: GATHERED.Parse(stored) }),
  operator: (stored) => ({ template: 'operator', facts: OPERATOR.Parse(stored) }),
};
const BY_NAME = new Map<string, (stored: unknown) => Facts>(Object.entries(DECODERS));

/** @throws Error when what is stored is not what the template needs: the delivery then fails, alone */
export function decodeFacts(template: string, stored: unknown): Facts {
  const decode = BY_NAME.get(template);
  if (decode === undefined) throw new Error('a template that is not known');
  return decode(stored);
}
