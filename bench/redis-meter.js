// Counters of a Redis server: commands, bytes, CPU and memory between two moments, the steps of the server's scripts, and the
// memory of its keys.
import { createClient } from '@redis/client';

/** Bytes of the request of one reading in RESP2. */
const QUESTION = ['INFO', 'everything'];
const QUESTION_BYTES = `*2\r\n$4\r\nINFO\r\n$10\r\neverything\r\n`.length;

/** Opens the meter of a server. Its own commands and bytes are subtracted. */
export async function openMeter(url) {
  const client = createClient({ url, RESP: 2, disableClientInfo: true });
  client.on('error', () => undefined);
  await client.connect();
  const ask = (...words) => client.sendCommand(words);

  const read = async () => {
    const text = await ask(...QUESTION);
    const fields = new Map(
      text.split('\r\n').map((line) => [line.split(':', 1)[0], line.slice(line.indexOf(':') + 1)]),
    );
    const number = (name) => Number(fields.get(name));
    const calls = new Map();
    for (const [name, value] of fields)
      if (name.startsWith('cmdstat_')) calls.set(name.slice('cmdstat_'.length), numbersOf(value));
    return {
      atMs: performance.now(),
      calls,
      // The reply itself is counted after its text was made, its request before.
      inputBytes: number('total_net_input_bytes'),
      outputBytes: number('total_net_output_bytes'),
      replyBytes: Buffer.byteLength(text) + `$${Buffer.byteLength(text)}\r\n\r\n`.length,
      cpuUs: (number('used_cpu_user') + number('used_cpu_sys')) * 1e6,
      memoryBytes: number('used_memory'),
      clients: number('connected_clients'),
      connections: number('total_connections_received'),
      /** Duration of a script in the server, in microseconds: p50, p99, p99.9. */
      scriptUs: numbersOf(fields.get('latency_percentiles_usec_evalsha') ?? ''),
    };
  };

  return {
    ask,
    read,
    /** Runs the work and returns what it cost. `settleMs`: time for writes that continue after a response. */
    cost: async (work, settleMs = 0) => {
      const before = await read();
      await work();
      await new Promise((resolve) => void setTimeout(resolve, settleMs));
      return between(before, await read());
    },
    /** Returns the commands that clients send while the work runs, in their order: name and arguments. */
    sent: async (work, settleMs) => {
      const monitor = client.duplicate();
      monitor.on('error', () => undefined);
      await monitor.connect();
      const commands = [];
      await monitor.monitor((line) => {
        const [, source, rest] = /^[\d.]+ \[\d+ ([^\]]+)\] (.*)$/.exec(String(line)) ?? [];
        if (source !== undefined && source !== 'lua')
          commands.push([...rest.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word]) => word));
      });
      await work();
      await new Promise((resolve) => void setTimeout(resolve, settleMs));
      monitor.destroy();
      return commands;
    },
    /** Returns kind → number and bytes of the keys. The kind of a key is its name without hashes and numbers. */
    keys: async () => {
      const kinds = new Map();
      let cursor = '0';
      do {
        const [next, keys] = await ask('SCAN', cursor, 'COUNT', '1000');
        cursor = next;
        const sizes = await Promise.all(keys.map((key) => ask('MEMORY', 'USAGE', key, 'SAMPLES', '0')));
        keys.forEach((key, nth) => {
          const kind = key.replace(/[\w-]{22,}|(?<=:)\d+/g, '*');
          const known = kinds.get(kind) ?? { count: 0, bytes: 0 };
          kinds.set(kind, { count: known.count + 1, bytes: known.bytes + (sizes[nth] ?? 0) });
        });
      } while (cursor !== '0');
      return kinds;
    },
    close: () => client.destroy(),
  };
}

/** Name of a client's command. For a script of the server it is the step, which is its first argument after the keys. */
export function stepOf([name, sha, keys, ...rest]) {
  if (!/^(?:eval|evalsha|fcall)$/i.test(name)) return name.toUpperCase();
  const step = rest[Number(keys)];
  return /^[a-zA-Z]+$/.test(step ?? '') ? step : `script ${sha.slice(0, 6)}`;
}

function between(a, b) {
  const calls = new Map();
  for (const [name, now] of b.calls) {
    const before = a.calls.get(name) ?? { calls: 0, usec: 0 };
    const own = name === 'info' ? 1 : 0;
    const count = now.calls - before.calls - own;
    if (count > 0) calls.set(name, { calls: count, usec: now.usec - before.usec });
  }
  return {
    ms: b.atMs - a.atMs,
    calls,
    total: [...calls.values()].reduce((sum, each) => sum + each.calls, 0),
    inputBytes: b.inputBytes - a.inputBytes - QUESTION_BYTES,
    outputBytes: b.outputBytes - a.outputBytes - a.replyBytes,
    cpuUs: b.cpuUs - a.cpuUs,
    memoryBytes: b.memoryBytes - a.memoryBytes,
    memoryNow: b.memoryBytes,
    connections: b.connections - a.connections,
    clients: b.clients,
    scriptUs: b.scriptUs,
  };
}

/** Parses `calls=1,usec=2`. */
function numbersOf(text) {
  return Object.fromEntries(text.split(',').map((part) => [part.split('=')[0], Number(part.split('=')[1])]));
}
