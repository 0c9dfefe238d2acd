import type { EntryNames, NamedEntry, StoredEntry } from './entry.js';

interface NameOf {
  readonly name: string;
  readonly userName: string | null;
}

/** Puts names beside ids, where they are known. */
export function namedEntries(
  entries: readonly StoredEntry[],
  names: ReadonlyMap<string, NameOf>,
): readonly NamedEntry[] {
  const nameOf = (id: string | null | undefined): string | undefined => (id == null ? undefined : names.get(id)?.name);
  return entries.map((entry) => {
    const userName = entry.resourceId === null ? undefined : (names.get(entry.resourceId)?.userName ?? undefined);
    const called = {
      resourceName: nameOf(entry.resourceId),
      userName,
      connectionName: nameOf(entry.connectionId),
      credentialName: nameOf(entry.credentialId),
      operatorName: nameOf(entry.operator),
    };
    const known = Object.entries(called).filter(([, name]) => name !== undefined);
    return { ...entry, ...(Object.fromEntries(known) as EntryNames) };
  });
}
