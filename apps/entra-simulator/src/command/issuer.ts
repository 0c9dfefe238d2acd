import { once } from 'node:events';
import { isSigning, type SigningConnection } from '../session/connection.js';
import type { StateFolder } from '../session/state-folder.js';
import { UsageError } from '../session/usage-error.js';
import { issuerOf, keysUrlOf } from '../wire/clouds.js';
import { newSigningKey } from '../wire/entra-token.js';
import { LocalIssuer } from '../wire/local-issuer.js';
import type { Command } from './command.js';
import { print } from './print.js';
import { read } from './read-options.js';

// Entra publishes a new key before it signs with it, and an old one for a while.
const KEYS_PUBLISHED = 3;

export const issuer: Command = {
  usage: 'issuer [serve|rotate|down|up]',
  options: [
    ['serve', 'its metadata and keys, for a target that checks tokens, until Ctrl-C; says who asks'],
    ['rotate', 'signs with a new key; the two before it stay published'],
    ['down, up', 'answers 503 for the keys, or the keys again: also of an issuer that another terminal serves'],
  ],
  examples: ['entra-simulator issuer', 'entra-simulator issuer rotate'],
  run: async (args) => {
    const { positionals, state } = read(args);
    const signing = signingOf(state);
    switch (positionals[0] ?? 'serve') {
      case 'serve':
        await serve(state, signing);
        return 0;
      case 'rotate': {
        const keys = [await newSigningKey(), ...signing.keys].slice(0, KEYS_PUBLISHED);
        return change(
          state,
          { ...signing, keys },
          `signs with key ${keys[0]?.kid ?? ''}; ${keys.length} are published`,
        );
      }
      case 'down':
        return change(state, { ...signing, areKeysDown: true }, 'answers 503 for the keys until `issuer up`');
      case 'up':
        return change(state, { ...signing, areKeysDown: false }, 'answers with the keys');
      default:
        throw new UsageError('serve, rotate, down or up?');
    }
  },
};

function signingOf({ connection }: StateFolder): SigningConnection {
  if (isSigning(connection)) return connection;
  throw new UsageError('this job signs no tokens: see `help init`, --method federated and entraToken');
}

function change(state: StateFolder, connection: SigningConnection, told: string): number {
  state.connection = connection;
  print(`the issuer ${told}`);
  return 0;
}

async function serve(state: StateFolder, signing: SigningConnection): Promise<void> {
  const { authority } = signing;
  if (authority === null) throw new UsageError('this job names a cloud’s own issuer, which nobody here can serve');
  const asked = ({ path, status }: { path: string; status: number }) => print(`${status} ${path}`);
  const local = await LocalIssuer.start(authority, () => [signingOf(state)], asked);
  print(`issuer ${issuerOf(signing)}, keys at ${keysUrlOf(signing)}; Ctrl-C ends it`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await local.stop();
}
