export {
  GROUP_SHAPE,
  MAX_BODY_NAMES,
  MAX_BODY_PARTS,
  MAX_GROUP_PARTS,
  MESSAGE_SHAPE,
  isPlainShape,
  shapeSteps,
  type BodyShape,
} from './reading/body-shape.js';
export {
  isCreation,
  type BulkMethod,
  type BulkOperation,
  type BulkRequest,
  type MalformedOperation,
} from './bulk/operation.js';
export { orderingSteps, orderSteps, type Step } from './bulk/order.js';
export { referenceSteps, replacedSteps } from './bulk/references.js';
export { BULK_SHAPE, decodeBulk, MAX_BULK_BYTES, MAX_BULK_ID_LENGTH, MAX_BULK_OPERATIONS } from './bulk/request.js';
export { bulkResponse, type BulkResult } from './bulk/response.js';
export { references, sensitiveNames } from './reading/custom-values.js';
export { momentOf } from './date-time.js';
export { diff, type Change } from './answer/diff.js';
export { listResponse, type Page } from './answer/list-response.js';
export { errorBody, ScimError } from './errors/error.js';
export { type ScimType } from './errors/error-row.js';
export { ERRORS, type ErrorCode } from './errors/error-table.js';
export { refusalPlace } from './errors/refusal-place.js';
export { MAX_FILTER_DEPTH } from './filter/parse.js';
export { MAX_FILTER_LENGTH } from './filter/tokenise.js';
export { MAX_PATH_LENGTH } from './patch/path.js';
export { MAX_OPERATIONS } from './patch/request.js';
export { MAX_PATCH_WORK } from './patch/work.js';
export { MAX_BODY_DEPTH } from './reading/read-resource.js';
export { MAX_SCHEMAS } from './reading/schemas.js';
export { MAX_KEY_LENGTH, MAX_MEMBERS, MAX_TEXT_LENGTH, MAX_VALUES } from './schema/attribute.js';
export { matchesFilter, matchSteps } from './filter/evaluate.js';
export { MAX_QUERY_WORK, startQueryWork, type QueryWork } from './filter/work.js';
export { parseFilter, parseForeignFilter } from './filter/parse.js';
export { printFilter } from './filter/print.js';
export { type Comparison, type Filter, type Literal } from './filter/tree.js';
export {
  decodeGroup,
  decodeGroupReplacement,
  groupReplacementSteps,
  groupSteps,
  replaceGroupAttributes,
  type DecodedGroup,
  type GroupReplacement,
} from './reading/group.js';
export { isJsonObject, sameJson, type JsonObject, type JsonValue } from './json.js';
export { CURSOR_TIMEOUT_S, MAX_CURSOR_LENGTH, MAX_PAGE_SIZE, parsePaging, type Paging } from './query/paging.js';
export {
  applyGroupPatch,
  splitGroupPatch,
  splitSteps,
  type MembershipDelta,
  type SplitGroupPatch,
} from './patch/membership.js';
export { foldCase, normaliseEmail, normaliseUserName } from './normalise.js';
export { type Operation, type Patch, type Target } from './patch/operation.js';
export { applyUserPatch, userPatchSteps } from './patch/apply-user.js';
export { decodePatch, patchSteps } from './patch/request.js';
export { startWork, type Spend } from './patch/work.js';
export {
  groupRecord,
  presentGroup,
  presentUser,
  userRecord,
  type LoadedGroup,
  type LoadedUser,
} from './answer/present.js';
export { EVERYTHING, parseProjection, project, shows, type Projection } from './answer/project.js';
export {
  QUIRKS,
  startReading,
  UNKNOWN_ATTRIBUTES,
  type QuirkName,
  type ReadingRules,
  type Tolerance,
  type UnknownAttributes,
} from './reading/quirks.js';
export {
  type Address,
  type EnterpriseUser,
  type GroupAttributes,
  type MemberReference,
  type PresentedMember,
  type PresentedMembership,
  type ResourceTypeName,
  type SentMember,
  type Stored,
  type StoredGroup,
  type StoredUser,
  type UserAttributes,
} from './schema/resource.js';
export { type ResourceType } from './schema/attribute.js';
export {
  CUSTOM_ATTRIBUTE_TYPES,
  customNameProblem,
  customUserType,
  MAX_CUSTOM_ATTRIBUTES,
  type CustomAttribute,
} from './schema/custom-user.js';
export { resourceTypeDocuments, schemaDocuments, serviceProviderConfig } from './answer/discovery.js';
export { GROUP_TYPE } from './schema/group.js';
export { USER_TYPE } from './schema/user.js';
export {
  BULK_REQUEST_URN,
  CUSTOM_USER_URN,
  ENTERPRISE_USER_URN,
  ERROR_URN,
  GROUP_URN,
  PATCH_OP_URN,
  SEARCH_REQUEST_URN,
  USER_URN,
} from './urn.js';
export { decodeSearchRequest, QUERY_PARAMETERS, type QueryParameters } from './query/search-request.js';
export {
  comparePlaces,
  MAX_SORT_KEY,
  parseSort,
  placeIn,
  shortPlace,
  shortPlaceIn,
  sortKey,
  type Place,
  type Sort,
} from './query/sort.js';
export { finished, type Steps } from './steps.js';
export {
  decodeUser,
  decodeUserReplacement,
  replaceUser,
  replaceUserAttributes,
  replacingSteps,
  userReplacementSteps,
  userSteps,
  type UserReplacement,
} from './reading/user.js';
export { matchesVersion, versionTag } from './version.js';
