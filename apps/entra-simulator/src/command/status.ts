import { boolean, type Command } from './command.js';
import { print, printStatus } from './print.js';
import { read } from './read-options.js';

export const status: Command = {
  usage: 'status [--json]',
  examples: ['entra-simulator status'],
  run: (args) => {
    const { state, flag } = read(args, { json: boolean });
    const { status, now, cycles, watermark, links, escrows, quarantine, isDeletionAllowed } = state.job;
    const kinds = { User: 0, Group: 0 };
    for (const { kind } of links.values()) kinds[kind] += 1;
    const shown = {
      status,
      now,
      cycles,
      watermark,
      users: kinds.User,
      groups: kinds.Group,
      escrows: escrows.size,
      quarantine,
      isDeletionAllowed,
    };
    if (flag('json')) print(JSON.stringify(shown, null, 2));
    else printStatus(shown);
    return Promise.resolve(0);
  },
};
