import { restarted } from '../cycle/job.js';
import { boolean, changeJob, type Command } from './command.js';

export const restart: Command = {
  usage: 'restart [--full]',
  options: [['--full', 'forgets which target objects belong to which source objects, too']],
  examples: ['entra-simulator restart'],
  run: (args) => changeJob(args, (job, { flag }) => restarted(job, flag('full')), { full: boolean }),
};
