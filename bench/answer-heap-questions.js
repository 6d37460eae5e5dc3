// Loaded into a measured server with --import and --expose-gc: answers `{ heap: true }` from the parent with the bytes of
// the heap after a collection. The channel does not keep the process alive, and the process ends with its parent.
process.on('message', ({ heap }) => {
  if (heap !== true) return;
  globalThis.gc();
  process.send({ heapUsed: process.memoryUsage().heapUsed });
});
process.once('disconnect', () => process.exit());
process.channel?.unref();
