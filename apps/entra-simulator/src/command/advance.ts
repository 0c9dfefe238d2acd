import { later } from '../cycle/schedule.js';
import { UsageError } from '../session/usage-error.js';
import { changeJob, type Command } from './command.js';

const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000 };

export const advance: Command = {
  usage: 'advance DAYSd|HOURSh|MINUTESm',
  examples: ['entra-simulator advance 30d'],
  run: (args) =>
    changeJob(args, (job, { positionals: [far = ''] }) => {
      const [, amount, unit = ''] = /^(\d{1,5})([dhm])$/.exec(far) ?? [];
      if (amount === undefined) throw new UsageError('say how far: 30d, 6h, 40m');
      return { ...job, now: later(job.now, Number(amount) * (UNITS[unit] ?? 0)) };
    }),
};
