import { isDeepStrictEqual } from 'node:util';
import type { UserResource } from '#contracts';

export interface ChangedPath {
  /** `title`, `name.familyName`, or an extension's URN and what is in it: `urn:…:User:department`. */
  readonly path: string;
  /** null: it was not assigned. */
  readonly before: unknown;
  readonly after: unknown;
}

type Part = Readonly<Record<string, unknown>>;

/** Of whatever is written anew with each version nobody asks what it was. */
const OF_EVERY_VERSION: ReadonlySet<string> = new Set(['schemas', 'meta', 'id']);

/** What one version of a person has otherwise than the one before; of somebody new everything that was assigned. */
export function changedPaths(before: UserResource | null, after: UserResource | null): readonly ChangedPath[] {
  const [was, is] = [leavesOf(before), leavesOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])].toSorted().flatMap((path) => {
    const change = { path, before: was.get(path) ?? null, after: is.get(path) ?? null };
    return isDeepStrictEqual(change.before, change.after) ? [] : [change];
  });
}

/** Values by path: of what has parts each for itself, of what has several values all together. */
function leavesOf(resource: UserResource | null): ReadonlyMap<string, unknown> {
  const leaves = Object.entries(resource ?? {})
    .filter(([name]) => !OF_EVERY_VERSION.has(name))
    .flatMap(([name, value]): readonly (readonly [string, unknown])[] =>
      isPart(value)
        ? Object.entries(value).map(
            ([part, of]) => [`${name}${name.startsWith('urn:') ? ':' : '.'}${part}`, of] as const,
          )
        : [[name, value]],
    );
  return new Map(leaves);
}

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
