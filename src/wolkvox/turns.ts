/**
 * Runs the action after two turns of the event loop. In two turns Node reads what has arrived on all connections, and runs due
 * timers. It would otherwise write to a connection without reading whether the server has closed it.
 */
export const afterTwoTurns = (action: () => void): void => void setImmediate(() => void setImmediate(action));
