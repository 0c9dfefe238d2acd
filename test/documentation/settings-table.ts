import type { TObject, TSchema } from 'typebox';
import { SETTINGS as AUDIT } from '../../apps/audit/src/audit.js';
import { SETTINGS as CONSOLE } from '../../apps/console/src/config.js';
import { SETTINGS as DIRECTORY } from '../../apps/directory/src/directory.js';
import { SETTINGS as NOTIFIER } from '../../apps/notifier/src/config.js';
import { SETTINGS as SCIM_API } from '../../apps/scim-api/src/config.js';
import { SETTINGS as RELAY } from '../../apps/scim-api/src/relay-config.js';
import type { ProcessName } from '../../deploy/local/service-processes.js';

/** What each process reads from its environment, beside `KAFKA_*` (libs/kafka) and `OTEL_*`. */
export const SETTINGS: Readonly<Record<ProcessName, TObject>> = {
  'scim-api': SCIM_API,
  relay: RELAY,
  directory: DIRECTORY,
  audit: AUDIT,
  notifier: NOTIFIER,
  console: CONSOLE,
};

const BEGIN = '<!-- settings: made by npm run tables -->';
const END = '<!-- end of settings -->';

/** The README with its table made anew. @throws Error when it has no place for one */
export function withSettings(readme: string): string {
  const [head, rest] = readme.split(BEGIN);
  const tail = rest?.split(END)[1];
  if (head === undefined || tail === undefined) throw new Error(`no place for the settings: ${BEGIN} … ${END}`);
  return `${head}${BEGIN}\n\n${table()}\n\n${END}${tail}`;
}

function table(): string {
  const names = [...new Set(Object.values(SETTINGS).flatMap(({ properties }) => Object.keys(properties)))].sort();
  return ['| variable | of | default | what it is |', '|---|---|---|---|', ...names.map(row)].join('\n');
}

function row(name: string): string {
  const users = entries().filter(([, { properties }]) => properties[name] !== undefined);
  const defaults = users.map(([process, schema]): Said => [process, defaultOf(schema, name)]);
  const texts = users.map(([process, { properties }]): Said => [process, descriptionOf(properties[name])]);
  const of = users.length === entries().length ? 'all' : users.map(([process]) => process).join(', ');
  return `| \`${name}\` | ${of} | ${cell(defaults)} | ${cell(texts)} |`;
}

type Said = readonly [process: ProcessName, text: string];

/** What is said of a setting once where all processes say the same, else with who says it. */
export function cell(said: readonly Said[]): string {
  const texts = [...new Set(said.map(([, text]) => text))];
  if (texts.length < 2) return texts.join('');
  return texts
    .map((text) => {
      const who = said.flatMap(([process, its]) => (its === text ? [process] : []));
      return `${who.join(', ')}: ${text === '' ? 'none' : text}`;
    })
    .join('; ');
}

function entries(): [ProcessName, TObject][] {
  // Object.entries forgets the names of a record's keys.
  return Object.entries(SETTINGS) as [ProcessName, TObject][];
}

function defaultOf({ properties, required }: TObject, name: string): string {
  const property: unknown = properties[name];
  const value =
    typeof property === 'object' && property !== null && 'default' in property ? property.default : undefined;
  if (name === 'PORT') return String(value);
  if (value !== undefined) return shown(value);
  return required?.includes(name) ? '**required**' : '';
}

function shown(value: unknown): string {
  return typeof value === 'number' ? value.toLocaleString('en-US') : String(value);
}

export function descriptionOf(schema: TSchema | undefined): string {
  const text: unknown = schema !== undefined && 'description' in schema ? schema.description : undefined;
  return typeof text === 'string' ? text : '';
}
