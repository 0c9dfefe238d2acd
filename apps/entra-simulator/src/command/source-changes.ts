import * as changes from '../source/changes.js';
import type { SourceDirectory } from '../source/source.js';
import { findGroup, findUser } from './find.js';
import { UsageError } from '../session/usage-error.js';

interface Change {
  readonly subject: string;
  readonly more: readonly string[];
  readonly now: string;
}

/** What `change` can do at the source, by its name. */
export const CHANGES: Readonly<Record<string, (directory: SourceDirectory, change: Change) => SourceDirectory>> = {
  disable: (directory, { subject }) => changes.disable(directory, findUser(directory, subject).id),
  enable: (directory, { subject }) => changes.enable(directory, findUser(directory, subject).id),
  delete: (directory, { subject, now }) => changes.softDelete(directory, findUser(directory, subject).id, now),
  restore: (directory, { subject }) => changes.restore(directory, findUser(directory, subject).id),
  set: (directory, { subject, more }) =>
    changes.updateUser(directory, findUser(directory, subject).id, attributesOf(more)),
  manager: (directory, { subject, more: [manager] }) =>
    changes.setManager(
      directory,
      findUser(directory, subject).id,
      manager === undefined ? null : findUser(directory, manager).id,
    ),
  join: (directory, { subject, more: [group = ''] }) =>
    changes.addMember(directory, findGroup(directory, group).id, findUser(directory, subject).id),
  leave: (directory, { subject, more: [group = ''] }) =>
    changes.removeMember(directory, findGroup(directory, group).id, findUser(directory, subject).id),
  'delete-group': (directory, { subject }) => changes.deleteGroup(directory, findGroup(directory, subject).id),
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
