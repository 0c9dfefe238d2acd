import { wireCases } from '../support/wire-cases.js';
import { HOSTILE_TEXTS, mutateJson, mutateText } from './mutate.js';
import type { Random } from './random.js';

export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Ids that the run has seen, so that most requests meet a resource. */
export interface KnownIds {
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

interface Template {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const message = (name: string): string => `urn:ietf:params:scim:api:messages:2.0:${name}`;

const WIRE: readonly Template[] = wireCases().map(([, { request }]) => request);

const MORE: readonly Template[] = [
  { method: 'GET', path: '/Users/{id}?attributes=userName,emails.value' },
  { method: 'GET', path: '/Users?count=3&startIndex=2&sortBy=userName&sortOrder=descending' },
  { method: 'GET', path: '/Users?cursor=&count=2&sortBy=title' },
  { method: 'GET', path: '/Users?filter=displayName co "ada" and not (title pr)&count=2' },
  {
    method: 'GET',
    path: '/Users?filter=emails[type eq "work" and value sw "a"] or meta.created gt "2020-01-01T00:00:00Z"&count=2',
  },
  { method: 'GET', path: '/Groups?filter=members[value eq "{user}"]&excludedAttributes=members' },
  { method: 'GET', path: '/Groups/{id}' },
  { method: 'GET', path: '/?filter=meta.resourceType eq "User"&count=2' },
  { method: 'GET', path: '/Schemas' },
  { method: 'GET', path: '/ResourceTypes/User' },
  { method: 'GET', path: '/ServiceProviderConfig' },
  { method: 'GET', path: '/Me' },
  { method: 'DELETE', path: '/Users/{id}' },
  { method: 'DELETE', path: '/Groups/{id}' },
  {
    method: 'POST',
    path: '/Users/.search',
    body: { schemas: [message('SearchRequest')], filter: 'userName sw "a"', attributes: ['userName'], count: 2 },
  },
  {
    method: 'POST',
    path: '/.search',
    body: { schemas: [message('SearchRequest')], filter: 'displayName pr', count: 2 },
  },
  { method: 'PUT', path: '/Users/{id}', body: { schemas: [USER], userName: 'put@contoso.example', title: 'x' } },
  { method: 'PUT', path: '/Groups/{id}', body: { displayName: 'Put', members: [{ value: '{user}' }] } },
  {
    method: 'POST',
    path: '/Bulk',
    body: {
      schemas: [message('BulkRequest')],
      failOnErrors: 2,
      Operations: [
        { method: 'POST', path: '/Users', bulkId: 'a', data: { schemas: [USER], userName: 'bulk@contoso.example' } },
        { method: 'POST', path: '/Groups', bulkId: 'g', data: { displayName: 'B', members: [{ value: 'bulkId:a' }] } },
        { method: 'PATCH', path: '/Users/bulkId:a', data: { Operations: [{ op: 'add', path: 'title', value: 'x' }] } },
        { method: 'DELETE', path: '/Users/bulkId:a' },
      ],
    },
  },
];

/** The next request: one of a real client, one of those that are in no wire case, and most of them a few steps away. */
export function makeRequest(random: Random, known: KnownIds): FuzzRequest {
  const template = random.isLikely(0.6) ? random.pick(WIRE) : random.pick(MORE);
  const isMutated = random.isLikely(0.85);
  const method = random.isLikely(0.02) ? random.pick(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD']) : template.method;
  const body = template.body === undefined ? undefined : unique(random, bodyOf(random, template.body, isMutated));
  return {
    method,
    path: pathOf(random, withIds(random, template.path, known), isMutated && body === undefined),
    headers: headersOf(random, body !== undefined),
    body: body === undefined ? undefined : withIds(random, body, known),
  };
}

function bodyOf(random: Random, body: unknown, isMutated: boolean): string {
  // Decoder: templates are JSON.
  const text = JSON.stringify(isMutated ? mutateJson(random, body as never) : body);
  return random.isLikely(0.05) ? mutateText(random, text) : text;
}

/** Some names are new, so that not every creation is a conflict. */
function unique(random: Random, body: string): string {
  return random.isLikely(0.5) ? body.replaceAll('@contoso.example', `.${random.below(1e9)}@contoso.example`) : body;
}

function withIds(random: Random, text: string, { users, groups }: KnownIds): string {
  const some = (ids: readonly string[]): string =>
    ids.length === 0 || random.isLikely(0.05) ? random.pick(HOSTILE_TEXTS.slice(0, 30)) : random.pick(ids);
  const isGroup = text.startsWith('/Groups');
  return text
    .replaceAll('{id}', () => encodeURIComponent(some(isGroup ? groups : users).toWellFormed()))
    .replaceAll('{user}', () => some(users).replace(/["\\]/g, ''))
    .replace(/0a1b2c3d-0000-4000-8000-\d{12}/g, () => some(users).replace(/["\\]/g, ''));
}

function pathOf(random: Random, path: string, isMutated: boolean): string {
  const [endpoint = '', query] = path.split(/\?(.*)/s);
  if (query === undefined) return isMutated && random.isLikely(0.2) ? encoded(mutateText(random, endpoint)) : endpoint;
  const parameters = query.split('&').map((one) => one.split(/=(.*)/s));
  const sent = parameters.map(([name = '', value = '']) => {
    const text = isMutated && random.isLikely(0.6) ? mutateText(random, value) : value;
    return `${name}=${random.isLikely(0.02) ? text.replace(/[^\x21-\x7e]/g, '') : encodeURIComponent(text.toWellFormed())}`;
  });
  if (random.isLikely(0.05)) sent.push(random.pick(sent));
  return `${endpoint}?${sent.join('&')}`;
}

/** Slashes stay what they are. */
function encoded(path: string): string {
  const parts = path.toWellFormed().slice(0, 2_000).split('/').map(encodeURIComponent);
  return `/${parts.join('/').replace(/^\/+/, '')}`;
}

function headersOf(random: Random, hasBody: boolean): Record<string, string> {
  const type = random.isLikely(0.97)
    ? 'application/scim+json'
    : random.pick([
        'application/json; charset=utf-8',
        'text/plain',
        'application/xml',
        'x',
        'application/scim+json; charset=x',
      ]);
  return {
    ...(hasBody ? { 'content-type': type } : {}),
    ...(random.isLikely(0.03) ? { 'if-match': random.pick(['*', 'W/"1"', '"1"', 'W/"x"', '', 'W/"1", W/"2"']) } : {}),
    ...(random.isLikely(0.03) ? { 'if-none-match': random.pick(['*', 'W/"1"', 'x']) } : {}),
    ...(random.isLikely(0.02) ? { accept: random.pick(['text/html', '*/*', 'application/json', 'x']) } : {}),
    ...(random.isLikely(0.01) ? { 'x-request-id': random.pick(['x', '1'.repeat(300)]) } : {}),
  };
}
