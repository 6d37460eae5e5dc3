import { z } from 'zod';

import { Secret } from '../wolkvox/secret.js';
import { describe, wholeNumber, type Environment } from './rules.js';

/** What operators are shown, and where. */
export interface SightSettings {
  /** The port of /metrics; undefined: it is on PORT. */
  readonly metricsPort: number | undefined;
  /** Where traces are sent; undefined: nowhere, and nothing of them is loaded. */
  readonly traces: TraceTarget | undefined;
}

/** A collector that takes OTLP over HTTP, in JSON. */
export interface TraceTarget {
  readonly url: string;
  /** Headers for the collector, which may hold a key. */
  readonly headers: ReadonlyMap<string, Secret>;
  readonly serviceName: string;
}

/** Reads what is said of metrics and traces. The names that begin with OTEL_ and their meaning are OpenTelemetry's own. */
export function readSight(env: Environment): { sight: SightSettings; problems: string[] } {
  const parsed = SIGHT.safeParse(env);
  const problems = parsed.success ? [] : describe(parsed.error);
  const port = env.METRICS_PORT;
  if (port !== undefined && port !== '0' && Number(port) === Number(env.PORT ?? 4000))
    problems.push('METRICS_PORT must be another one than PORT; left out, /metrics is on PORT.');
  const headers = readHeaders(env.OTEL_EXPORTER_OTLP_TRACES_HEADERS ?? env.OTEL_EXPORTER_OTLP_HEADERS);
  if (headers === undefined)
    problems.push('OTEL_EXPORTER_OTLP_HEADERS must be name=value, and commas between more of them.');
  if (!parsed.success || headers === undefined || problems.length > 0)
    return { sight: { metricsPort: undefined, traces: undefined }, problems };
  const { data } = parsed;
  const base = data.OTEL_EXPORTER_OTLP_ENDPOINT;
  const url = data.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base && `${base.replace(/\/$/, '')}/v1/traces`);
  const traces = url === undefined ? undefined : { url, headers, serviceName: data.OTEL_SERVICE_NAME };
  return { sight: { metricsPort: data.METRICS_PORT, traces }, problems };
}

const collector = z
  .string()
  .refine(
    (address) => {
      if (!/^https?:\/\//.test(address) || !URL.canParse(address)) return false;
      const { username, password, search } = new URL(address);
      return username === '' && password === '' && search === '';
    },
    { error: 'must be an http:// or https:// address without a password or a query' },
  )
  .optional();

const SIGHT = z.object({
  METRICS_PORT: wholeNumber(0, 65_535).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: collector,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector,
  OTEL_SERVICE_NAME: z.string().default('wolkvox-graphql'),
});

/** `name=value,name=value`, values with percent signs as in addresses; undefined where it is not that. */
function readHeaders(text = ''): ReadonlyMap<string, Secret> | undefined {
  const headers = new Map<string, Secret>();
  for (const pair of text.split(',').filter((part) => part.trim() !== '')) {
    const [, name, written] = /^\s*([A-Za-z0-9!#$%&'*+.^_`|~-]+)\s*=\s*([\x21-\x7e][\x20-\x7e]*)$/.exec(pair) ?? [];
    if (name === undefined || written === undefined) return undefined;
    const value = decoded(written.trim());
    if (value === undefined || !/^[\x20-\x7e]+$/.test(value)) return undefined;
    headers.set(name.toLowerCase(), new Secret(value));
  }
  return headers;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
