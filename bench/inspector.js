// Reads the heap of a process over Node's inspector, so that the product needs no code for it. Loopback only.
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { WebSocket } from 'undici';

/** Flags for `node`: an inspector on a free loopback port. */
export const INSPECT = '--inspect=127.0.0.1:0';

/** Connects to the inspector of a process that was started with INSPECT and a pipe as standard error. */
export async function inspect({ stderr }) {
  const address = await new Promise((resolve, reject) => {
    const lines = createInterface(stderr);
    lines.on('line', (line) => {
      const found = /^Debugger listening on (ws:\/\/127\.0\.0\.1:\S+)$/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    lines.once('close', () => reject(new Error('The process has no inspector.')));
  });
  const socket = new WebSocket(address);
  const waiting = new Map();
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error } = JSON.parse(data);
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call?.resolve(result);
    else call?.reject(new Error(error.message));
  });
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('The process has ended.'));
    waiting.clear();
  });
  await once(socket, 'open');

  let calls = 0;
  const call = (method, params = {}) =>
    new Promise((resolve, reject) => {
      calls += 1;
      waiting.set(calls, { resolve, reject });
      socket.send(JSON.stringify({ id: calls, method, params }));
    });
  return {
    /** Calls a method of the inspector protocol. */
    call,
    /**
     * Returns the used heap bytes after a collection. Collects twice, because the second frees what the first
     * finalizes.
     */
    usedAfterCollection: async () => {
      await call('HeapProfiler.collectGarbage');
      await call('HeapProfiler.collectGarbage');
      return (await call('Runtime.getHeapUsage')).usedSize;
    },
    /**
     * Returns the number of live objects with this prototype that match, after a collection. Both arguments are
     * JavaScript: an expression, and a function of one object. An object for which it throws does not match.
     */
    countObjects: async (prototype, fits) => {
      const objectGroup = 'count';
      try {
        const found = await call('Runtime.evaluate', { expression: prototype, objectGroup });
        if (found.exceptionDetails !== undefined) throw new Error(`${prototype} is no prototype.`);
        const prototypeObjectId = found.result.objectId;
        const { objects } = await call('Runtime.queryObjects', { prototypeObjectId, objectGroup });
        const count = `function () {
          const fits = ${fits};
          let count = 0;
          for (const object of this) try { if (fits(object)) count += 1; } catch { continue; }
          return count;
        }`;
        const params = { objectId: objects.objectId, functionDeclaration: count, returnByValue: true };
        return (await call('Runtime.callFunctionOn', params)).result.value;
      } finally {
        // Otherwise the inspector would retain them.
        await call('Runtime.releaseObjectGroup', { objectGroup });
      }
    },
    close: () => socket.close(),
  };
}
