import { z } from 'zod';

import { createNetworkCheck, parseAddress, parseNetwork } from '../shared/ip-address.js';
import type { Parsed } from '../shared/result.js';
import { Secret } from '../shared/secret.js';
import type { Address, Proxy } from '../wolkvox/connector.js';
import { parse, type Environment } from './env.js';

/** Settings of the proxy for calls to wolkvox. */
export interface ProxySettings {
  /** Undefined: wolkvox is reached directly. */
  readonly proxy: Proxy | undefined;
  /** Secrets of its credentials, for the mask of log lines. */
  readonly proxySecrets: readonly Secret[];
}

/** Reads HTTPS_PROXY and NO_PROXY. As in curl, a name in lower case has precedence. */
export function readProxy(env: Environment): Parsed<ProxySettings> {
  const lowerCase = { HTTPS_PROXY: env.https_proxy, NO_PROXY: env.no_proxy };
  const variables = parse(
    PROXY_VARIABLES,
    { HTTPS_PROXY: lowerCase.HTTPS_PROXY ?? env.HTTPS_PROXY, NO_PROXY: lowerCase.NO_PROXY ?? env.NO_PROXY },
    ([name]) => (lowerCase[name as keyof typeof lowerCase] === undefined ? String(name) : String(name).toLowerCase()),
  );
  if ('problems' in variables) return variables;
  const { HTTPS_PROXY: found, NO_PROXY: exceptions } = variables.value;
  if (found === undefined) return { value: { proxy: undefined, proxySecrets: [] } };
  const { address, credentials } = found;
  const encoded = credentials && Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64');
  const proxy = {
    ...address,
    authorization: encoded === undefined ? undefined : new Secret(`Basic ${encoded}`),
    bypasses: exceptionCheck(exceptions),
  };
  const proxySecrets = [encoded, credentials?.password].flatMap((text) => (text ? [new Secret(text)] : []));
  return { value: { proxy, proxySecrets } };
}

interface ProxyUrl {
  readonly address: Address;
  readonly credentials: { readonly user: string; readonly password: string } | undefined;
}

const PROXY_RULE = 'must be an http:// or https:// address without a path, such as http://user:password@proxy:3128';

export const PROXY_VARIABLES = z.object({
  HTTPS_PROXY: z
    .string()
    .transform((text, context): ProxyUrl | undefined => {
      const proxy = parseProxyUrl(text);
      if (proxy === undefined) context.issues.push({ code: 'custom', message: PROXY_RULE, input: text });
      return proxy;
    })
    .optional()
    .meta({
      description:
        'Proxy for calls to wolkvox (CONNECT), such as `http://user:password@proxy:3128`. Also `https_proxy`, which has precedence. An http address of wolkvox is reached directly.',
      default: 'no proxy',
    }),
  NO_PROXY: z
    .string()
    .default('')
    .describe(
      'Hosts of wolkvox that are reached directly: names with their subdomains, addresses, networks, or `*`, with commas between them. Also `no_proxy`.',
    ),
});

/** Returns undefined if the text is not the address of a proxy. An address without a scheme is http, as in curl. */
function parseProxyUrl(text: string): ProxyUrl | undefined {
  const full = text.includes('://') ? text : `http://${text}`;
  if (!URL.canParse(full)) return undefined;
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(full);
  const secure = protocol === 'https:';
  if ((!secure && protocol !== 'http:') || pathname !== '/' || search !== '' || hash !== '') return undefined;
  const address = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (secure ? 443 : 80), secure };
  if (username === '' && password === '') return { address, credentials: undefined };
  try {
    return { address, credentials: { user: decodeURIComponent(username), password: decodeURIComponent(password) } };
  } catch {
    return undefined;
  }
}

/** Returns a function that checks if a server is listed in NO_PROXY. An entry that is not understood matches nothing. */
function exceptionCheck(list: string): Proxy['bypasses'] {
  const entries = list
    .toLowerCase()
    .split(/[\s,]/)
    .filter((entry) => entry !== '');
  if (entries.includes('*')) return () => true;
  const isInNetwork = createNetworkCheck(entries.flatMap((entry) => parseNetwork(entry) ?? []));
  const names = entries.map(parseName);
  return ({ host, port }) => {
    const name = host.toLowerCase();
    const address = parseAddress(name);
    if (address !== undefined && isInNetwork(address)) return true;
    return names.some(
      (entry) =>
        (entry.port === undefined || entry.port === port) && (name === entry.name || name.endsWith(`.${entry.name}`)),
    );
  };
}

/** Reads `host`, `.host`, `*.host` or `host:port`. */
function parseName(entry: string): { readonly name: string; readonly port: number | undefined } {
  const [, host = '', port] = /^([^:]*):([0-9]{1,5})$/.exec(entry) ?? [undefined, entry];
  return { name: host.replace(/^\*?\./, ''), port: port === undefined ? undefined : Number(port) };
}
