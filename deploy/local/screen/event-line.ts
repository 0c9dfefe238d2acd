// pino's levels (pino documentation, "Logger levels"); our processes write the word.
const LEVELS = new Map([
  ['trace', 10],
  ['debug', 20],
  ['info', 30],
  ['warn', 40],
  ['error', 50],
  ['fatal', 60],
]);
const INFO = 30;
// In every line, or said otherwise in it.
const LEFT_OUT = new Set(['level', 'time', 'pid', 'hostname', 'name', 'msg', 'service', 'v', 'err', 'error', 'stack']);
const LEFT_OUT_IDS = /^(trace|span)(_?id|_?flags)$/i;
const NAME_WIDTH = 9;
const LONGEST_VALUE = 80;

export interface EventLine {
  /** pino's number; 30 is info. */
  readonly level: number;
  readonly text: string;
}

/** A process's JSON log line as one readable line: time, process, message, then its fields; other text as it is. */
export function eventLine(name: string, line: string): EventLine {
  const fields = parse(line);
  const head = name.padEnd(NAME_WIDTH);
  if (fields === undefined) return { level: INFO, text: `${head} ${line}` };
  const word = show(fields.get('level') ?? 'info');
  const level = LEVELS.get(word) ?? INFO;
  if (fields.get('msg') === 'request')
    return { level, text: `${clock(fields.get('time'))} ${head} ${request(fields)}` };
  const message = show(fields.get('msg') ?? '');
  const rest = [...fields].flatMap(([key, value]) =>
    LEFT_OUT.has(key) || LEFT_OUT_IDS.test(key) || value === undefined || value === null
      ? []
      : [`${key}=${show(value)}`],
  );
  const trouble = fields.get('err') ?? fields.get('error');
  const parts = [
    clock(fields.get('time')),
    head,
    ...(level === INFO ? [] : [word.toUpperCase()]),
    message,
    ...(trouble === undefined ? [] : [`(${show(reason(trouble))})`]),
    ...rest,
  ];
  return { level, text: parts.filter((part) => part !== '').join(' ') };
}

/** The line of libs/service for each answered request: route, status, time; the route's ids in their places. */
function request(fields: ReadonlyMap<string, unknown>): string {
  const ids = new Map(Object.entries(fields.get('ids') ?? {}));
  const path = String(fields.get('route')).replaceAll(/:(\w+)/g, (whole, name: string) =>
    String(ids.get(name) ?? whole),
  );
  return `${String(fields.get('method'))} ${path} ${String(fields.get('status'))} (${String(fields.get('ms'))} ms)`;
}

function parse(line: string): Map<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return new Map(Object.entries(JSON.parse(line) as object));
  } catch {
    return undefined;
  }
}

function clock(time: unknown): string {
  const date = typeof time === 'number' || typeof time === 'string' ? new Date(time) : new Date();
  return Number.isNaN(date.getTime()) ? '' : date.toTimeString().slice(0, 8);
}

function reason(trouble: unknown): unknown {
  return typeof trouble === 'object' && trouble !== null && 'message' in trouble ? trouble.message : trouble;
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = text.replaceAll('\n', ' ');
  return line.length > LONGEST_VALUE ? `${line.slice(0, LONGEST_VALUE)}…` : line;
}
