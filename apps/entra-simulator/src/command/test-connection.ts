import { troubleOf } from '../session/open-target.js';
import { whileServed } from '../session/while-served.js';
import type { Command } from './command.js';
import { print } from './print.js';
import { read } from './read-options.js';

export const testConnection: Command = {
  usage: 'test',
  examples: ['entra-simulator test'],
  run: async (args) => {
    const { state } = read(args);
    const connection = () => state.connection;
    const trouble = await whileServed(connection, () => troubleOf(connection()));
    print(`Test Connection${trouble === null ? ': ok' : ` failed: ${trouble}`}`);
    return trouble === null ? 0 : 1;
  },
};
