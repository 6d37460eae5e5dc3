/** Thrown if the data directory cannot be opened. */
export class DataDirError extends Error {
  override readonly name = 'DataDirError';

  /**
   * @param reason `in-use`: another process has opened it. `newer`: a newer version of this server wrote it. `damaged`: its files
   * cannot be read. `unusable`: the system does not allow to create, read or write it.
   * @param code Code of the error, for example EROFS. It contains no path.
   */
  constructor(
    readonly reason: 'in-use' | 'newer' | 'damaged' | 'unusable',
    readonly code: string,
  ) {
    super(`${reason}: ${code}`);
  }
}
