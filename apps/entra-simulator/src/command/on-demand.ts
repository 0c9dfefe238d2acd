import { onDemand as provisionNow } from '../cycle/on-demand.js';
import { Session } from '../session/session.js';
import { whileServed } from '../session/while-served.js';
import { UsageError } from '../session/usage-error.js';
import { boolean, type Command } from './command.js';
import { findOne } from './find.js';
import { print, printEntry } from './print.js';
import { read } from './read-options.js';

export const onDemand: Command = {
  usage: 'on-demand USER | on-demand --group GROUP',
  examples: ['entra-simulator on-demand ada@contoso.example'],
  run: async (args) => {
    const { positionals, flag, state } = read(args, { group: boolean });
    const [name] = positionals;
    if (name === undefined) throw new UsageError('name one user or group');
    const subject = findOne(state.source, flag('group') ? 'group' : 'user', name);
    const session = new Session(state, { concurrency: 1, patience: 0, onProgress: () => undefined });
    const connection = () => state.connection;
    try {
      const { target } = session;
      const targetUrl = state.connection.url;
      const { job, entries } = await whileServed(connection, () =>
        provisionNow(state.job, state.source, { target, targetUrl, subject }),
      );
      state.job = job;
      state.append(entries);
      for (const entry of entries) printEntry(entry, true);
      if (entries.length === 0) print('nothing to do: the target has what the source has');
      return entries.every(({ provisioningStatusInfo: { status } }) => status === 'success') ? 0 : 1;
    } finally {
      await session.close();
    }
  },
};
