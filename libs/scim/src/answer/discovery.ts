import { MAX_BULK_BYTES, MAX_BULK_OPERATIONS } from '../bulk/request.js';
import type { JsonObject, JsonValue } from '../json.js';
import { CURSOR_TIMEOUT_S, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../query/paging.js';
import { RESOURCE_TYPE_URN, SCHEMA_URN, SERVICE_PROVIDER_CONFIG_URN } from '../urn.js';
import type { Attribute, ResourceType, Schema } from '../schema/attribute.js';
import { GROUP_TYPE } from '../schema/group.js';
import { USER_TYPE } from '../schema/user.js';

/** What the service can do, and no more: a test of the HTTP interface holds each of them against an answer. */
const SUPPORTED = {
  patch: true,
  bulk: true,
  filter: true,
  changePassword: false,
  sort: true,
  etag: true,
} as const;

/** RFC 7643 §5. */
export function serviceProviderConfig(
  baseUrl: string,
  supported: Readonly<Record<keyof typeof SUPPORTED, boolean>> = SUPPORTED,
): JsonObject {
  return {
    schemas: [SERVICE_PROVIDER_CONFIG_URN],
    patch: { supported: supported.patch },
    bulk: { supported: supported.bulk, maxOperations: MAX_BULK_OPERATIONS, maxPayloadSize: MAX_BULK_BYTES },
    filter: { supported: supported.filter, maxResults: MAX_PAGE_SIZE },
    changePassword: { supported: supported.changePassword },
    sort: { supported: supported.sort },
    etag: { supported: supported.etag },
    // RFC 9865 §4: index pages are the default, because Entra asks for them.
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: DEFAULT_PAGE_SIZE,
      maxPageSize: MAX_PAGE_SIZE,
      cursorTimeout: CURSOR_TIMEOUT_S,
    },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'The token of a connection, in the Authorization header.',
        specUri: 'https://www.rfc-editor.org/info/rfc6750',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
  };
}

/** RFC 7643 §6, with the company's own extension when its type of users is given; for a ListResponse; `/ResourceTypes/{id}` is the one with that `id`. */
export function resourceTypeDocuments(baseUrl: string, userType: ResourceType = USER_TYPE): readonly Identified[] {
  return [userType, GROUP_TYPE].map(({ name, endpoint, description, schema, extensions }) => ({
    schemas: [RESOURCE_TYPE_URN],
    id: name,
    name,
    endpoint,
    description,
    schema: schema.id,
    ...(extensions.length === 0
      ? {}
      : { schemaExtensions: extensions.map(({ id }) => ({ schema: id, required: false })) }),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${name}` },
  }));
}

/** RFC 7643 §7, for a ListResponse; `/Schemas/{id}` is the one with that `id` (a URN). */
export function schemaDocuments(baseUrl: string, userType: ResourceType = USER_TYPE): readonly Identified[] {
  return [userType, GROUP_TYPE].flatMap(schemasOf).map(({ id, name, description, attributes }) => ({
    schemas: [SCHEMA_URN],
    id,
    name,
    description,
    attributes: attributes.map(describe),
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${id}` },
  }));
}

export type Identified = JsonObject & { readonly id: string };

function schemasOf({ schema, extensions }: ResourceType): readonly Schema[] {
  return [schema, ...extensions];
}

/** Entra reads /Schemas to build its mapping: camelCase keywords and no nulls (rules.md, E7). */
function describe(attribute: Attribute): JsonValue {
  const { name, type, multiValued, description, required, mutability, returned, uniqueness } = attribute;
  return {
    name,
    type,
    multiValued,
    description,
    required,
    ...(type === 'string' || type === 'reference' || type === 'binary' ? { caseExact: attribute.caseExact } : {}),
    mutability,
    returned,
    uniqueness,
    ...(attribute.canonicalValues.length === 0 ? {} : { canonicalValues: attribute.canonicalValues }),
    ...(type !== 'reference' ? {} : { referenceTypes: attribute.referenceTypes }),
    ...(attribute.subAttributes.length === 0 ? {} : { subAttributes: attribute.subAttributes.map(describe) }),
  };
}
