import { Problem } from '#service';

/** Of parameters that are each another question, with an order of its own. */
export function notTogether(parameter: string, others: string): Problem {
  const detail = `The parameter ${parameter} does not go with ${others}; leave one of them out.`;
  return new Problem(400, 'invalid-parameter', detail, { parameter });
}
