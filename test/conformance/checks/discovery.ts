import type { Check } from '../check.js';
import { expectError, expectList, expectResource, expectThat } from '../expect.js';
import { at, findInside, isList, isObject, type Json, listAt, textAt, type Value, wordOf } from '../json.js';
import type { Probe } from '../probe.js';
import { USER } from '../urns.js';

const CONFIG = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig';
const LISTS = ['ResourceTypes', 'Schemas'] as const;
const TYPES = ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'binary', 'reference', 'complex'];
/** RFC 7643 §7: what each characteristic may say. */
const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  type: TYPES,
  mutability: ['readOnly', 'readWrite', 'immutable', 'writeOnly'],
  returned: ['always', 'never', 'default', 'request'],
  uniqueness: ['none', 'server', 'global'],
};

export const DISCOVERY: readonly Check[] = [
  {
    id: 'discovery.config',
    level: 'MUST',
    source: 'RFC 7644 §4, RFC 7643 §5',
    expected: 'ServiceProviderConfig is answered with its schema and says of each optional feature whether it is there',
    run: async (probe) => {
      const answer = await probe.get('/ServiceProviderConfig');
      const config = expectResource(answer, 200);
      expectThat(listAt(config, 'schemas').includes(CONFIG), answer, `schemas are ${JSON.stringify(config.schemas)}`);
      for (const name of ['patch', 'bulk', 'filter', 'changePassword', 'sort', 'etag']) {
        expectThat(typeof at(config, name, 'supported') === 'boolean', answer, `${name}.supported is no boolean`);
      }
    },
  },
  {
    id: 'discovery.config.limits',
    level: 'MUST',
    source: 'RFC 7643 §5',
    expected: 'bulk and filter name their limits as integers',
    run: async (probe) => {
      const answer = await probe.get('/ServiceProviderConfig');
      const limits = [
        ['bulk', 'maxOperations'],
        ['bulk', 'maxPayloadSize'],
        ['filter', 'maxResults'],
      ] as const;
      for (const path of limits) {
        expectThat(Number.isInteger(at(answer.body, ...path)), answer, `${path.join('.')} is no integer`);
      }
    },
  },
  {
    id: 'discovery.config.authentication',
    level: 'MUST',
    source: 'RFC 7643 §5',
    expected: 'authenticationSchemes is a list, each with type, name and description',
    run: async (probe) => {
      const answer = await probe.get('/ServiceProviderConfig');
      const schemes = at(answer.body, 'authenticationSchemes');
      expectThat(isList(schemes), answer, 'authenticationSchemes is no list');
      for (const scheme of schemes) {
        const missing = ['type', 'name', 'description'].find((name) => textAt(scheme, name) === undefined);
        expectThat(missing === undefined, answer, `an authentication scheme has no ${missing}`);
      }
    },
  },
  {
    id: 'discovery.config.without-token',
    level: 'SHOULD',
    source: 'RFC 7643 §5',
    expected: 'ServiceProviderConfig can be read without authentication',
    run: async (probe) => {
      const headers = { authorization: '' };
      const answer = await probe.send({ method: 'GET', path: '/ServiceProviderConfig', headers });
      expectThat(listAt(expectResource(answer, 200), 'schemas').includes(CONFIG), answer, 'no ServiceProviderConfig');
    },
  },
  ...LISTS.flatMap(listChecks),
  {
    id: 'discovery.types.user',
    level: 'MUST',
    source: 'RFC 7643 §6',
    expected: 'ResourceTypes has User with its endpoint and its schema, and every type has name, endpoint and schema',
    run: async (probe) => {
      const answer = await probe.get('/ResourceTypes');
      const { resources } = expectList(answer);
      for (const type of resources) {
        const missing = ['name', 'endpoint', 'schema'].find((name) => textAt(type, name) === undefined);
        expectThat(missing === undefined, answer, `a resource type has no ${missing}`);
      }
      const user = resources.find((type) => textAt(type, 'name') === 'User');
      expectThat(textAt(user, 'schema') === USER, answer, `User has the schema ${String(textAt(user, 'schema'))}`);
    },
  },
  {
    id: 'discovery.types.schemas-exist',
    level: 'MUST',
    source: 'RFC 7643 §6, §7',
    expected: 'every schema and extension that ResourceTypes names is one of Schemas',
    run: async (probe) => {
      const types = await probe.list('/ResourceTypes');
      const answer = await probe.get('/Schemas');
      const known = expectList(answer).resources.map((schema) => textAt(schema, 'id'));
      const named = types.resources.flatMap((type) => [
        textAt(type, 'schema'),
        ...listAt(type, 'schemaExtensions').map((extension) => textAt(extension, 'schema')),
      ]);
      const missing = named.find((urn) => !known.includes(urn));
      expectThat(missing === undefined, answer, `Schemas has no ${missing}`);
    },
  },
  {
    id: 'discovery.schemas.keywords',
    level: 'MUST',
    source: 'RFC 7643 §7',
    expected: 'each attribute in Schemas has a name, a type and characteristics that the RFC knows, in its spelling',
    run: async (probe) => {
      const answer = await probe.get('/Schemas');
      const schemas = expectList(answer).resources;
      expectThat(
        schemas.some((schema) => attributesIn(schema).length > 0),
        answer,
        'no schema has attributes',
      );
      for (const schema of schemas) {
        const wrong = attributesIn(schema).flatMap(wrongKeyword)[0];
        expectThat(wrong === undefined, answer, `${textAt(schema, 'id')}: ${wrong}`);
      }
    },
  },
  {
    id: 'discovery.schemas.complex',
    level: 'MUST',
    source: 'RFC 7643 §2.3.8, §7',
    expected: 'attributes of type complex have sub-attributes, none of them complex; others have none',
    run: async (probe) => {
      const answer = await probe.get('/Schemas');
      const attributes = expectList(answer).resources.flatMap(attributesIn);
      expectThat(attributes.length > 0, answer, 'no schema has attributes');
      for (const attribute of attributes) {
        const inner = listAt(attribute, 'subAttributes');
        const name = textAt(attribute, 'name');
        const isComplex = textAt(attribute, 'type') === 'complex';
        expectThat(isComplex === inner.length > 0, answer, `${name} is ${textAt(attribute, 'type')}`);
        const nested = inner.find((one) => textAt(one, 'type') === 'complex');
        expectThat(nested === undefined, answer, `${name} has a complex sub-attribute`);
      }
    },
  },
  {
    id: 'discovery.schemas.username',
    level: 'MUST',
    source: 'RFC 7643 §4.1.1, §8.7.1',
    expected: 'userName is required, unique, and not caseExact',
    run: async (probe) => {
      const answer = await probe.get('/Schemas');
      const user = expectList(answer).resources.find((schema) => textAt(schema, 'id') === USER);
      const userName = attributesIn(user).find((attribute) => textAt(attribute, 'name') === 'userName');
      expectThat(at(userName, 'required') === true, answer, 'userName is not required');
      const uniqueness = at(userName, 'uniqueness');
      expectThat(uniqueness === 'server' || uniqueness === 'global', answer, 'userName is not unique');
      expectThat(at(userName, 'caseExact') !== true, answer, 'userName is caseExact');
    },
  },
];

