/** The services whose APIs the console passes on, by the names that its own addresses have: `/api/<service>/…`. */
export const SERVICE_NAMES = ['scim-api', 'directory', 'audit', 'notifier'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

export function isServiceName(name: string): name is ServiceName {
  return SERVICE_NAMES.some((known) => known === name);
}

/** Where a service is reached: what is for operators and administrators is on its internal listener. */
export interface Addresses {
  readonly url: string;
  readonly internalUrl: string;
}

const INTERNAL = /^\/admin(\/|$)/;

export function baseOf({ url, internalUrl }: Addresses, path: string): string {
  return INTERNAL.test(path) ? internalUrl : url;
}

/** In which the notifier is brought a token of the same account for the directory, which it asks who reports to them. */
export const DIRECTORY_TOKEN = 'x-directory-token';

export function needsDirectoryToken(service: ServiceName, path: string): boolean {
  return service === 'notifier' && path === '/deliveries/of-reports';
}

/** What a token must be issued for to be taken there. */
export function audienceOf(service: ServiceName, path: string): string {
  if (service !== 'scim-api') return service;
  return INTERNAL.test(path) ? 'rollcall:admin' : 'rollcall:activity';
}
