import { UsageError } from '../session/usage-error.js';
import * as changes from '../source/changes.js';
import { boolean, type Command } from './command.js';
import { findOne } from './find.js';
import { print } from './print.js';
import { read } from './read-options.js';

export const assign: Command = {
  usage: 'assign USER…  |  assign --group GROUP…  |  assign --remove USER…',
  options: [
    ['--group', 'the names are those of groups'],
    ['--remove', 'unassigns; a user is disabled in the target, and later changes are not sent'],
  ],
  examples: ['entra-simulator assign ada@contoso.example', 'entra-simulator assign --remove --group "All employees"'],
  run: (args) => {
    const { positionals, flag, state } = read(args, { group: boolean, remove: boolean });
    if (positionals.length === 0) throw new UsageError('name somebody');
    const change = flag('remove') ? changes.unassign : changes.assign;
    const kind = flag('group') ? 'group' : 'user';
    const source = positionals.reduce((before, name) => change(before, findOne(before, kind, name)), state.source);
    state.source = source;
    const { assigned } = source;
    print(`${assigned.users.size} users and ${assigned.groups.size} groups are assigned`);
    return Promise.resolve(0);
  },
};
