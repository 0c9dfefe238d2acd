import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../deploy/local/parts/project-root.js';
import { readdirSync, readFileSync } from 'node:fs';
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type QuirkName,
  type ResourceTypeName,
  type Tolerance,
} from '#scim';

/** A request that a client sends, and its answer. Adding one is adding a file to the folder of its client. */
export interface WireCase {
  readonly name: string;
  readonly provenance: string;
  readonly tolerance?: Tolerance;
  /** What is there before: its id is RESOURCE_ID. Every other UUID of the case is the id of some user. */
  readonly given: { readonly resource: JsonObject | null };
  /** The path is legible: what stands in its query is not encoded. */
  readonly request: { readonly method: string; readonly path: string; readonly body?: JsonValue };
  readonly expect: {
    readonly status: number;
    readonly scimType?: string;
    /** Null is an attribute that is not there; members are ids. Of a list, the only resource. */
    readonly resource?: JsonObject;
    readonly totalResults?: number;
    readonly unchanged?: boolean;
    readonly quirks?: readonly QuirkName[];
  };
}

/** Stands in the cases for the id of the given resource, as `{id}` does in paths. */
export const RESOURCE_ID = '2819c223-7f76-453a-919d-413861904646';

const FOLDER = pathToFileURL(`${projectRoot()}/test/fixtures/`);

/** Every case of every client, by the file that holds it. */
export function wireCases(): readonly (readonly [file: string, wireCase: WireCase])[] {
  const clients = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return clients.flatMap(({ name: client }) =>
    readdirSync(new URL(`${client}/`, FOLDER))
      .filter((file) => file.endsWith('.json'))
      .map((file) => [`${client}/${file}`, read(`${client}/${file}`)] as const),
  );
}

export function typeOf({ request }: WireCase): ResourceTypeName {
  return request.path.startsWith('/Groups') ? 'Group' : 'User';
}

export function queryOf({ request }: WireCase): URLSearchParams {
  return new URLSearchParams(request.path.split('?')[1] ?? '');
}

/** Members as their ids in order: how each is shown, and where it stands in the list, is not the client's. */
export function withMemberIds(resource: JsonObject): JsonObject {
  const { members } = resource;
  if (!Array.isArray(members)) return resource;
  const ids = members.map((member: JsonValue) => (isJsonObject(member) ? member.value : member) as string);
  return { ...resource, members: ids.toSorted() };
}

function read(file: string): WireCase {
  return JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as WireCase;
}
