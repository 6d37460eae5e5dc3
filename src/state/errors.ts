/** Thrown if the state cannot be reached. Nothing may be sent to wolkvox. */
export class StateUnavailableError extends Error {
  override readonly name: string = 'StateUnavailableError';

  /**
   * @param notAttempted True if the step was certainly not run, so nothing has to be undone.
   * @param replyCode Code of the error reply of Redis, for example OOM; undefined if there was no reply.
   */
  constructor(
    readonly notAttempted = false,
    readonly replyCode?: string,
  ) {
    super();
  }
}

/**
 * Thrown if the state is available and a step fails each time: a bug, or another program wrote under these keys. Nothing may
 * be sent to wolkvox, and waiting does not help. Clients receive INTERNAL_SERVER_ERROR.
 */
export class StateCommandError extends StateUnavailableError {
  override readonly name = 'StateCommandError';

  /** @param replyCode Code of the error reply, for example WRONGTYPE. */
  constructor(replyCode: string) {
    super(false, replyCode);
  }
}

/** Ignores StateCommandError, which was logged: a repeat would fail too. Throws any other error. */
export function ignoreCommandError(error: unknown): void {
  if (!(error instanceof StateCommandError)) throw error;
}

/** Returns true if the error may pass without a change by the operator. */
export const isUnavailable = (error: unknown): error is StateUnavailableError =>
  error instanceof StateUnavailableError && !(error instanceof StateCommandError);
