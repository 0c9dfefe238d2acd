import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { DigestFacts, Facts } from '../delivery/store.js';
import type { PersonFacts } from '../rules/intent.js';
import type { RefusalFacts } from '../rules/refusals.js';

const nullableText = Type.Union([Type.String(), Type.Null()]);

const PERSON = Compile(
  Type.Object({
    name: Type.String(),
    reason: Type.Union([
      Type.Literal('created'),
      Type.Literal('reactivated'),
      Type.Literal('disabled'),
      Type.Literal('deleted'),
    ]),
    at: Type.String(),
    title: nullableText,
    department: nullableText,
  }),
);

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

/** What a group's mail says so far; null for a group that has just begun. */
export function decodeRefusalFacts(stored: unknown): RefusalFacts | null {
  return stored === null ? null : REFUSALS.Parse(stored);
}

/** @throws Error when what is stored is not what the template needs: the delivery then fails, alone */
export function decodeFacts(template: string, stored: unknown): Facts {
  switch (template) {
    case 'joiner':
    case 'leaver': {
      const facts: PersonFacts = PERSON.Parse(stored);
      return { template, facts };
    }
    case 'refusals': {
      const facts: RefusalFacts = REFUSALS.Parse(stored);
      return { template, facts };
    }
    case 'initial-cycle': {
      const facts: DigestFacts = DIGEST.Parse(stored);
      return { template, facts };
    }
    default:
      throw new Error('a template that is not known');
  }
}
