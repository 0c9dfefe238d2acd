import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICE_NAMES, type ServiceName } from './services.js';

/** An operation of a committed document, as what its path must look like. */
interface Operation {
  readonly method: string;
  /** The segments; null: any one, a parameter. */
  readonly segments: readonly (string | null)[];
}

/** What may be asked of the services: the operations that their committed OpenAPI documents have, and nothing else. */
export class Operations {
  readonly #known: ReadonlyMap<ServiceName, readonly Operation[]>;

  constructor(known: ReadonlyMap<ServiceName, readonly Operation[]>) {
    this.#known = known;
  }

  /** @param folder with `<service>/openapi.json`; a service without one can be asked nothing */
  static read(folder: string): Operations {
    return new Operations(
      new Map(SERVICE_NAMES.map((name) => [name, operationsIn(read(join(folder, name, 'openapi.json')))])),
    );
  }

  /** @param path as it was sent, without a query */
  has(service: ServiceName, method: string, path: string): boolean {
    const segments = path.split('/').slice(1);
    const asked = method === 'HEAD' ? 'GET' : method;
    return (this.#known.get(service) ?? []).some((one) => one.method === asked && fits(one.segments, segments));
  }

  get count(): number {
    return [...this.#known.values()].reduce((sum, { length }) => sum + length, 0);
  }
}

function fits(wanted: readonly (string | null)[], given: readonly string[]): boolean {
  return (
    wanted.length === given.length &&
    wanted.every((segment, at) => (segment === null ? isParameter(given[at] ?? '') : segment === given[at]))
  );
}

/** Of a path of ours: no way up, and no slash in other clothes. */
function isParameter(segment: string): boolean {
  return segment !== '' && !/^(\.|%2e){1,2}$/i.test(segment) && !/%2f|%5c|\\/i.test(segment);
}

/** Where tokens and their keys are: nobody asks for those in a page. */
const OF_MACHINES = /^\/(oauth|\.well-known)\//;
const METHODS: ReadonlySet<string> = new Set(['get', 'post', 'put', 'patch', 'delete']);

/** The documents are committed and compared with the routes by tests: what is not as it should be has no operation here. */
export function operationsIn(document: unknown): readonly Operation[] {
  return Object.entries(membersOf(membersOf(document).paths))
    .filter(([path]) => !OF_MACHINES.test(path))
    .flatMap(([path, item]) =>
      Object.keys(membersOf(item))
        .filter((method) => METHODS.has(method))
        .map((method) => ({ method: method.toUpperCase(), segments: segmentsOf(path) })),
    );
}

function segmentsOf(template: string): readonly (string | null)[] {
  return template
    .split('/')
    .slice(1)
    .map((segment) => (/^\{[^{}]+\}$/.test(segment) ? null : segment));
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (Error.isError(error) && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}
