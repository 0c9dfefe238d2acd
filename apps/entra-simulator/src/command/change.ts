import { UsageError } from '../session/usage-error.js';
import * as changes from '../source/changes.js';
import type { Source } from '../source/source.js';
import type { Command } from './command.js';
import { findGroup, findUser } from './find.js';
import { print } from './print.js';
import { read } from './read-options.js';

export const change: Command = {
  usage: 'change WHAT SUBJECT [VALUE…]',
  examples: [
    'entra-simulator change disable ada@contoso.example',
    'entra-simulator change set ada@contoso.example jobTitle="Chief engineer" department=',
    'entra-simulator change manager ada@contoso.example grace@contoso.example',
    'entra-simulator change join ada@contoso.example "Engineering"',
    'entra-simulator change delete ada@contoso.example     (purged after 30 simulated days)',
  ],
  run: (args) => {
    const { positionals, state } = read(args);
    const [what = '', subject = '', ...more] = positionals;
    const named = CHANGES[what];
    if (named === undefined) throw new UsageError(`what is to change? One of ${Object.keys(CHANGES).join(', ')}`);
    state.source = named(state.source, { subject, more, now: state.job.now });
    print(`${what} ${subject}: done at the source; the next cycle brings it to the target`);
    return Promise.resolve(0);
  },
};

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
