/**
 * Returns the path of a program on PATH, or undefined. In JavaScript, because jest's setup and the benchmarks load it
 * untransformed.
 */
export function findProgram(name: string): string | undefined;
