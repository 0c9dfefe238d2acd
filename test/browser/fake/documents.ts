import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { projectRoot } from '../../../deploy/local/parts/project-root.js';

export const SERVICES = ['scim-api', 'directory', 'audit', 'notifier'] as const;
export type Service = (typeof SERVICES)[number];

interface Described {
  readonly operationId: string;
  readonly 'x-permission'?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: object }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: object }>> }>
  >;
}

export interface Operation extends Described {
  readonly service: Service;
  readonly path: Readonly<Record<string, string>>;
}

type Paths = Readonly<Record<string, Readonly<Record<string, Described>>>>;

const documents = new Map<Service, { readonly paths: Paths; readonly components?: object }>();

function documentOf(service: Service) {
  let document = documents.get(service);
  if (document === undefined) {
    document = JSON.parse(readFileSync(join(projectRoot(), 'apps', service, 'openapi.json'), 'utf8')) as {
      readonly paths: Paths;
    };
    documents.set(service, document);
  }
  return document;
}

/** The operation of the committed document that a request is, or null: then no such request may be made. */
export function operationAt(service: Service, method: string, path: string): Operation | null {
  // What has fewer parameters is meant first: /activity/groups is no request id.
  const paths = Object.entries(documentOf(service).paths).toSorted(
    ([one], [other]) => variables(one) - variables(other),
  );
  for (const [template, methods] of paths) {
    const described = methods[method.toLowerCase()];
    const values = described === undefined ? null : matchPath(template, path);
    if (described !== undefined && values !== null) return { ...described, service, path: values };
  }
  return null;
}

function variables(template: string): number {
  return template.split('{').length;
}

/** The variables of a path, or null where it is another. */
export function matchPath(template: string, path: string): Readonly<Record<string, string>> | null {
  const pattern = template.replaceAll(/[.]/g, '\\.').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  const found = new RegExp(`^${pattern}$`).exec(path);
  return found === null ? null : { ...found.groups };
}

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
const validators = new WeakMap<object, ValidateFunction>();

/** Why the value is not what the schema says; none where it is. */
function faultsOf(service: Service, schema: object, value: unknown): readonly string[] {
  let validate = validators.get(schema);
  if (validate === undefined) {
    validate = ajv.compile({ ...schema, components: documentOf(service).components ?? {} });
    validators.set(schema, validate);
  }
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}

/** What is wrong with a request: a parameter or a body that the document does not know. */
export function requestFaults(operation: Operation, query: URLSearchParams, body: unknown): readonly string[] {
  const known = new Set((operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name));
  const unknown = [...query.keys()].filter((name) => !known.has(name)).map((name) => `?${name} is unknown`);
  const schema = operation.requestBody?.content?.['application/json']?.schema;
  if (schema === undefined) return unknown;
  return [...unknown, ...faultsOf(operation.service, schema, body)];
}

/** What is wrong with an answer of the fake: one that the document does not allow proves nothing. */
export function answerFaults(operation: Operation, status: number, body: unknown): readonly string[] {
  const response = operation.responses[String(status)] ?? operation.responses['default'];
  if (response === undefined) return [`${status} is not described`];
  const schema = Object.values(response.content ?? {})[0]?.schema;
  return schema === undefined || body === undefined ? [] : faultsOf(operation.service, schema, body);
}
