/** The path of a program that is on PATH, or undefined. In JavaScript because jest's setup and the bench read it untransformed. */
export function findProgram(name: string): string | undefined;
