import type { QueryConfig, QueryResultRow } from 'pg';

/** A statement that looks up many keys at once; each of its rows says in `key` which one it answers. */
export type KeyedStatement = (keys: readonly string[]) => QueryConfig;

export type Read =
  | { readonly kind: 'key'; readonly statement: KeyedStatement; readonly key: string }
  | { readonly kind: 'statement'; readonly statement: QueryConfig };

export type Rows = readonly QueryResultRow[];

export interface Combined {
  readonly statements: readonly QueryConfig[];
  /** All of them look up by key. */
  readonly isKeyed: boolean;
  /** For each read: which statement answers it, and which of its rows. */
  readonly answers: readonly { readonly index: number; readonly key: string | undefined }[];
}

/** The reads with as few statements as there can be: look-ups of one kind are one. */
export function combine(reads: readonly Read[]): Combined {
  const makers: (() => QueryConfig)[] = [];
  const keyed = new Map<KeyedStatement, { readonly index: number; readonly keys: Set<string> }>();
  const answers = reads.map((read) => {
    if (read.kind === 'statement') return { index: makers.push(() => read.statement) - 1, key: undefined };
    const known = keyed.get(read.statement);
    if (known !== undefined) {
      known.keys.add(read.key);
      return { index: known.index, key: read.key };
    }
    const keys = new Set([read.key]);
    const index = makers.push(() => read.statement([...keys])) - 1;
    keyed.set(read.statement, { index, keys });
    return { index, key: read.key };
  });
  return { statements: makers.map((make) => make()), isKeyed: keyed.size === makers.length, answers };
}
