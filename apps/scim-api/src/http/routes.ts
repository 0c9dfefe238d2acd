/** Answered on the internal listener alone; the OpenAPI document describes the operator's API. */
export const INTERNAL_ROUTES = ['/admin', '/openapi.json'] as const;
