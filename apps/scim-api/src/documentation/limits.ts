import {
  MAX_BODY_DEPTH,
  MAX_BODY_NAMES,
  MAX_BODY_PARTS,
  MAX_BULK_BYTES,
  MAX_BULK_ID_LENGTH,
  MAX_BULK_OPERATIONS,
  MAX_CURSOR_LENGTH,
  MAX_FILTER_DEPTH,
  MAX_FILTER_LENGTH,
  MAX_GROUP_PARTS,
  MAX_KEY_LENGTH,
  MAX_MEMBERS,
  MAX_OPERATIONS,
  MAX_PAGE_SIZE,
  MAX_PATCH_WORK,
  MAX_PATH_LENGTH,
  MAX_QUERY_WORK,
  MAX_SCHEMAS,
  MAX_SORT_KEY,
  MAX_TEXT_LENGTH,
  MAX_VALUES,
} from '#scim';
import { MAX_MESSAGE_BYTES } from '#contracts';
import { BYTES_WAIT_MS, MAX_HEADER_BYTES, MAX_WAITING_FOR_BYTES_OF_TENANT } from '#service';
import { MAX_LISTED_MEMBERSHIPS, MAX_LISTED_NAME_BYTES } from '../groups/membership-reads.js';
import { MAX_GROUP_BYTES } from '../http/scim/group-bodies.js';
import { MAX_USER_BYTES } from '../users/bounds.js';
import { MAX_EXAMINED } from '../queries/resource-query.js';
import { READ_TIMEOUT_MS } from '../open-pools.js';
import { MAX_WAITING_READS, MAX_WAITING_READS_OF_TENANT } from '../storage/read/gathered-reads.js';
import { LIST_WAIT_MS, MAX_WAITING_LISTS, MAX_WAITING_LISTS_OF_TENANT } from '../storage/read/list-reads.js';
import { LOOK_UP_PAGE_BYTES, MAX_PAGE_BYTES, MAX_SLICE_BYTES } from '../storage/read/page-statements.js';
import { LOOK_UP_BYTES } from '../storage/read/row-sizes.js';
import { REFUSALS_LISTED, THROTTLED_LISTED } from '../storage/refusals.js';
import { MAX_BATCH_BYTES } from '../storage/writer/user-batch.js';
import { MAX_LEFT_AT_ONCE } from '../storage/writer/write-deletion.js';
import { MAX_LOADED_BYTES } from '../storage/writer/write-users.js';
import { MAX_WAITING, MAX_WAITING_OF_TENANT } from '../storage/writer/writer.js';

export interface Limit {
  readonly value: number;
  readonly bounds: string;
  /** What happens beyond it. */
  readonly beyond: string;
  /** The test that meets it, and exceeds it by one. */
  readonly proof: string;
}

const HTTP = 'apps/scim-api/src/http/scim/limits.int.spec.ts';
const LARGE = 'apps/scim-api/src/http/scim/large-groups.int.spec.ts';
const SHARES = 'libs/service/src/shares.spec.ts';
const OF_HEAVIEST = '429, to whoever has most waiting';
const QUEUES = 'apps/scim-api/src/storage/waiting.spec.ts';
const limit = (value: number, bounds: string, beyond: string, proof = HTTP): Limit => ({
  value,
  bounds,
  beyond,
  proof,
});

