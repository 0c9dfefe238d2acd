import type { Answer, Client } from './client.js';
import { at, isList, isObject, listAt, textAt, type Json, type JsonObject, type Value } from './json.js';
import { ENTERPRISE, GROUP, USER } from './urns.js';

export const FEATURES = ['patch', 'bulk', 'filter', 'sort', 'etag', 'cursor'] as const;
export type Feature = (typeof FEATURES)[number];

/** What a target may lack. */
export interface Wanted {
  readonly features?: readonly Feature[];
  readonly groups?: true;
  /** Of users: `title`, `name.givenName`, or behind the URN of an extension. */
  readonly attributes?: readonly string[];
}

interface KnownType {
  readonly endpoint: string;
  readonly schemas: readonly string[];
}

/** What the target says about itself. What it does not say is taken as supported, and shown by the checks. */
export class Target {
  readonly #config: Value;
  readonly #types: ReadonlyMap<string, KnownType>;
  /** By URN: the schema's document. */
  readonly #schemas: ReadonlyMap<string, Json>;

  constructor(documents: { config: Value; resourceTypes: Value; schemas: Value }) {
    this.#config = documents.config;
    this.#types = new Map(listAt(documents.resourceTypes, 'Resources').flatMap(readType));
    this.#schemas = new Map(
      listAt(documents.schemas, 'Resources').map((schema) => [(textAt(schema, 'id') ?? '').toLowerCase(), schema]),
    );
  }

  /** Three requests; none of them has to succeed. */
  static async discover(client: Client): Promise<Target> {
    const read = async (path: string): Promise<Answer> => client.send({ method: 'GET', path });
    const config = await read('/ServiceProviderConfig');
    const resourceTypes = await read('/ResourceTypes');
    const schemas = await read('/Schemas');
    return new Target({ config: config.body, resourceTypes: resourceTypes.body, schemas: schemas.body });
  }

  endpoint(name: 'User' | 'Group'): string {
    return this.#types.get(name)?.endpoint ?? `/${name}s`;
  }

  limit(...names: readonly string[]): number | undefined {
    const value = at(this.#config, ...names);
    return typeof value === 'number' ? value : undefined;
  }

  /** Why the check has nothing to say here; undefined when it has. */
  lacks({ features = [], groups, attributes = [] }: Wanted): string | undefined {
    const feature = features.find((name) => !this.#supports(name));
    if (feature !== undefined) return `ServiceProviderConfig says that ${feature} is not supported`;
    if (groups === true && this.#types.size > 0 && !this.#types.has('Group')) return 'ResourceTypes names no Group';
    const attribute = attributes.find((path) => !this.knows(path));
    return attribute === undefined ? undefined : `Schemas has no attribute ${attribute} for users`;
  }

  /** Whether users have the attribute; `name.givenName`, or `urn:…:User:department`. */
  knows(path: string): boolean {
    const [urn, names] = splitUrn(path);
    if (urn !== USER && this.#types.size > 0 && !(this.#types.get('User')?.schemas ?? []).includes(urn)) return false;
    const schema = this.#schemas.get(urn.toLowerCase());
    if (schema === undefined) return this.#schemas.size === 0;
    return names.reduce<Value>((inner, name) => attributeOf(inner, name), schema) !== undefined;
  }

  /** The body without the attributes that the target does not have: a strict one would refuse all of it. */
  known(user: JsonObject): JsonObject {
    const entries = Object.entries(user).flatMap(([name, value]): [string, Value][] => {
      if (name === 'schemas' || name === 'externalId') return [[name, value]];
      if (name.startsWith('urn:')) {
        if (!isObject(value)) return [];
        const inner = Object.entries(value).filter(([attribute]) => this.knows(`${name}:${attribute}`));
        return inner.length === 0 ? [] : [[name, Object.fromEntries(inner)]];
      }
      return this.knows(name) ? [[name, value]] : [];
    });
    const body = Object.fromEntries(entries);
    const schemas = listAt(user, 'schemas').filter((urn) => urn === USER || (typeof urn === 'string' && urn in body));
    return { ...body, schemas };
  }

  #supports(feature: Feature): boolean {
    if (feature === 'cursor') return at(this.#config, 'pagination', 'cursor') === true;
    return at(this.#config, feature, 'supported') !== false;
  }

  get announced(): readonly Feature[] {
    return FEATURES.filter((feature) => this.#supports(feature));
  }

  get hasEnterprise(): boolean {
    return this.knows(`${ENTERPRISE}:department`);
  }
}

function readType(document: Json): [string, KnownType][] {
  const name = textAt(document, 'name');
  const endpoint = textAt(document, 'endpoint');
  if (name === undefined || endpoint === undefined) return [];
  const extensions = listAt(document, 'schemaExtensions').flatMap((extension) => textAt(extension, 'schema') ?? []);
  // RFC 7643 §6 has it relative to the base URL; some targets write the whole URL.
  const path = `/${
    endpoint
      .replace(/[?#].*$/, '')
      .split('/')
      .filter(Boolean)
      .at(-1) ?? ''
  }`;
  return [[name, { endpoint: path, schemas: [textAt(document, 'schema') ?? '', ...extensions] }]];
}

/** The URN (the core schema's when there is none) and the names behind it. */
function splitUrn(path: string): [string, string[]] {
  const known = [ENTERPRISE, GROUP, USER].find((urn) => path.startsWith(`${urn}:`));
  const rest = known === undefined ? path : path.slice(known.length + 1);
  return [known ?? USER, rest.split('.')];
}

function attributeOf(schema: Value, name: string): Value {
  const attributes = at(schema, 'attributes') ?? at(schema, 'subAttributes');
  if (!isList(attributes)) return undefined;
  return attributes.find((attribute) => textAt(attribute, 'name')?.toLowerCase() === name.toLowerCase());
}
