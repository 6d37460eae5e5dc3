/** Resolves once it holds; for what tells nobody when it comes about. Jest's own time limit ends it. */
export const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => void setTimeout(resolve, 5));
};
