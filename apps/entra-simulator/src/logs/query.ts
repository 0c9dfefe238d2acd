import { Refused } from '../source/refused.js';
import type { ProvisioningObjectSummary } from './log-entry.js';

type Test = (entry: ProvisioningObjectSummary) => boolean;

const MAX_LENGTH = 2_000;
const COMPARISON = /^([\w/]+)\s+(eq|gt|lt)\s+('(?:[^']|'')*'|[\w:.+-]+)$/;
const CONTAINS = /^contains\(\s*([\w/]+)\s*,\s*('(?:[^']|'')*')\s*\)$/;

/**
 * The part of OData that Microsoft Graph takes for provisioning logs: `eq`, `gt`, `lt`, `contains(…)`, joined by `and`;
 * texts compare with their case.
 *
 * @throws Refused with what cannot be read
 */
export function parseLogFilter(filter: string): Test {
  if (filter.length > MAX_LENGTH) throw new Refused(`the filter is longer than ${MAX_LENGTH} characters`);
  const tests = conjuncts(filter).map(parseTest);
  return (entry) => tests.every((test) => test(entry));
}

/** Split at `and` outside of quotes. */
function conjuncts(filter: string): string[] {
  const parts = filter.split(/('(?:[^']|'')*')/);
  const found = [''];
  for (const [at, part] of parts.entries()) {
    const pieces = at % 2 === 1 ? [part] : part.split(/\s+and\s+/i);
    found.push((found.pop() ?? '') + (pieces[0] ?? ''), ...pieces.slice(1));
  }
  return found.map((text) => text.trim());
}

function parseTest(text: string): Test {
  const [, contained, part] = CONTAINS.exec(text) ?? [];
  if (contained !== undefined && part !== undefined) {
    const sought = literal(part);
    return (entry) => valueAt(entry, contained).includes(sought);
  }
  const [, path, operator, right] = COMPARISON.exec(text) ?? [];
  if (path === undefined || right === undefined) {
    throw new Refused(`"${text}" cannot be read: write PATH eq 'VALUE', PATH gt TIME, or contains(PATH, 'VALUE')`);
  }
  const wanted = literal(right);
  return (entry) => {
    const value = valueAt(entry, path);
    if (operator === 'eq') return value === wanted;
    const order =
      /^\d+$/.test(value) && /^\d+$/.test(wanted)
        ? Number(value) - Number(wanted)
        : value < wanted
          ? -1
          : value > wanted
            ? 1
            : 0;
    return operator === 'gt' ? order > 0 : order < 0;
  };
}

function literal(text: string): string {
  return text.startsWith("'") ? text.slice(1, -1).replaceAll("''", "'") : text;
}

function valueAt(entry: ProvisioningObjectSummary, path: string): string {
  let value: unknown = entry;
  for (const name of path.split('/')) {
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
  }
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
