/** Answers the parent's `{ cpu: true }` with the CPU microseconds of this process, all threads included. */
export function answerCpuQuestions() {
  process.on('message', (message) => {
    if (message.cpu !== true) return;
    const { user, system } = process.cpuUsage();
    process.send({ cpu: user + system });
  });
}
