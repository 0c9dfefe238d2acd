import { changeJob, type Command } from './command.js';

export const allowDeletes: Command = {
  usage: 'allow-deletes',
  examples: ['entra-simulator allow-deletes'],
  run: (args) => changeJob(args, (job) => ({ ...job, isDeletionAllowed: true, quarantine: null, status: 'Active' })),
};
