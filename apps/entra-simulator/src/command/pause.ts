import { changeJob, type Command } from './command.js';

export const pause: Command = {
  usage: 'pause',
  examples: ['entra-simulator pause'],
  run: (args) => changeJob(args, (job) => ({ ...job, status: 'Paused' })),
};
