/** A service outside this process that requests depend on. */
export interface Dependency {
  /** Word for /readyz and the log while it is unavailable. */
  readonly unavailable: 'redis-unavailable' | 'jwks-unavailable';
  readonly isAvailable: () => boolean;
}

/** The answer of /readyz, but for draining. */
export interface Health {
  /** True once each dependency was available once; from then on an outage of one is no reason to take the server out. */
  readonly started: boolean;
  /** The dependencies that are unavailable now; before the start is complete, those that never were available. */
  readonly unavailable: readonly Dependency['unavailable'][];
}

/**
 * Returns a function that looks at the dependencies. `report` is called if the first look finds the start incomplete, and when
 * it is complete after that. A server that never reached one of them has a wrong setting most likely
 * and must not replace one that works. A server that has lost one still answers: with lists from before, or with an error
 * that a client can read, which is more than a balancer without servers does.
 */
export function createHealth(dependencies: readonly Dependency[], report: (health: Health) => void): () => Health {
  const missing = new Set(dependencies);
  let reported = true;
  const look = (): Health => {
    for (const dependency of missing) if (dependency.isAvailable()) missing.delete(dependency);
    const started = missing.size === 0;
    const unavailable = started ? dependencies.filter(({ isAvailable }) => !isAvailable()) : [...missing];
    return { started, unavailable: unavailable.map((dependency) => dependency.unavailable) };
  };
  return () => {
    const health = look();
    if (health.started !== reported) report(health);
    reported = health.started;
    return health;
  };
}
