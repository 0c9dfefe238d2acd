/**
 * The passwords of roles or users, each in a variable of its own.
 *
 * @param variables by role or user
 * @throws Error that names every variable that is missing
 */
export function passwordsIn(
  env: Readonly<Record<string, string | undefined>>,
  variables: Readonly<Record<string, string>>,
): Record<string, string> {
  const given = Object.entries(variables).map(([name, variable]) => [name, env[variable] ?? ''] as const);
  const missing = given.filter(([, password]) => password === '').map(([name]) => variables[name]);
  if (missing.length > 0) throw new Error(`not set: ${missing.join(', ')} (a password for each)`);
  return Object.fromEntries(given);
}

/** `rollcall_scim` → `ROLLCALL_SCIM_PASSWORD`. */
export function roleVariables(roles: readonly string[]): Record<string, string> {
  return Object.fromEntries(roles.map((role) => [role, `${role.toUpperCase()}_PASSWORD`]));
}

/** `rollcall-set-up` → `KAFKA_SET_UP_PASSWORD`: a role of PostgreSQL has nearly the same name. */
export function kafkaVariables(users: readonly string[]): Record<string, string> {
  const variable = (user: string): string =>
    user
      .replace(/^rollcall/, 'kafka')
      .replaceAll('-', '_')
      .toUpperCase();
  return Object.fromEntries(users.map((user) => [user, `${variable(user)}_PASSWORD`]));
}
