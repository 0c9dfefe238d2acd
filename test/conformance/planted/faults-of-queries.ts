import {
  answers,
  ENTERPRISE,
  flipping,
  ignores,
  ignoresHeader,
  instead,
  isError,
  isList,
  isOne,
  isUser,
  operations,
  status,
  takes,
  withoutHeader,
  type PlantedFault,
  type Body,
} from './fault.js';

/** In lists, in what a target offers beyond the least, in what Entra sends, and on the way. */
export const FAULTS_OF_QUERIES: readonly PlantedFault[] = [
  {
    name: 'an empty list is 404',
    check: 'entra.test-connection',
    fault: { answer: (answer) => (answer.body.includes('"totalResults":0') ? { ...answer, status: 404 } : answer) },
  },
  { name: 'filters are ignored', check: 'filter.username', fault: ignores('filter') },
  {
    name: 'everybody is listed for an attribute nobody has',
    check: 'filter.unknown-attribute',
    fault: {
      request: (request) => (request.path.includes('noSuchAttribute') ? { ...request, path: '/Users' } : request),
    },
  },
  {
    name: 'filters count case',
    check: 'filter.username.case',
    fault: { request: (request) => ({ ...request, path: request.path.replace(/(SCIM-CONFORMANCE)/, 'x$1') }) },
  },
  {
    name: 'a bad filter is answered with nobody',
    check: 'filter.bad.no-value',
    fault: instead(
      {
        status: 200,
        body: JSON.stringify({
          schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
          totalResults: 0,
          Resources: [],
        }),
      },
      ({ path }) => path.endsWith('filter=userName%20eq'),
    ),
  },
  {
    name: 'a bad filter is 400 invalidValue',
    check: 'filter.bad.open-quote',
    fault: answers((body) => (body.scimType = 'invalidValue'), isError),
  },
  {
    name: 'or is taken for and',
    check: 'filter.or',
    fault: { request: (request) => ({ ...request, path: request.path.replace('%20or%20', '%20and%20') }) },
  },
  { name: 'count is ignored', check: 'paging.first', fault: ignores('count') },
  { name: 'startIndex is ignored', check: 'paging.walk', fault: ignores('startIndex') },
  {
    name: 'totalResults counts the page',
    check: 'paging.filtered-total',
    fault: answers((body) => (body.totalResults = (body.Resources as unknown[]).length), isList),
  },
  {
    name: 'startIndex is echoed as it came',
    check: 'paging.start-zero',
    fault: answers((body) => (body.startIndex = 0), isList),
  },
  { name: 'the order of a list changes', check: 'paging.stable', fault: flipping() },
  { name: 'a list is no ListResponse', check: 'paging.beyond', fault: answers((body) => (body.schemas = []), isList) },
  { name: 'sortOrder is ignored', check: 'sort.descending', fault: ignores('sortOrder') },
  { name: 'sortBy is ignored', check: 'sort.empty-last', fault: ignores('sortBy', 'sortOrder') },
  {
    name: 'the last page has a nextCursor',
    check: 'cursor.walk',
    fault: answers((body) => (body.nextCursor ??= 'x'), isList),
  },
  {
    name: 'the first page has a previousCursor',
    check: 'cursor.first-page',
    fault: answers((body) => (body.previousCursor = 'x'), isList),
  },
  { name: 'a strange cursor is 500', check: 'cursor.invalid', fault: status(400, 500) },
  {
    name: 'attributes is ignored on PATCH',
    check: 'projection.attributes.patch',
    fault: {
      request: (request) =>
        request.method === 'PATCH' ? { ...request, path: request.path.replace(/\?.*/, '') } : request,
    },
  },
  {
    name: 'the password is shown',
    check: 'projection.password',
    fault: answers((body) => (body.password = 'T0p-secret-of-scim-conformance'), isOne),
  },
  {
    name: 'there is no search',
    check: 'search.filter',
    fault: instead({ status: 404 }, ({ path }) => path.endsWith('.search')),
  },
  {
    name: 'members are shown after a PATCH',
    check: 'entra.group-patch-without-body',
    fault: {
      answer: (answer, request) =>
        request.method === 'PATCH'
          ? {
              ...answer,
              status: 200,
              headers: { 'content-type': 'application/scim+json' },
              body: JSON.stringify({ members: [{ value: 'x' }] }),
            }
          : answer,
    },
  },
  {
    name: 'a path that creates is noTarget',
    check: 'entra.default.created-on-missing',
    fault: instead({ status: 400, body: '{}' }, ({ method, body }) => method === 'PATCH' && body.includes('fax')),
  },
  {
    name: 'the text False is refused',
    check: 'entra.default.disable',
    fault: instead({ status: 400, body: '{}' }, ({ body }) => body.includes('"False"')),
  },
  {
    name: 'active is shown as a text',
    check: 'entra.default.enable',
    fault: answers((body) => (body.active = body.active === true ? 'True' : 'False'), isOne),
  },
  {
    name: 'the flag in the URL is refused',
    check: 'entra.flag.in-url',
    fault: instead({ status: 400, body: '{}' }, ({ path }) => path.includes('aadOptscim062020')),
  },
  {
    name: 'the manager is shown as a text',
    check: 'entra.manager.set-text',
    fault: answers((body) => {
      const own = body[ENTERPRISE] as Body | undefined;
      if (own?.manager !== undefined) own.manager = (own.manager as Body).value;
    }, isOne),
  },
  {
    name: 'an inactive user cannot be got',
    check: 'entra.inactive.get',
    fault: {
      answer: (answer, request) =>
        request.method === 'GET' && answer.body.includes('"active":false') ? { ...answer, status: 404 } : answer,
    },
  },
  { name: 'there is no ETag', check: 'etag.shown', fault: withoutHeader('etag') },
  { name: 'If-Match is ignored', check: 'etag.mismatch.put', fault: ignoresHeader('if-match') },
  { name: 'If-None-Match is ignored', check: 'etag.not-modified', fault: ignoresHeader('if-none-match') },
  {
    name: 'the statuses of a bulk are numbers',
    check: 'bulk.create',
    fault: answers(
      (body) => operations(body).forEach((one) => (one.status = Number(one.status))),
      ({ path }) => path === '/Bulk',
    ),
  },
  {
    name: 'failOnErrors is ignored',
    check: 'bulk.fail-on-errors',
    fault: takes(
      (body) => delete body.failOnErrors,
      ({ path }) => path === '/Bulk',
    ),
  },
  {
    name: 'a bulk ends at the first failure',
    check: 'bulk.continues',
    fault: takes(
      (body) => (body.failOnErrors = 1),
      ({ path }) => path === '/Bulk',
    ),
  },
  {
    name: 'Schemas holds a null',
    check: 'discovery.schemas.no-nulls',
    fault: answers(
      (body) => (((body.Resources as Body[])[0] ?? {}).description = null),
      ({ path }) => path === '/Schemas',
    ),
  },
  {
    name: 'a characteristic is misspelled',
    check: 'discovery.schemas.keywords',
    fault: { answer: (answer) => ({ ...answer, body: answer.body.replace('"readWrite"', '"ReadWrite"') }) },
  },
  {
    name: 'Schemas lacks one that ResourceTypes names',
    check: 'discovery.types.schemas-exist',
    fault: answers(
      (body) => (body.Resources as Body[]).pop(),
      ({ path }) => path === '/Schemas',
    ),
  },
  {
    name: 'ServiceProviderConfig does not say whether there is PATCH',
    check: 'discovery.config',
    fault: answers(
      (body) => delete body.patch,
      ({ path }) => path === '/ServiceProviderConfig',
    ),
  },
  {
    name: 'an endpoint in lower case is not there',
    check: 'http.lower-case-endpoint',
    fault: instead({ status: 404 }, ({ path }) => /^\/(?:users|groups)\b/.test(path)),
  },
  {
    name: 'a request gets no answer',
    check: 'users.get',
    fault: { breaks: ({ method, path }) => (method === 'GET' && path.startsWith('/Users') ? 'silent' : undefined) },
  },
  {
    name: 'the connection breaks',
    check: 'users.get',
    fault: { breaks: ({ method, path }) => (method === 'GET' && path.startsWith('/Users') ? 'reset' : undefined) },
  },
  {
    name: 'an answer does not end',
    check: 'users.get',
    fault: {
      answer: (answer, request) =>
        request.method === 'GET' && isUser(request) ? { ...answer, body: 'x'.repeat(9_000_000) } : answer,
    },
  },
  {
    name: 'a redirect leads elsewhere',
    check: 'users.get',
    fault: {
      answer: (answer, request) =>
        request.method === 'GET' && isUser(request)
          ? { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' }
          : answer,
    },
  },
];
