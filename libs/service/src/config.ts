import type { Static, TObject } from 'typebox';
import { Convert, Default, Errors } from 'typebox/value';

/** One or more variables are missing or wrong; the message names every one, and quotes no value (it may be a secret). */
export class ConfigError extends Error {
  readonly code = 'CONFIG_INVALID';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`the environment is not right: ${problems.join('; ')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/**
 * Reads the variables that `schema` names, and no others: numbers and booleans are converted from text, an empty
 * variable counts as not set, defaults are filled in. The result is frozen. Read once per process, in `config.ts`.
 *
 * @throws ConfigError that lists every wrong variable
 */
export function readConfig<Schema extends TObject>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Static<Schema>> {
  const given: Record<string, unknown> = {};
  for (const name of Object.keys(schema.properties)) {
    if (env[name] !== undefined && env[name] !== '') given[name] = env[name];
  }
  const settings: unknown = Convert(schema, Default(schema, given));
  const errors = Errors(schema, settings);
  if (errors.length > 0) throw new ConfigError(describe(errors));
  // Errors() has just found none for this schema.
  return Object.freeze(settings as Static<Schema>);
}

function describe(errors: ReturnType<typeof Errors>): string[] {
  const byVariable = new Map<string, string>();
  for (const error of errors) {
    if (error.keyword === 'required') {
      for (const name of error.params.requiredProperties) byVariable.set(name, 'is not set');
    } else {
      const name = error.instancePath.split('/')[1] ?? '';
      if (name !== '' && !byVariable.has(name)) byVariable.set(name, error.message);
    }
  }
  return [...byVariable].map(([name, message]) => `${name} ${message}`);
}
