/** What the controllers are given by their module. */
export const ADMIN_STORE = Symbol('ADMIN_STORE');
export const ATTRIBUTE_STORE = Symbol('ATTRIBUTE_STORE');
export const DOMAIN_STORE = Symbol('DOMAIN_STORE');
export const DOMAIN_CHECKS = Symbol('DOMAIN_CHECKS');
export const TOKEN_URL = Symbol('TOKEN_URL');
export const BRAKE_STORE = Symbol('BRAKE_STORE');
export const LIFE_STORE = Symbol('LIFE_STORE');
export const SUSPENSION_STORE = Symbol('SUSPENSION_STORE');
export const END_STORE = Symbol('END_STORE');
export const END_REPORTS = Symbol('END_REPORTS');
export const EXPORT_STORE = Symbol('EXPORT_STORE');
export const HEALTH_STORE = Symbol('HEALTH_STORE');
export const ENTRA_CLOUDS = Symbol('ENTRA_CLOUDS');
export const REISSUER = Symbol('REISSUER');
export const DECISION_STORE = Symbol('DECISION_STORE');
export const SHADOW_REPORTS = Symbol('SHADOW_REPORTS');
export const SHADOW_STORE = Symbol('SHADOW_STORE');
