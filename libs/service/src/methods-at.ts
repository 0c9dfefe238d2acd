import type { FastifyInstance, FastifyRequest } from 'fastify';

interface Routes {
  readonly methods: Map<string, Set<string>>;
  readonly isAnswered: (route: string, request: FastifyRequest) => boolean;
}

const known = new WeakMap<object, Routes>();

/**
 * Remembers every route of the server, so that a 405 can say which methods there are. Call it before the routes are made.
 *
 * @param isAnswered whether the route is answered where the request came in: what is internal is told to nobody outside
 */
export function rememberRoutes(fastify: FastifyInstance, isAnswered: Routes['isAnswered']): void {
  const methods: Routes['methods'] = new Map();
  known.set(fastify.server, { methods, isAnswered });
  fastify.addHook('onRoute', ({ url, method }) => {
    const found = methods.get(url) ?? new Set();
    for (const one of [method].flat()) found.add(one);
    methods.set(url, found);
  });
}

/** The methods of the request's address, for RFC 9110 §10.2.1; none when there is no such address. */
export function methodsAt(request: FastifyRequest): readonly string[] {
  const routes = known.get(request.server.server);
  const path = request.url.replace(/[?#].*$/, '').split('/');
  const methods = [...(routes?.methods ?? [])].flatMap(([route, found]) =>
    fits(route, path) && routes?.isAnswered(route, request) === true ? [...found] : [],
  );
  return [...new Set(methods)].toSorted();
}

function fits(route: string, path: readonly string[]): boolean {
  const segments = route.split('/');
  return (
    segments.length === path.length &&
    segments.every((segment, at) => segment === path[at] || (segment.startsWith(':') && path[at] !== ''))
  );
}
