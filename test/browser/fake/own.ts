import { matchPath } from './documents.js';
import type { Scenario } from './scenario.js';

export interface OwnAsked {
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the console's own server answers; undefined: 204. */
export interface OwnAnswer {
  /** Of the table of roles; none: everybody who is signed in. */
  readonly needs?: string;
  /** For those who are not signed in, too. */
  readonly isOpen?: boolean;
  /** What the body may have, and has to have where it ends with `!`. */
  readonly takes?: readonly string[];
  readonly answer: (scenario: Scenario, asked: OwnAsked) => object | undefined;
}

/** By `METHOD /api/path/{name}`: it has no document. */
export type OwnAnswers = Readonly<Record<string, OwnAnswer>>;

export interface OwnOperation extends OwnAnswer {
  readonly name: string;
  readonly path: Readonly<Record<string, string>>;
}

export function ownOperationAt(answers: OwnAnswers, method: string, path: string): OwnOperation | null {
  for (const [name, answer] of Object.entries(answers)) {
    const [wanted, template = ''] = name.split(' ');
    const values = wanted === method ? matchPath(template, path) : null;
    if (values !== null) return { ...answer, name, path: values };
  }
  return null;
}

/** What is wrong with the body of a request. */
export function ownFaults({ name, takes = [] }: OwnOperation, body: OwnAsked['body']): readonly string[] {
  const known = takes.map((one) => one.replace(/!$/, ''));
  const unknown = Object.keys(body).filter((one) => !known.includes(one));
  const missing = takes.filter((one) => one.endsWith('!') && !(one.slice(0, -1) in body));
  return [
    ...unknown.map((one) => `${name}: ${one} is unknown`),
    ...missing.map((one) => `${name}: ${one.slice(0, -1)} is missing`),
  ];
}
