import type { Change } from '#contracts';

/** What is no setting: who it is, whose, and when. */
const KEPT: ReadonlySet<string> = new Set(['id', 'tenantId', 'version', 'createdAt', 'changedAt']);

/**
 * What an act changes of what an operator sets, by the names of the API. Of what is new all that it has, of what goes all
 * that it had. It takes what has no secret in it.
 */
export function settingsChanged(before: object | null, after: object | null): Change[] {
  const [had, has] = [settingsOf(before), settingsOf(after)];
  return [...new Set([...had.keys(), ...has.keys()])].flatMap((path) => {
    const change = { path, before: had.get(path) ?? null, after: has.get(path) ?? null };
    return JSON.stringify(change.before) === JSON.stringify(change.after) ? [] : [change];
  });
}

function settingsOf(of: object | null): Map<string, unknown> {
  return new Map(Object.entries(of ?? {}).filter(([name]) => !KEPT.has(name)));
}
