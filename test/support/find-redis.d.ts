/** The path of the redis-server that is on PATH, or undefined. In JavaScript because jest's setup and the bench read it untransformed. */
export function findRedis(): string | undefined;