/** Every bound of the interface, by the name of its constant. The rates of a connection are settings, and no constants. */
export const LIMITS = {
  MAX_HEADER_BYTES: limit(MAX_HEADER_BYTES, 'bytes of the address and all headers', '431, by Node'),
  MAX_BULK_BYTES: limit(MAX_BULK_BYTES, 'bytes of a body, but for that of POST and PUT of a group', '413'),
  MAX_GROUP_BYTES: limit(
    MAX_GROUP_BYTES,
    'bytes of the body of POST and PUT of a group: 83,000 members by id, 29,000 as an answer shows them',
    '413; the others by PATCH',
    LARGE,
  ),
  MAX_WAITING_FOR_BYTES_OF_TENANT: limit(
    MAX_WAITING_FOR_BYTES_OF_TENANT,
    'requests of one tenant that wait for room in memory: large bodies and lists beyond its share',
    '429',
    SHARES,
  ),
  BYTES_WAIT_MS: limit(BYTES_WAIT_MS, 'milliseconds that one of these waits', '429', SHARES),
  MAX_MESSAGE_BYTES: limit(
    MAX_MESSAGE_BYTES,
    'bytes of the event of a write: 16,000 members who come or go at once, however many stay',
    '413; some of them first, by PATCH',
    LARGE,
  ),
  MAX_BODY_DEPTH: limit(MAX_BODY_DEPTH, 'objects and arrays inside each other in a message', '400 invalidSyntax'),
  MAX_BODY_NAMES: limit(MAX_BODY_NAMES, 'names in one object of a message', '413'),
  MAX_BODY_PARTS: limit(
    MAX_BODY_PARTS,
    'commas and opening brackets of a message, but for POST and PUT of a group',
    '413',
    'libs/scim/src/reading/body-shape.spec.ts',
  ),
  MAX_GROUP_PARTS: limit(
    MAX_GROUP_PARTS,
    'of these, in POST and PUT of a group: more than members fill it with',
    '413',
    'libs/scim/src/reading/body-shape.spec.ts',
  ),
  MAX_SCHEMAS: limit(
    MAX_SCHEMAS,
    'schemas that a message or resource lists',
    '400 invalidSyntax',
    'libs/scim/src/steps.spec.ts',
  ),
  MAX_OPERATIONS: limit(MAX_OPERATIONS, 'operations of a PATCH', '413'),
  MAX_BULK_OPERATIONS: limit(
    MAX_BULK_OPERATIONS,
    'operations of a Bulk',
    '413',
    'apps/scim-api/src/http/scim/bulk-bounds.int.spec.ts',
  ),
  MAX_BULK_ID_LENGTH: limit(MAX_BULK_ID_LENGTH, 'characters of a bulkId', '400 invalidSyntax of its operation'),
  MAX_PATCH_WORK: limit(
    MAX_PATCH_WORK,
    'characters that a PATCH, or all of a Bulk, may compare',
    '413',
    'libs/scim/src/patch/work.spec.ts',
  ),
  MAX_PATH_LENGTH: limit(MAX_PATH_LENGTH, 'characters of the path of an operation', '400 invalidPath'),
  MAX_FILTER_LENGTH: limit(MAX_FILTER_LENGTH, 'characters of a filter', '400 invalidFilter'),
  MAX_FILTER_DEPTH: limit(MAX_FILTER_DEPTH, 'brackets inside each other in a filter', '400 invalidFilter'),
  MAX_CURSOR_LENGTH: limit(
    MAX_CURSOR_LENGTH,
    'characters of a cursor',
    '400 invalidCursor',
    'libs/scim/src/protocol.spec.ts',
  ),
  MAX_TEXT_LENGTH: limit(MAX_TEXT_LENGTH, 'characters of a text', '400 invalidValue'),
  MAX_KEY_LENGTH: limit(
    MAX_KEY_LENGTH,
    'characters of what users and groups are found by: names, addresses, external ids, employee numbers',
    '400 invalidValue',
  ),
  MAX_VALUES: limit(MAX_VALUES, 'values of a multi-valued attribute', '400 invalidValue'),
  MAX_USER_BYTES: limit(
    MAX_USER_BYTES,
    'bytes of a user as stored JSON',
    '413, unless the user was larger before',
    'apps/scim-api/src/users/bounds.spec.ts',
  ),
  MAX_MEMBERS: limit(
    MAX_MEMBERS,
    'members in one request, where they are short enough to fit its body',
    '400 invalidValue',
    'libs/scim/src/reading/value.spec.ts',
  ),
  MAX_PAGE_SIZE: limit(MAX_PAGE_SIZE, 'resources of a page', 'a page of so many'),
  MAX_PAGE_BYTES: limit(MAX_PAGE_BYTES, 'bytes of the stored resources of a page', 'a shorter page'),
  LOOK_UP_BYTES: limit(
    LOOK_UP_BYTES,
    'bytes of the stored resources that look-ups of one tenant read in one statement, each its part',
    'what is larger is for the next',
    'apps/scim-api/src/storage/read/slices.int.spec.ts',
  ),
  LOOK_UP_PAGE_BYTES: limit(
    LOOK_UP_PAGE_BYTES,
    'bytes of the stored resources that a look-up by one external id, address or number finds',
    'a shorter page',
    'apps/scim-api/src/storage/read/slices.int.spec.ts',
  ),
  MAX_LISTED_MEMBERSHIPS: limit(
    MAX_LISTED_MEMBERSHIPS,
    'members, or groups of users, that a page of a list shows',
    '400 tooMany',
    'apps/scim-api/src/http/scim/memberships.int.spec.ts',
  ),
  MAX_LISTED_NAME_BYTES: limit(
    MAX_LISTED_NAME_BYTES,
    'bytes of the names of groups that a page of users, or one user, is shown with',
    'a shorter page; 400 tooMany where it is one user',
    'apps/scim-api/src/http/scim/memberships.int.spec.ts',
  ),
  MAX_LEFT_AT_ONCE: limit(
    MAX_LEFT_AT_ONCE,
    'groups that somebody who is deleted leaves in one transaction',
    'the others are for the next',
    'apps/scim-api/src/http/scim/leavers.int.spec.ts',
  ),
  MAX_EXAMINED: limit(
    MAX_EXAMINED,
    'resources that a query looks at one by one',
    '400 tooMany',
    'apps/scim-api/src/http/scim/queries.int.spec.ts',
  ),
  MAX_QUERY_WORK: limit(
    MAX_QUERY_WORK,
    'characters that a query may compare in memory; eight bytes of a resource that is read for it are one',
    '400 tooMany',
    'libs/scim/src/filter/work.spec.ts',
  ),
  MAX_SLICE_BYTES: limit(
    MAX_SLICE_BYTES,
    'bytes of the resources that a query looks at one by one and reads at once',
    'read in several slices',
    'apps/scim-api/src/storage/read/slices.int.spec.ts',
  ),
  MAX_SORT_KEY: limit(
    MAX_SORT_KEY,
    'characters by which texts of no index are sorted',
    'sorted by id',
    'libs/scim/src/filter/work.spec.ts',
  ),
  MAX_BATCH_BYTES: limit(
    MAX_BATCH_BYTES,
    'bytes of the events that share a transaction',
    'the others are for the next',
    'apps/scim-api/src/storage/writer/batch-bytes.int.spec.ts',
  ),
  MAX_LOADED_BYTES: limit(
    MAX_LOADED_BYTES,
    'bytes of the users that a transaction loads',
    'the others are for the next',
    'apps/scim-api/src/storage/writer/batch-bytes.int.spec.ts',
  ),
  READ_TIMEOUT_MS: limit(READ_TIMEOUT_MS, 'milliseconds of a read in the database', '400 tooMany'),
  MAX_WAITING: limit(MAX_WAITING, 'writes that wait, of all tenants', OF_HEAVIEST, QUEUES),
  MAX_WAITING_OF_TENANT: limit(MAX_WAITING_OF_TENANT, 'writes that wait, of one tenant', '429', QUEUES),
  MAX_WAITING_READS: limit(MAX_WAITING_READS, 'look-ups that wait, of all tenants', OF_HEAVIEST, QUEUES),
  MAX_WAITING_READS_OF_TENANT: limit(MAX_WAITING_READS_OF_TENANT, 'look-ups that wait, of one tenant', '429', QUEUES),
  MAX_WAITING_LISTS: limit(MAX_WAITING_LISTS, 'pages of lists that wait, of all tenants', OF_HEAVIEST, QUEUES),
  MAX_WAITING_LISTS_OF_TENANT: limit(
    MAX_WAITING_LISTS_OF_TENANT,
    'pages of lists that wait, of one tenant',
    '429',
    QUEUES,
  ),
  LIST_WAIT_MS: limit(LIST_WAIT_MS, 'milliseconds that one of these waits', '429', QUEUES),
  REFUSALS_LISTED: limit(
    REFUSALS_LISTED,
    'refusals of a connection and minute that are listed one by one',
    'counted in one event',
    'apps/scim-api/src/http/scim/refusals.int.spec.ts',
  ),
  THROTTLED_LISTED: limit(
    THROTTLED_LISTED,
    'of these, those that were answered 429',
    'counted in one event',
    'apps/scim-api/src/http/scim/rate-limit.int.spec.ts',
  ),
} as const satisfies Readonly<Record<string, Limit>>;
