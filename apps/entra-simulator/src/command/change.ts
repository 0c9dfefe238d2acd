import { readFileSync } from 'node:fs';
import { UsageError } from '../session/usage-error.js';
import * as changes from '../source/changes.js';
import { Refused } from '../source/refused.js';
import type { Source } from '../source/source.js';
import { readChanges } from './change-lines.js';
import { string, type Command } from './command.js';
import { findGroup, findUser } from './find.js';
import { print } from './print.js';
import { read } from './read-options.js';

export const change: Command = {
  usage: 'change WHAT SUBJECT [VALUE…]  |  change --list FILE',
  options: [
    [
      '--list FILE',
      'changes from a file, one a line as they are typed here, - for standard input; all of them or none',
    ],
  ],
  examples: [
    'entra-simulator change disable ada@contoso.example',
    'entra-simulator change set ada@contoso.example jobTitle="Chief engineer" department=',
    'entra-simulator change manager ada@contoso.example grace@contoso.example',
    'entra-simulator change join ada@contoso.example "Engineering"',
    'entra-simulator change delete ada@contoso.example     (purged after 30 simulated days)',
    'entra-simulator change --list leavers.txt             (lines: disable ada@contoso.example)',
  ],
  run: (args) => {
    const { positionals, text, state } = read(args, { list: string });
    const list = text('list');
    if (list !== undefined && positionals.length > 0) throw new UsageError('give one change, or a --list of them');
    const { now } = state.job;
    if (list === undefined) {
      state.source = changed(state.source, positionals, now);
      print(`${positionals.slice(0, 2).join(' ')}: done at the source; the next cycle brings it to the target`);
    } else {
      const lines = readChanges(textOf(list));
      state.source = lines.reduce(
        (source, { line, words }) => at(line, () => changed(source, words, now)),
        state.source,
      );
      print(`${lines.length} changes: done at the source; the next cycle brings them to the target`);
    }
    return Promise.resolve(0);
  },
};

function changed(source: Source, [what = '', subject = '', ...more]: readonly string[], now: string): Source {
  const named = CHANGES[what];
  if (named === undefined) throw new UsageError(`what is to change? One of ${Object.keys(CHANGES).join(', ')}`);
  return named(source, { subject, more, now });
}

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? process.stdin.fd : file, 'utf8');
  } catch (error) {
    throw new UsageError(`--list ${file}: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
}

/** What is wrong with a line is said with its number. */
function at(line: number, work: () => Source): Source {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof Refused)) throw error;
    throw new UsageError(`line ${line}: ${error.message}; nothing was changed`);
  }
}

interface Change {
  readonly subject: string;
  readonly more: readonly string[];
  readonly now: string;
}

/** What `change` can do at the source, by its name. */
const CHANGES: Readonly<Record<string, (source: Source, change: Change) => Source>> = {
  disable: (source, { subject }) => changes.disable(source, findUser(source, subject).id),
  enable: (source, { subject }) => changes.enable(source, findUser(source, subject).id),
  delete: (source, { subject, now }) => changes.softDelete(source, findUser(source, subject).id, now),
  restore: (source, { subject }) => changes.restore(source, findUser(source, subject).id),
  set: (source, { subject, more }) => changes.updateUser(source, findUser(source, subject).id, attributesOf(more)),
  manager: (source, { subject, more: [manager] }) =>
    changes.setManager(
      source,
      findUser(source, subject).id,
      manager === undefined ? null : findUser(source, manager).id,
    ),
  join: (source, { subject, more: [group = ''] }) =>
    changes.addMember(source, findGroup(source, group).id, findUser(source, subject).id),
  leave: (source, { subject, more: [group = ''] }) =>
    changes.removeMember(source, findGroup(source, group).id, findUser(source, subject).id),
  'delete-group': (source, { subject }) => changes.deleteGroup(source, findGroup(source, subject).id),
};

function attributesOf(pairs: readonly string[]): Record<string, string | null> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new UsageError(`write ATTRIBUTE=VALUE, not "${pair}"`);
      return [pair.slice(0, at), pair.slice(at + 1) || null];
    }),
  );
}
