import type { FastifyInstance } from 'fastify';

/** A service outside this process that requests depend on. */
export interface Dependency {
  /** Value for /readyz and the log while it is unavailable. */
  readonly unavailable: 'redis-unavailable' | 'data-dir-unavailable' | 'jwks-unavailable';
  readonly isAvailable: () => boolean;
}

/** Readiness of the server, without draining. */
export interface Health {
  /** True once each dependency was available once. A later outage does not remove the server from the load balancer. */
  readonly started: boolean;
  /** Dependencies that are unavailable now; before the start is complete, those that never were available. */
  readonly unavailable: readonly Dependency['unavailable'][];
}

/**
 * Returns a function that checks the dependencies. `report` is called if the first check finds the start incomplete,
 * and when it is complete later. A server that never reached a dependency is probably misconfigured and must not
 * replace a working one. A server that lost one still responds, with older lists or with errors that clients can read.
 * See docs/adr/0013-readiness-without-redis.md
 */
export function createHealth(dependencies: readonly Dependency[], report: (health: Health) => void): () => Health {
  const missing = new Set(dependencies);
  let reported = true;
  const check = (): Health => {
    for (const dependency of missing) if (dependency.isAvailable()) missing.delete(dependency);
    const started = missing.size === 0;
    const unavailable = started ? dependencies.filter(({ isAvailable }) => !isAvailable()) : [...missing];
    return { started, unavailable: unavailable.map((dependency) => dependency.unavailable) };
  };
  return () => {
    const health = check();
    if (health.started !== reported) report(health);
    reported = health.started;
    return health;
  };
}

/**
 * Registers /livez and /readyz. Both accept any host, because probes name the address of a pod. /readyz returns 503
 * while the server drains or before its start is complete. A dependency that is unavailable later is listed in
 * `degraded`.
 */
export function registerHealthRoutes(app: FastifyInstance, health: () => Health, isDraining: () => boolean): void {
  app.get('/livez', { config: { anyHost: true } }, () => ({ status: 'alive' }));
  app.get('/readyz', { config: { anyHost: true } }, (_request, reply) => {
    if (isDraining()) return reply.code(503).send({ status: 'draining' });
    const { started, unavailable } = health();
    if (!started) return reply.code(503).send({ status: 'starting', waitingFor: unavailable });
    return unavailable.length === 0 ? { status: 'ready' } : { status: 'ready', degraded: unavailable };
  });
}
