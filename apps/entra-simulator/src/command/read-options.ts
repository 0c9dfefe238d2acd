import { parseArgs, type ParseArgsConfig } from 'node:util';
import { StateFolder } from '../session/state-folder.js';
import { UsageError } from '../session/usage-error.js';

export type Options = NonNullable<ParseArgsConfig['options']>;

const DIR = { dir: { type: 'string', default: '.entra-simulator' } } as const;

const ADDRESSES = ['token-url', 'authority', 'directory', 'audit', 'admin'];

export interface ReadOptions {
  readonly positionals: readonly string[];
  readonly text: (name: string) => string | undefined;
  readonly flag: (name: string) => boolean;
  readonly state: StateFolder;
}

export function read(args: readonly string[], options: Options = {}): ReadOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { ...DIR, ...options },
    allowPositionals: true,
  });
  const given = new Map<string, unknown>(Object.entries(values));
  for (const [name, value] of given) {
    if (value === '') throw new UsageError(`--${name} was given without a value`);
    if (typeof value === 'string' && ADDRESSES.includes(name) && !URL.canParse(value)) {
      throw new UsageError(`--${name} is an address, http(s)://…, not "${value}"`);
    }
  }
  const text = (name: string): string | undefined => {
    const value = given.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  return {
    positionals,
    text,
    flag: (name: string) => given.get(name) === true,
    state: new StateFolder(text('dir') ?? ''),
  };
}

export function count(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^\d{1,7}$/.test(text)) throw new UsageError(`--${name} takes a whole number, not "${text}"`);
  return Number(text);
}
