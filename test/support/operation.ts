import type { OperationConnection } from '../../src/wolkvox/client.js';
import { Secret } from '../../src/shared/secret.js';
import { TOKEN } from './wolkvox-token.js';

/** Limits of the operation. Without a `dailyQuota` calls are not counted. */
interface Limits {
  readonly maxInFlight: number;
  readonly dailyQuota?: number | undefined;
}

/** The operation `default` of tests that call wolkvox without a server, in Bogota, at the URL of a simulator. */
export const operationAt = (url: string, { maxInFlight, dailyQuota }: Limits): OperationConnection => ({
  id: 'default',
  timeZone: 'America/Bogota',
  timeFormat: 'YYYYmmddhhiiss',
  baseUrl: new URL(url),
  token: new Secret(TOKEN),
  maxInFlight,
  dailyQuota,
});
