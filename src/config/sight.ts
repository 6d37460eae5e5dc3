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
  /** Attributes of the resource that spans come from, such as `deployment.environment.name`. */
  readonly attributes: ReadonlyMap<string, string>;
}

/**
 * Reads the settings of metrics and traces. The names that begin with OTEL_ and their meaning are OpenTelemetry's own:
 * `OTEL_SDK_DISABLED` is true if it says so in any letter case and false otherwise, and OTEL_SERVICE_NAME goes before `service.name`
 * of OTEL_RESOURCE_ATTRIBUTES.
 */
export function readSight(env: Environment): { sight: SightSettings; problems: string[] } {
  const parsed = SIGHT.safeParse(env);
  const problems = parsed.success ? [] : describe(parsed.error);
  const port = env.METRICS_PORT;
  if (port !== undefined && port !== '0' && Number(port) === Number(env.PORT ?? 4000))
    problems.push('METRICS_PORT must be another one than PORT; left out, /metrics is on PORT.');
  const headers = readHeaders(env.OTEL_EXPORTER_OTLP_TRACES_HEADERS ?? env.OTEL_EXPORTER_OTLP_HEADERS);
  const attributes = readPairs(env.OTEL_RESOURCE_ATTRIBUTES, /^[^\s,=;"\\]+$/);
  if (attributes === undefined)
    problems.push('OTEL_RESOURCE_ATTRIBUTES must be name=value, and commas between more of them.');
  if (headers === undefined)
    problems.push('OTEL_EXPORTER_OTLP_HEADERS must be name=value, and commas between more of them.');
  if (!parsed.success || headers === undefined || attributes === undefined || problems.length > 0)
    return { sight: { metricsPort: undefined, traces: undefined }, problems };
  const { data } = parsed;
  const base = data.OTEL_EXPORTER_OTLP_ENDPOINT;
  const url = data.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base && `${base.replace(/\/$/, '')}/v1/traces`);
  const isOff = data.OTEL_SDK_DISABLED.trim().toLowerCase() === 'true' || !data.OTEL_TRACES_EXPORTER.includes('otlp');
  const serviceName = data.OTEL_SERVICE_NAME ?? attributes.get('service.name') ?? 'wolkvox-graphql';
  const traces = url === undefined || isOff ? undefined : { url, headers, serviceName, attributes };
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
  OTEL_SDK_DISABLED: z.string().default('false'),
  OTEL_TRACES_EXPORTER: z
    .string()
    .transform((names) => names.split(',').map((name) => name.trim()))
    .refine((names) => names.every((name) => name === 'otlp' || name === 'none'), { error: 'must be otlp or none' })
    .default(['otlp']),
  OTEL_SERVICE_NAME: z.string().optional(),
});

/** Headers, by their names in lower case; undefined if a pair is none. */
function readHeaders(text: string | undefined): ReadonlyMap<string, Secret> | undefined {
  const pairs = readPairs(text, /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/);
  if (pairs === undefined || ![...pairs.values()].every((value) => /^[\x20-\x7e]+$/.test(value))) return undefined;
  return new Map([...pairs].map(([name, value]) => [name.toLowerCase(), new Secret(value)]));
}

/** Reads `name=value,name=value`, values with percent signs as in addresses; undefined if a part of it is not that. */
function readPairs(text = '', namePattern: RegExp): ReadonlyMap<string, string> | undefined {
  const pairs = new Map<string, string>();
  for (const pair of text.split(',').filter((part) => part.trim() !== '')) {
    const [, name = '', written] = /^([^=]*)=(.*)$/s.exec(pair.trim()) ?? [];
    const value = written === undefined ? undefined : decoded(written.trim());
    if (!namePattern.test(name.trim()) || value === undefined || value === '') return undefined;
    pairs.set(name.trim(), value);
  }
  return pairs;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