function listChecks(name: (typeof LISTS)[number]): readonly Check[] {
  const [id, path] = [`discovery.${name.toLowerCase()}`, `/${name}`];
  return [
    {
      id: `${id}.list`,
      level: 'MUST',
      source: 'RFC 7644 §4',
      expected: `${name} is a ListResponse, and totalResults counts what is in it`,
      run: async (probe) => {
        const answer = await probe.get(path);
        const { total, resources } = expectList(answer);
        expectThat(total === resources.length && total > 0, answer, `${total} announced, ${resources.length} listed`);
      },
    },
    {
      id: `${id}.no-nulls`,
      level: 'SHOULD',
      source: 'Microsoft Learn, SCIM tutorial (schema discovery): no nulls',
      expected: `${name} holds no null`,
      run: async (probe) => {
        const answer = await probe.get(path);
        expectList(answer);
        const found = findInside(answer.body, (value) => value === null);
        expectThat(found === undefined, answer, `null at ${found}`);
      },
    },
    {
      id: `${id}.one`,
      // RFC 7644 §4 has it for schemas; for resource types only an example of RFC 7643 §8.6 shows it.
      level: name === 'Schemas' ? 'MUST' : 'SHOULD',
      source: 'RFC 7644 §4, RFC 7643 §8.6',
      expected: `each of ${name} is found below its own address, and says the same there`,
      run: async (probe) => oneByOne(probe, path),
    },
    {
      id: `${id}.absent`,
      level: name === 'Schemas' ? 'MUST' : 'SHOULD',
      source: 'RFC 7644 §3.12',
      expected: `one of ${name} that does not exist is 404`,
      run: async (probe) => expectError(await probe.get(`${path}/urn:example:absent`), { status: 404 }),
    },
    {
      id: `${id}.filter`,
      level: 'SHOULD',
      source: 'RFC 7644 §4',
      expected: `a filter on ${name} is refused with 403`,
      run: async (probe) => expectError(await probe.get(path, { filter: 'id eq "x"' }), { status: 403 }),
    },
  ];
}

async function oneByOne(probe: Probe, path: string): Promise<void> {
  const list = await probe.list(path);
  for (const document of list.resources) {
    const id = textAt(document, 'id') ?? textAt(document, 'name') ?? '';
    const answer = await probe.get(`${path}/${encodeURIComponent(id).replaceAll('%3A', ':')}`);
    const one = expectResource(answer, 200);
    const seen = one.id ?? one.name;
    expectThat(seen === id, answer, `asked for ${id}, got ${JSON.stringify(seen)}`);
  }
}

/** With the sub-attributes. */
function attributesIn(schema: Value): readonly Json[] {
  return listAt(schema, 'attributes').flatMap((attribute) => [attribute, ...listAt(attribute, 'subAttributes')]);
}

function wrongKeyword(attribute: Json): readonly string[] {
  const name = textAt(attribute, 'name');
  if (name === undefined || !isObject(attribute)) return ['an attribute has no name'];
  return Object.entries(KEYWORDS).flatMap(([keyword, allowed]) => {
    const value = attribute[keyword];
    // RFC 7643 §2.2: the rest has defaults.
    if (value === undefined && keyword !== 'type') return [];
    return typeof value === 'string' && allowed.includes(value) ? [] : [`${name}: ${keyword} is ${wordOf(value)}`];
  });
}
