import { isObject, type Json, type JsonObject } from '../json.js';
import type { Answered, Fault, Forwarded } from './faulty-proxy.js';

const SCIM = { 'content-type': 'application/scim+json' };
const REFUSAL = JSON.stringify({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
  status: '400',
  scimType: 'invalidValue',
});

const isDiscovery = ({ path }: Forwarded): boolean => /ServiceProviderConfig|Schemas|ResourceTypes/.test(path);
const isResource = ({ path }: Forwarded): boolean => /^\/(?:Users|Groups)/.test(path);
const isOneOf =
  (...methods: readonly string[]) =>
  ({ method }: Forwarded) =>
    methods.includes(method);

/**
 * Faults that many checks notice: together they show of every check that it can fall short. Those that most notice come
 * first: what has fallen short by one is not asked again by the next.
 */
export const SWEEPING_FAULTS: Readonly<Record<string, Fault>> = {
  'reads break': insteadOf((request) => isOneOf('GET', 'HEAD')(request) && isResource(request), {
    status: 500,
    headers: {},
    body: '',
  }),
  'what is wrong breaks it': { answer: (answer) => (answer.status < 400 ? answer : { ...answer, status: 500 }) },
  'the query string is ignored': { request: (request) => ({ ...request, path: request.path.replace(/\?.*/, '') }) },
  'a change is answered and not made': insteadOf(isOneOf('PATCH', 'PUT', 'DELETE'), {
    status: 204,
    headers: {},
    body: '',
  }),
  'nothing is refused': {
    answer: (answer) => (answer.status < 400 ? answer : { status: 200, headers: SCIM, body: '{}' }),
  },
  'resources show little': {
    answer: (answer, request) => (answer.status < 300 && isResource(request) ? withBody(answer, showLittle) : answer),
  },
  'headers are lost': { answer: (answer) => ({ ...answer, headers: {} }) },
  'lists are empty': {
    answer: (answer) =>
      withBody(answer, (body) => ('Resources' in body ? { ...body, totalResults: 0, Resources: [] } : body)),
  },
  'searches and bulks do nothing': insteadOf(({ path }) => /\.search|Bulk/.test(path), {
    status: 200,
    headers: SCIM,
    body: '{}',
  }),
  'discovery is empty': {
    answer: (answer, request) => (isDiscovery(request) && answer.status < 300 ? { ...answer, body: '{}' } : answer),
  },
  'changes are refused': insteadOf(isOneOf('PATCH', 'PUT'), { status: 400, headers: SCIM, body: REFUSAL }),
  'creations are refused': insteadOf(isOneOf('POST'), { status: 400, headers: SCIM, body: REFUSAL }),
};

function insteadOf(where: (request: Forwarded) => boolean, answer: Answered): Fault {
  return { request: (request) => (where(request) ? Promise.resolve(answer) : request) };
}

function withBody(answer: Answered, change: (body: JsonObject) => JsonObject): Answered {
  if (answer.body === '') return answer;
  const body = JSON.parse(answer.body) as Json;
  return isObject(body) ? { ...answer, body: JSON.stringify(change(body)) } : answer;
}

function showLittle(body: JsonObject): JsonObject {
  const { Resources: resources } = body;
  if (Array.isArray(resources))
    return { ...body, Resources: resources.map((one: Json) => (isObject(one) ? few(one) : one)) };
  return few(body);
}

function few({ schemas, id, userName, externalId, displayName }: JsonObject): JsonObject {
  return { schemas, id, userName, externalId, displayName };
}
