/** Resolves in the next turn of the event loop. */
export const turnOfTheLoop = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
