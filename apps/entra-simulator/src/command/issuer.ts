import { once } from 'node:events';
import { UsageError } from '../session/usage-error.js';
import { LocalIssuer } from '../wire/local-issuer.js';
import type { Command } from './command.js';
import { print } from './print.js';
import { read } from './read-options.js';

export const issuer: Command = {
  usage: 'issuer',
  examples: ['entra-simulator issuer'],
  run: async (args) => {
    const { connection } = read(args).state;
    if (connection.kind !== 'federated')
      throw new UsageError('this job signs no assertions: see `help init`, --audience');
    const local = await LocalIssuer.start(connection.issuer, connection);
    print(`issuer ${connection.issuer}, keys at ${local.jwksUrl}; Ctrl-C ends it`);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    await local.stop();
    return 0;
  },
};
