import { UsageError } from '../session/usage-error.js';

/** In the environment no list of processes shows it. */
export function adminToken(): string {
  const token = process.env.ADMIN_TOKEN;
  if (token !== undefined && token !== '') return token;
  throw new UsageError('ADMIN_TOKEN in the environment is who administers the target');
}
