import { changeJob, type Command } from './command.js';

export const pause: Command = {
  usage: 'pause',
  what: 'stops the job until it is restarted',
  examples: ['entra-simulator pause'],
  run: (args) => changeJob(args, (job) => ({ ...job, status: 'Paused' })),
};
