import {
  answers,
  by,
  ENTERPRISE,
  ignores,
  instead,
  isError,
  isOne,
  meta,
  oneByOne,
  operations,
  status,
  takes,
  withoutHeader,
  type PlantedFault,
} from './fault.js';

/** In what a target does with users and groups. */
export const FAULTS_OF_RESOURCES: readonly PlantedFault[] = [
  { name: 'a creation is answered 200', check: 'users.create', fault: status(201, 200) },
  { name: 'a creation has no Location', check: 'users.create.location', fault: withoutHeader('location') },
  {
    name: 'meta.location leads elsewhere',
    check: 'users.create.location-leads-back',
    fault: answers((body) => (meta(body).location = '/x'), isOne),
  },
  {
    name: 'meta.created is a date without time',
    check: 'users.create.meta',
    fault: answers((body) => (meta(body).created = '2026-01-01'), isOne),
  },
  { name: 'a value is not kept', check: 'users.create.values', fault: answers((body) => delete body.nickName, isOne) },
  {
    name: 'userName is stored in lower case',
    check: 'users.create.case-kept',
    fault: answers((body) => (body.userName = String(body.userName).toLowerCase()), isOne),
  },
  {
    name: 'schemas has a URN twice',
    check: 'users.create.schemas',
    fault: answers((body) => (body.schemas as string[]).push((body.schemas as string[])[0] ?? ''), isOne),
  },
  {
    name: 'schemas lists an extension without attributes',
    check: 'users.create.schemas',
    fault: answers((body) => (body.schemas as string[]).push(ENTERPRISE), isOne),
  },
  {
    name: 'values that are not there are null',
    check: 'users.create.no-nulls',
    fault: answers((body) => (body.title = null), isOne),
  },
  {
    name: 'another resource is answered',
    check: 'users.get',
    fault: answers(
      (body) => (body.id = 'other'),
      (request, answer) => request.method === 'GET' && isOne(request, answer),
    ),
  },
  {
    name: 'the media type is application/json',
    check: 'users.media-type',
    fault: { answer: (answer) => ({ ...answer, headers: { ...answer.headers, 'content-type': 'application/json' } }) },
  },
  { name: 'a duplicate is 400', check: 'users.unique.username', fault: status(409, 400) },
  {
    name: 'a duplicate is 409 without a scimType',
    check: 'users.unique.username',
    fault: answers((body) => delete body.scimType, isError),
  },
  {
    name: 'the status of an error is a number',
    check: 'users.get.absent',
    fault: answers((body) => (body.status = Number(body.status)), isError),
  },
  {
    name: 'an error has no schemas',
    check: 'http.error.unknown-endpoint',
    fault: answers((body) => delete body.schemas, isError),
  },
  {
    name: 'an error is HTML',
    check: 'http.error.malformed-json',
    fault: { answer: (answer) => (answer.status >= 400 ? { ...answer, body: '<html>Bad Request</html>' } : answer) },
  },
  {
    name: 'an error shows the stack',
    check: 'http.error.bad-filter',
    fault: answers((body) => (body.detail = 'TypeError\n    at Parser.next (/srv/app/node_modules/x.js:1:1)'), isError),
  },
  { name: 'a malformed body is 500', check: 'http.error.malformed-json', fault: status(400, 500) },
  {
    name: 'errors are text/html',
    check: 'http.error.media-type',
    fault: {
      answer: (answer) =>
        answer.status >= 400 ? { ...answer, headers: { ...answer.headers, 'content-type': 'text/html' } } : answer,
    },
  },
  { name: '401 has no challenge', check: 'authentication.challenge', fault: withoutHeader('www-authenticate') },
  { name: '401 is 403', check: 'authentication.wrong', fault: status(401, 403) },
  {
    name: 'the scheme of the credential counts case',
    check: 'authentication.scheme-case',
    fault: instead({ status: 401 }, ({ headers }) => (headers.authorization ?? '').startsWith('bearer')),
  },
  {
    name: 'a strange credential is let in',
    check: 'authentication.basic',
    fault: instead({ status: 200 }, ({ headers }) => (headers.authorization ?? '').startsWith('Basic')),
  },
  {
    name: 'writes need no credential',
    check: 'authentication.create-without',
    fault: instead(
      { status: 201, body: '{}' },
      ({ method, headers }) => method === 'POST' && headers.authorization === undefined,
    ),
  },
  { name: 'excludedAttributes is ignored', check: 'groups.get.excluded-members', fault: ignores('excludedAttributes') },
  {
    name: 'PUT creates',
    check: 'put.absent',
    fault: {
      request: (request) => (request.method === 'PUT' ? { ...request, method: 'POST', path: '/Users' } : request),
    },
  },
  {
    name: 'PUT changes the id',
    check: 'put.rename',
    fault: answers(
      (body) => (body.id = 'other'),
      (request) => request.method === 'PUT',
    ),
  },
  { name: 'a deletion is answered 200', check: 'users.delete', fault: status(204, 200, by('DELETE')) },
  { name: 'a deletion deletes nothing', check: 'users.delete.gone', fault: instead({}, by('DELETE')) },
  { name: 'a deletion disables', check: 'users.delete.name-is-free', fault: instead({}, by('DELETE')) },
  { name: 'a PATCH is answered and not applied', check: 'patch.replace.single', fault: instead({}, by('PATCH')) },
  {
    name: 'add replaces',
    check: 'patch.add.multi-appends',
    fault: takes((body) => operations(body).forEach((one) => (one.op = 'replace')), by('PATCH')),
  },
  {
    name: 'a PATCH is applied half',
    check: 'patch.atomic',
    fault: { request: (request, forward) => (request.method === 'PATCH' ? oneByOne(request, forward) : request) },
  },
  {
    name: 'a PATCH that changes nothing moves lastModified',
    check: 'patch.no-op',
    fault: answers(
      (body) => (meta(body).lastModified = new Date().toISOString()),
      (request, answer) => request.method === 'GET' && isOne(request, answer),
    ),
  },
  {
    name: 'only the first value that matches is changed',
    check: 'patch.replace.value-path-all',
    fault: takes(
      (body) =>
        operations(body).forEach((one) => (one.path = String(one.path).replace('value sw "+44"', 'type eq "work"'))),
      by('PATCH'),
    ),
  },
  { name: 'noTarget is answered 204', check: 'patch.refuses.replace-no-match', fault: status(400, 204) },
  { name: 'read-only attributes are ignored with 204', check: 'patch.refuses.read-only-id', fault: status(400, 204) },
  {
    name: 'Remove with a value removes everybody',
    check: 'members.entra.remove',
    fault: takes((body) => operations(body).forEach((one) => delete one.value), by('PATCH')),
  },
  {
    name: 'a member who is removed twice is 404',
    check: 'members.remove.absent',
    fault: instead({ status: 404, body: '{}' }, ({ body }) => body.includes('"remove"')),
  },
  { name: 'groups of the same name come to be', check: 'groups.create.duplicate', fault: status(409, 201) },
];
