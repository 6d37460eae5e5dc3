// Loaded into a measured server with --import and --expose-gc. Answers the parent's `{ heap: true }` with the heap
// bytes after a collection. The channel does not keep the process alive; the process ends with its parent.
process.on('message', ({ heap }) => {
  if (heap !== true) return;
  globalThis.gc();
  process.send({ heapUsed: process.memoryUsage().heapUsed });
});
process.once('disconnect', () => process.exit());
process.channel?.unref();
