import { z } from 'zod';

import { combine, parsed, type Invalid, type Parsed } from '../shared/result.js';
import { Secret } from '../shared/secret.js';
import type { TraceTarget } from '../telemetry/tracing.js';
import { parse, wholeNumber, type Environment } from './env.js';

/**
 * Reads the settings of metrics and traces. Variables that begin with OTEL_ have the meaning of OpenTelemetry:
 * - OTEL_SDK_DISABLED is true for `true` in any letter case, and false otherwise.
 * - OTEL_SERVICE_NAME overrides `service.name` of OTEL_RESOURCE_ATTRIBUTES.
 */
export function readTelemetry(
  env: Environment,
): Parsed<{ metricsPort: number | undefined; traces: TraceTarget | undefined }> {
  const port = env.METRICS_PORT;
  const isPort = port !== undefined && port !== '0' && Number(port) === Number(env.PORT ?? 4000);
  const settings = combine({
    data: parse(TELEMETRY_VARIABLES, env),
    port: parsed(port, isPort ? [PORT_RULE] : []),
    attributes: readPairs('OTEL_RESOURCE_ATTRIBUTES', env.OTEL_RESOURCE_ATTRIBUTES, /^[^\s,=;"\\]+$/),
    headers: readHeaders(env.OTEL_EXPORTER_OTLP_TRACES_HEADERS ?? env.OTEL_EXPORTER_OTLP_HEADERS),
  });
  if ('problems' in settings) return settings;
  const { data, attributes, headers } = settings.value;
  const base = data.OTEL_EXPORTER_OTLP_ENDPOINT;
  const url = data.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base && `${base.replace(/\/$/, '')}/v1/traces`);
  const isOff = data.OTEL_SDK_DISABLED.trim().toLowerCase() === 'true' || !data.OTEL_TRACES_EXPORTER.includes('otlp');
  const serviceName = data.OTEL_SERVICE_NAME ?? attributes.get('service.name') ?? SERVICE_NAME;
  const traces = url === undefined || isOff ? undefined : { url, headers, serviceName, attributes };
  return { value: { metricsPort: data.METRICS_PORT, traces } };
}

const PORT_RULE = 'METRICS_PORT must differ from PORT. To serve /metrics on PORT, leave METRICS_PORT unset.';

const SERVICE_NAME = 'wolkvox-graphql';

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

export const TELEMETRY_VARIABLES = z.object({
  METRICS_PORT: wholeNumber(0, 65_535)
    .optional()
    .meta({ description: 'Port of `/metrics`, on the same `HOST`.', default: '`PORT`' }),
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.meta({
    description: 'Collector of traces, OTLP over HTTP in JSON. `/v1/traces` is appended.',
    default: 'no traces',
  }),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector.describe('Whole address of the collector, used instead.'),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .optional()
    .describe('`name=value,name=value`: headers for the collector, such as a key.'),
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: z.string().optional().describe('The same, used instead.'),
  OTEL_RESOURCE_ATTRIBUTES: z
    .string()
    .optional()
    .describe(
      '`name=value,name=value`: attributes of every trace. `service.name` is used without `OTEL_SERVICE_NAME`.',
    ),
  OTEL_SDK_DISABLED: z.string().default('false').describe('`true`: no traces.'),
  OTEL_TRACES_EXPORTER: z
    .string()
    .transform((names) => names.split(',').map((name) => name.trim()))
    .refine((names) => names.every((name) => name === 'otlp' || name === 'none'), { error: 'must be otlp or none' })
    .default(['otlp'])
    .describe('`none`: no traces.'),
  OTEL_SERVICE_NAME: z
    .string()
    .optional()
    .meta({ description: 'Service name of the traces.', default: `\`${SERVICE_NAME}\`` }),
});

/** Reads the headers for the collector, by their names in lower case. */
function readHeaders(text: string | undefined): Parsed<ReadonlyMap<string, Secret>> {
  const name = 'OTEL_EXPORTER_OTLP_HEADERS';
  const pairs = readPairs(name, text, /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/);
  if ('problems' in pairs) return pairs;
  if (![...pairs.value.values()].every((value) => /^[\x20-\x7e]+$/.test(value))) return notPairs(name);
  return { value: new Map([...pairs.value].map(([header, value]) => [header.toLowerCase(), new Secret(value)])) };
}

/** Reads `name=value,name=value` with percent-encoded values. */
function readPairs(variable: string, text = '', namePattern: RegExp): Parsed<ReadonlyMap<string, string>> {
  const pairs = new Map<string, string>();
  for (const pair of text.split(',').filter((part) => part.trim() !== '')) {
    const [, name = '', encoded] = /^([^=]*)=(.*)$/s.exec(pair.trim()) ?? [];
    const value = encoded === undefined ? undefined : decode(encoded.trim());
    if (!namePattern.test(name.trim()) || value === undefined || value === '') return notPairs(variable);
    pairs.set(name.trim(), value);
  }
  return { value: pairs };
}

const notPairs = (variable: string): Invalid => ({
  problems: [`${variable} must be a comma-separated list of name=value pairs.`],
});

/** Returns undefined if the text is malformed. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
