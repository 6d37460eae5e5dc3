/** Returns the wall clock in Bogotá, which has no summer time, this many seconds from now: `YYYY-MM-DDTHH:MM:SS`. */
export const wallClock = (seconds: number): string =>
  new Date(Date.now() + (seconds - 5 * 3_600) * 1000).toISOString().slice(0, 19);
