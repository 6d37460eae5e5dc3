import type { FastifyInstance } from 'fastify';

/**
 * Serves the root for people who open the URL of the server. `/` redirects to the explorer if there is one, otherwise
 * it returns the path of GraphQL. `/favicon.ico` is requested by browsers for each page. Both contain no data of a
 * caller and need no token.
 */
export function registerRootRoutes(app: FastifyInstance, hasExplorer: boolean): void {
  app.get('/', (_request, reply) =>
    // Relative, so that it works behind a proxy that adds a path.
    hasExplorer ? reply.redirect('graphql', 302) : { name: 'wolkvox-graphql', graphql: '/graphql' },
  );
  app.get('/favicon.ico', (_request, reply) =>
    reply.header('cache-control', `max-age=${ONE_DAY_S}`).type('image/svg+xml').send(ICON),
  );
}

const ONE_DAY_S = 86_400;

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1b4b8f"/>' +
  '<path d="M6 10l5 13 5-11 5 11 5-13" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>';
