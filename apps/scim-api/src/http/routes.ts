import type { FastifyInstance } from 'fastify';

/** Answered on the internal listener alone; the OpenAPI document describes the operator's API. */
export const INTERNAL_ROUTES = ['/admin', '/openapi.json'] as const;

const known = new WeakMap<object, Map<string, Set<string>>>();

/** Remembers every route of the server, so that a 405 can say which methods there are. Call it before the routes are made. */
export function rememberRoutes(fastify: FastifyInstance): void {
  const routes = new Map<string, Set<string>>();
  known.set(fastify.server, routes);
  fastify.addHook('onRoute', ({ url, method }) => {
    const methods = routes.get(url) ?? new Set();
    for (const one of [method].flat()) methods.add(one);
    routes.set(url, methods);
  });
}

/** The methods of the address, for RFC 9110 §10.2.1; none when there is no such address. */
export function methodsAt({ server }: Pick<FastifyInstance, 'server'>, url: string): readonly string[] {
  const path = url.replace(/[?#].*$/, '').split('/');
  const methods = [...(known.get(server) ?? [])].flatMap(([route, found]) => (fits(route, path) ? [...found] : []));
  return [...new Set(methods)].toSorted();
}

function fits(route: string, path: readonly string[]): boolean {
  const segments = route.split('/');
  return (
    segments.length === path.length &&
    segments.every((segment, at) => segment === path[at] || (segment.startsWith(':') && path[at] !== ''))
  );
}
