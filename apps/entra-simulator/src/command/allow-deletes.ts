import { changeJob, type Command } from './command.js';

export const allowDeletes: Command = {
  usage: 'allow-deletes',
  what: 'lets the next cycle do the deletions that the threshold has stopped',
  examples: ['entra-simulator allow-deletes'],
  run: (args) => changeJob(args, (job) => ({ ...job, isDeletionAllowed: true, quarantine: null, status: 'Active' })),
};
