import type { PipeTransform } from '@nestjs/common';
import type { Static, TObject } from 'typebox';
import { Compile } from 'typebox/compile';
import { Problem } from './problem.js';

/** A pipe for `@Body()`: a 400 names the first member that does not match `schema`, and quotes no value. */
export function parseBody<Schema extends TObject>(schema: Schema): PipeTransform<unknown, Static<Schema>> {
  const validator = Compile(schema);
  return {
    transform(body) {
      if (validator.Check(body)) return body;
      const [error] = validator.Errors(body);
      const missing = error?.keyword === 'required' ? error.params.requiredProperties.slice(0, 1) : [];
      const member = [...(error?.instancePath.split('/').slice(1) ?? []), ...missing].join('.') || 'body';
      const detail = `The body does not match: ${member} ${error?.message ?? 'is wrong'}.`;
      throw new Problem(400, 'invalid-body', detail, { member });
    },
  };
}
