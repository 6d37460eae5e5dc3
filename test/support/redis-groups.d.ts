/**
 * Real Redis servers on loopback that elect a new primary by themselves. In JavaScript, because the benchmark loads it
 * untransformed. Their data is on disk (`appendonly yes`), as the documents recommend.
 */
export interface RedisGroup {
  /** REDIS_URL of the group, with PASSWORD. */
  readonly url: string;
  /**
   * Kills the primary with SIGKILL. Resolves when the group has elected another one; the killed server then runs again. `onKill` is
   * called right after the kill.
   */
  failOver(onKill?: () => void): Promise<void>;
  /** Resolves when the primary has two replicas in sync. */
  whenComplete(): Promise<void>;
  /** Kills all its processes and removes their files. */
  stop(): Promise<void>;
}

export interface GroupOptions {
  /** Name or path of the server program. Default: `redis-server`. */
  readonly program?: string;
  /** Paths of PEM files: all connections use TLS. Default: none do. */
  readonly tls?: { readonly keyFile: string; readonly certFile: string };
}

/** Password of the servers, the nodes and the Sentinels. No log may contain it. */
export const PASSWORD: string;

/** A primary, two replicas and three Sentinels, which act after two seconds without a response. */
export function startSentinelGroup(options?: GroupOptions): Promise<RedisGroup>;

/** Three masters of a cluster, with two replicas of the one that owns our keys. Its node timeout is two seconds. */
export function startClusterGroup(options?: GroupOptions): Promise<RedisGroup>;
