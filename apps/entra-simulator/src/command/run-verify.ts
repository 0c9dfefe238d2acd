import type { Session } from '../session/session.js';
import { print } from './print.js';
import type { StateFolder } from '../session/state-folder.js';
import { UsageError } from '../session/usage-error.js';
import { verifyProjections, type Api } from '../verify/verify-projections.js';
import { verifyTarget } from '../verify/verify-target.js';

/** Prints every difference; true when there is none. */
export async function verify(session: Session, state: StateFolder, projections: Projections | null): Promise<boolean> {
  const { users, groups, differences } = await verifyTarget(session.target, state.source, state.job);
  print(`the target has ${users} users and ${groups} groups; ${differences.length} differences from the source`);
  const projected = projections === null ? [] : await verifyProjections(projections, state.source, state.job);
  if (projections !== null) print(`${projected.length} differences between directory, audit log and source`);
  for (const difference of [...differences, ...projected]) print(`  ✗ ${difference}`);
  return differences.length + projected.length === 0;
}

export interface Projections {
  readonly directory: Api;
  readonly audit: Api;
}

export function projectionsOf(text: (name: string) => string | undefined): Projections | null {
  const [directory, audit] = [text('directory'), text('audit')];
  if (directory === undefined && audit === undefined) return null;
  const { DIRECTORY_TOKEN, AUDIT_TOKEN } = process.env;
  if (directory === undefined || audit === undefined || DIRECTORY_TOKEN === undefined || AUDIT_TOKEN === undefined) {
    throw new UsageError(
      '--directory and --audit go together, with DIRECTORY_TOKEN and AUDIT_TOKEN in the environment',
    );
  }
  return { directory: { url: directory, token: DIRECTORY_TOKEN }, audit: { url: audit, token: AUDIT_TOKEN } };
}
