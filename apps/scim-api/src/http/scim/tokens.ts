/** Names under which the module provides what the controllers use. */
export const STORE = Symbol('Store');
export const USER_READS = Symbol('UserReads');
export const GROUP_READS = Symbol('GroupReads');
export const RECORD_REFUSAL = Symbol('RecordRefusal');
export const SCIM_BASE_URL = Symbol('SCIM base URL');
/** How the detail of an error is written: `DetailOf`. */
export const DETAIL_OF = Symbol('DetailOf');
export const LISTS = Symbol('LISTS');
export const LOADING = Symbol('LOADING');
