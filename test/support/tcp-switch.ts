/** TCP switch for tests: leads new connections to one port or another, and can freeze or cut open ones. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface TcpSwitch {
  readonly port: number;
  /** Number of connections opened through it since the start. */
  opened(): number;
  /** Leads new connections there. Open connections stay. */
  leadTo(port: number): void;
  /** Stops forwarding the server's data on open connections whose client has sent matching data. */
  freeze(sent: string): number;
  /** Ends open connections whose client has sent matching data. Returns their number. */
  cut(sent: string): number;
  close(): Promise<void>;
}

interface Connection {
  readonly client: Socket;
  readonly upstream: Socket;
  /** The first bytes that the client has sent. */
  sent: string;
}

const KEPT_CHARACTERS = 4_096;

export async function startTcpSwitch(firstPort: number): Promise<TcpSwitch> {
  let target = firstPort;
  let opened = 0;
  const connections = new Set<Connection>();
  const server = createServer((client) => {
    opened += 1;
    const upstream = connect(target, '127.0.0.1');
    const connection: Connection = { client, upstream, sent: '' };
    connections.add(connection);
    const end = (): void => {
      connections.delete(connection);
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
    client.on('data', (chunk) => {
      if (connection.sent.length < KEPT_CHARACTERS) connection.sent += chunk.toString('latin1');
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => client.write(chunk));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const those = (sent: string): Connection[] => [...connections].filter((connection) => connection.sent.includes(sent));
  return {
    port: (server.address() as AddressInfo).port,
    opened: () => opened,
    leadTo: (port) => (target = port),
    freeze: (sent) => {
      const frozen = those(sent);
      frozen.forEach(({ upstream }) => upstream.pause());
      return frozen.length;
    },
    cut: (sent) => {
      const ended = those(sent);
      ended.forEach(({ client }) => client.destroy());
      return ended.length;
    },
    close: async () => {
      those('').forEach(({ client }) => client.destroy());
      server.close();
      await once(server, 'close');
    },
  };
}
