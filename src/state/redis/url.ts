/** Address of one server, Sentinel or node. */
export interface Address {
  /** Name or IP address, without brackets. */
  readonly host: string;
  readonly port: number;
}

/** User and password of a connection. Both are undefined if the server requires none. */
export interface Login {
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/** Parsed REDIS_URL. */
export interface RedisUrl {
  /** `server`: one server at a fixed address. `sentinel`: the primary that Sentinels name. `cluster`: the shard of our keys. */
  readonly kind: 'server' | 'sentinel' | 'cluster';
  readonly tls: boolean;
  /** One server, all Sentinels, or some nodes of the cluster. */
  readonly hosts: readonly [Address, ...Address[]];
  /** Login of the servers and nodes. */
  readonly login: Login;
  /** Number of the database, 0 in a cluster. */
  readonly database: number;
  /** Name under which Sentinels monitor the primary; '' for other kinds. */
  readonly masterName: string;
  /** Login of the Sentinels. It is never the login of the servers, because a Sentinel without a password rejects any. */
  readonly sentinelLogin: Login;
}

/** Forms of REDIS_URL, for messages. */
export const FORMS_OF_REDIS_URL =
  'redis://host:port, redis-sentinel://host:port,host:port/name or redis-cluster://host:port,host:port, or the same with rediss';

const DEFAULT_PORTS = { server: 6379, sentinel: 26_379, cluster: 6379 };
const FORM = /^(rediss?)(?:-(sentinel|cluster))?:\/\/(?:([^@/?#]*)@)?([^@/?#]+)(?:\/([^?#]*))?(?:\?([^#]*))?$/;
const SENTINEL_PARAMETERS = ['sentinelUsername', 'sentinelPassword'];

/** Parses REDIS_URL; undefined if it has none of FORMS_OF_REDIS_URL. */
export function parseRedisUrl(url: string): RedisUrl | undefined {
  const [, scheme, form = 'server', userInfo = '', hostList = '', path = '', query = ''] = FORM.exec(url) ?? [];
  if (scheme === undefined) return undefined;
  const kind = form as RedisUrl['kind'];
  const [first, ...further] = hostList.split(',').map((text) => addressOf(text, DEFAULT_PORTS[kind]));
  const login = loginOf(userInfo);
  const [masterName, database] = kind === 'sentinel' ? sentinelPath(path) : ['', numberOf(path)];
  if (first === undefined || login === undefined || masterName === undefined || database === undefined)
    return undefined;
  const others = further.filter((address) => address !== undefined);
  if (others.length < further.length || (kind === 'server' && further.length > 0)) return undefined;
  if (kind === 'cluster' && database !== 0) return undefined;
  const parameters = new URLSearchParams(query);
  const isKnown = (name: string): boolean => kind === 'sentinel' && SENTINEL_PARAMETERS.includes(name);
  if (![...parameters.keys()].every(isKnown)) return undefined;
  const [username, password] = SENTINEL_PARAMETERS.map((name) => parameters.get(name) ?? undefined);
  return {
    kind,
    tls: scheme === 'rediss',
    hosts: [first, ...others],
    login,
    database,
    masterName,
    sentinelLogin: { username, password },
  };
}

/** Parses `host`, `host:port` or `[ipv6]:port`. */
function addressOf(text: string, defaultPort: number): Address | undefined {
  if (!URL.canParse(`redis://${text}`)) return undefined;
  const { hostname, port } = new URL(`redis://${text}`);
  return hostname === ''
    ? undefined
    : { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? defaultPort : Number(port) };
}

/** Parses `user:password`, `:password` or `user`. Special characters are percent-encoded. */
function loginOf(text: string): Login | undefined {
  const colon = text.indexOf(':');
  const parts = colon === -1 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
  const [username, password] = parts.map(decoded);
  if (username === undefined || password === undefined) return undefined;
  return { username: username === '' ? undefined : username, password: password === '' ? undefined : password };
}

/** Parses `name` or `name/database`. */
function sentinelPath(path: string): [string | undefined, number | undefined] {
  const [name = '', ...rest] = path.split('/');
  return [name === '' ? undefined : decoded(name), numberOf(rest.join('/'))];
}

/** Returns the number of a database, 0 for an empty text; undefined for any other text. */
const numberOf = (text: string): number | undefined => (/^\d{0,5}$/.test(text) ? Number(text) : undefined);

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
