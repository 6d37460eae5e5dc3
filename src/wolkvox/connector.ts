import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

import { CONNECT_TIMEOUT_MS } from './constants.js';
import { causeOf, type FaultCause } from './fault.js';
import type { Secret } from '../shared/secret.js';

/** Server to connect to. */
export interface Address {
  /** Name or IP address, without brackets. */
  readonly host: string;
  readonly port: number;
  /** TLS. */
  readonly secure: boolean;
}

/** Proxy for connections with TLS. */
export interface Proxy extends Address {
  /** Value of the header Proxy-Authorization; undefined without credentials. */
  readonly authorization: Secret | undefined;
  /** Returns true for a server that is reached without the proxy. */
  readonly bypasses: (target: Address) => boolean;
}

/** Failure to open a connection. It has the cause only, because errors of Node contain addresses. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';

  constructor(readonly fault: FaultCause) {
    super(`No connection: ${fault}.`);
  }
}

/** Called once with an open connection, or with an error. With TLS the server is already authenticated. */
export type Opened = (error: ConnectError | null, socket?: Socket) => void;

/** Opens connections to wolkvox. */
export interface Connector {
  /** Opens a connection within CONNECT_TIMEOUT_MS. Returns a function that abandons it, after which `opened` is not called. */
  open(target: Address, opened: Opened): () => void;
  /** Destroys every connection, also open ones. Later ones fail with `other`. */
  close(): void;
}

/** Interval of TCP keep-alive probes, because an answer may take a minute and firewalls forget silent connections. */
const PROBE_INTERVAL_MS = 30_000;

/**
 * Creates the connector. It resumes TLS sessions, so that the server sends and signs its certificate once, not for each connection.
 *
 * @param proxy Proxy for connections with TLS. It receives CONNECT and never the request, so it cannot read the token.
 */
export function createConnector(proxy?: Proxy): Connector {
  const sockets = new Set<Socket>();
  /** Last TLS session of each server. There are as many as servers in the configuration. */
  const sessions = new Map<string, Buffer>();
  let closed = false;

  const open = (target: Address, opened: Opened): (() => void) => {
    const authority = `${isIP(target.host) === 6 ? `[${target.host}]` : target.host}:${target.port}`;
    let ended = false;
    /** Cause of every failure of this step; undefined if the error decides. */
    let blame: FaultCause | undefined;
    let current: Socket | undefined;

    const end = (): boolean => {
      if (ended) return false;
      ended = true;
      clearTimeout(timer);
      return true;
    };
    const fail = (cause: FaultCause): void => {
      if (!end()) return;
      current?.destroy();
      opened(new ConnectError(blame ?? cause));
    };
    const timer = setTimeout(() => fail('timeout'), CONNECT_TIMEOUT_MS);

    /** Follows a socket until `event`, after which `next` takes it over. */
    const follow = (socket: Socket, event: 'connect' | 'secureConnect', next: (socket: Socket) => void): void => {
      current = socket;
      if (ended) socket.destroy();
      sockets.add(socket);
      // It stays, because an error without a listener ends the process.
      socket.on('error', onError);
      socket.once('close', () => {
        sockets.delete(socket);
        if (socket === current) fail('reset');
      });
      socket.once(event, () => {
        if (!ended) next(socket);
      });
    };
    const onError = (error: Error): void => fail(causeOf(error) ?? (target.secure ? 'tls' : 'other'));

    const succeed = (socket: Socket): void => {
      if (!end()) return;
      socket.setNoDelay(true);
      socket.setKeepAlive(true, PROBE_INTERVAL_MS);
      opened(null, socket);
    };

    const secure = (tunnel?: Socket): void => {
      const session = sessions.get(authority);
      const socket = connectTls({
        host: target.host,
        port: target.port,
        // An IP address is not a server name (RFC 6066, section 3). Node then checks the certificate for `host`.
        servername: serverName(target),
        rejectUnauthorized: true,
        ALPNProtocols: ['http/1.1'],
        ...(session && { session }),
        ...(tunnel && { socket: tunnel }),
      });
      socket.on('session', (received) => void sessions.set(authority, received));
      socket.once('error', () => sessions.delete(authority));
      follow(socket, 'secureConnect', succeed);
    };

    const openTunnel = ({ host, port, authorization, ...via }: Proxy): void => {
      blame = 'proxy-unreachable';
      const request = (via.secure ? requestHttps : requestHttp)({
        method: 'CONNECT',
        path: authority,
        host,
        port,
        servername: serverName({ host }),
        rejectUnauthorized: true,
        agent: false,
        headers: {
          host: authority,
          connection: 'keep-alive',
          ...(authorization && { 'proxy-authorization': authorization.reveal() }),
        },
      });
      request.on('error', onError);
      request.once('socket', (socket) =>
        follow(socket, via.secure ? 'secureConnect' : 'connect', () => {
          blame = 'proxy-failed';
        }),
      );
      request.once('connect', ({ statusCode = 0 }, socket: Socket, rest) => {
        if (ended) return;
        // A server of TLS never sends first.
        const isOpen = statusCode >= 200 && statusCode < 300 && rest.length === 0;
        blame = isOpen ? undefined : refusalOf(statusCode);
        if (isOpen) secure(socket);
        else fail('other');
      });
      request.end();
    };

    if (closed) fail('other');
    else if (!target.secure) follow(connectTcp(target), 'connect', succeed);
    else if (proxy === undefined || proxy.bypasses(target)) secure();
    else openTunnel(proxy);
    return () => {
      if (end()) current?.destroy();
    };
  };

  return {
    open,
    close: () => {
      closed = true;
      for (const socket of sockets) socket.destroy();
    },
  };
}

const serverName = ({ host }: Pick<Address, 'host'>): string => (isIP(host) === 0 ? host : '');

function refusalOf(status: number): FaultCause {
  if (status === 407) return 'proxy-auth';
  return status >= 300 && status < 500 ? 'proxy-refused' : 'proxy-failed';
}
