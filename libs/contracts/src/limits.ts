/** UTF-16 units of the longest text that scim-api takes, so that a question may name any. A test of scim-api holds both against libs/scim. */
export const MAX_TEXT_LENGTH = 16_384;
/** Of what somebody is found by: a user name, an address, a number, the provider's id. */
export const MAX_KEY_LENGTH = 512;
