import { readdir, readFile } from 'node:fs/promises';

/** Milliseconds of processor time since a process began, its threads together and the main one alone. */
export interface Spent {
  readonly all: number;
  readonly main: number;
}

// Linux counts in hundredths of a second (`getconf CLK_TCK`).
const TICK_MS = 10;

/** Zero where there is no /proc. */
export async function spentBy(pid: number): Promise<Spent> {
  return { all: await ticks(`/proc/${pid}/stat`), main: await ticks(`/proc/${pid}/task/${pid}/stat`) };
}

/** Of a PostgreSQL server: itself, all its children that are alive, and those that were. */
export async function spentByServer(pid: number): Promise<number> {
  const found = await readdir('/proc').catch(() => []);
  const children = found.filter((name) => /^\d+$/.test(name));
  const spent = await Promise.all(children.map((child) => ticksOfChild(child, pid)));
  const own = await fieldsOf(`/proc/${pid}/stat`);
  return timeIn(own) + timeIn(own.slice(2)) + spent.reduce((sum, ms) => sum + ms, 0);
}

async function ticksOfChild(child: string, parent: number): Promise<number> {
  const fields = await fieldsOf(`/proc/${child}/stat`);
  return Number(fields[1]) === parent ? timeIn(fields) : 0;
}

async function ticks(file: string): Promise<number> {
  return timeIn(await fieldsOf(file));
}

/** proc(5): after the name in parentheses come state, ppid …; the twelfth to fifteenth are utime, stime, cutime, cstime. */
async function fieldsOf(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function timeIn(fields: readonly string[]): number {
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS;
}

/** The sum of a metric's series in Prometheus' text format. */
export function metric(text: string, name: string): number {
  const lines = text.split('\n').filter((line) => new RegExp(`^${name}(\\{[^}]*\\})? `).test(line));
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}
