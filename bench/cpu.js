/** Answers `{ cpu: true }` from the parent with the CPU microseconds this process has used, all its threads together. */
export function answerCpuQuestions() {
  process.on('message', (message) => {
    if (message.cpu !== true) return;
    const { user, system } = process.cpuUsage();
    process.send({ cpu: user + system });
  });
}
