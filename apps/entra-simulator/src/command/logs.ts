import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toCsv } from '../logs/csv.js';
import type { ProvisioningObjectSummary } from '../logs/log-entry.js';
import { parseLogFilter } from '../logs/query.js';
import { string, type Command } from './command.js';
import { print, printEntry } from './print.js';
import { count, read } from './read-options.js';

export const logs: Command = {
  usage: 'logs [--filter ODATA] [--top N] [--json FILE] [--csv FOLDER]',
  options: [['--filter F', "PATH eq 'VALUE', contains(PATH, 'VALUE'), PATH gt TIME, joined by and"]],
  examples: [
    `entra-simulator logs --filter "provisioningStatusInfo/status eq 'failure'"`,
    'entra-simulator logs --csv ./logs',
  ],
  run: async (args) => {
    const { text, state } = read(args, { filter: string, top: string, json: string, csv: string });
    const [filter, json, csv] = [text('filter'), text('json'), text('csv')];
    const matches = filter === undefined ? () => true : parseLogFilter(filter);
    const top = count('top', text('top'), (json ?? csv) ? 250_000 : 50);
    const entries: ProvisioningObjectSummary[] = [];
    for await (const entry of state.logs()) {
      if (!matches(entry)) continue;
      entries.push(entry);
      // The newest are kept.
      if (entries.length > top) entries.shift();
    }
    if (json !== undefined) writeFileSync(json, JSON.stringify(entries, null, 2), { mode: 0o600 });
    if (csv !== undefined) writeCsv(csv, entries);
    if (json === undefined && csv === undefined) for (const entry of entries) printEntry(entry, false);
    print(`${entries.length} entries`);
    return 0;
  },
};

function writeCsv(folder: string, entries: readonly ProvisioningObjectSummary[]): void {
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries(toCsv(entries)))
    writeFileSync(join(folder, `${file}.csv`), content, { mode: 0o600 });
}
