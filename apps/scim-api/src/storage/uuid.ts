/**
 * Ids are UUIDs as this service gave them out: in lower case, because ids are compared exactly (RFC 7643 §3.1). Any other
 * text is the id of nothing, and PostgreSQL would refuse most of it as a value of the type.
 */
export { isUuid } from '#postgres';
