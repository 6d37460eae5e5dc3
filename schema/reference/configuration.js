import { MODE_VARIABLE, SETTINGS as AUTH_VARIABLES } from '../../dist/config/auth.js';
import { processSettings } from '../../dist/config/config.js';
import { HTTP_VARIABLES } from '../../dist/config/http.js';
import { GRAPHQL_LIMITS } from '../../dist/config/limits.js';
import { OPERATION, OPERATION_VARIABLES, SOURCE_VARIABLES } from '../../dist/config/operations.js';
import { PROXY_VARIABLES } from '../../dist/config/proxy.js';
import { TELEMETRY_VARIABLES } from '../../dist/config/telemetry.js';
import { code, table } from './markdown.js';

const ofOperations = Object.entries(OPERATION_VARIABLES).map(([key, variable]) => [variable, OPERATION.shape[key]]);

/** The rule of each variable, by its name. */
const RULES = {
  ...processSettings(false).shape,
  ...HTTP_VARIABLES.shape,
  ...Object.fromEntries(ofOperations),
  ...SOURCE_VARIABLES.shape,
  ...PROXY_VARIABLES.shape,
  ...GRAPHQL_LIMITS.shape,
  ...TELEMETRY_VARIABLES.shape,
};
const IN_PRODUCTION = processSettings(true).shape;

/** By the beginnings of their names. */
const GROUPS = {
  Server:
    /^(?:NODE_ENV|PORT|HOST|ALLOWED_HOSTS|CORS_ORIGINS|TRUST_PROXY|EXPLORER|INTROSPECTION|LOG_LEVEL|KEEP_ALIVE|HEARTBEAT|SHUTDOWN)/,
  wolkvox: /^(?:WOLKVOX|CACHE|PROGRESS|RESULTS|REDIS|DATA|HTTPS|NO)_/,
  Limits: /^(?:LIMIT|TRUSTED_DOCUMENTS)_/,
  Telemetry: /^(?:METRICS|OTEL)_/,
};

/** docs/reference/configuration.md. */
export function configurationPage() {
  const isOf = (name) => Object.keys(GROUPS).filter((group) => GROUPS[group].test(name));
  for (const name of Object.keys(RULES)) if (isOf(name).length !== 1) throw new Error(`${name} needs one group.`);
  const group = (heading) =>
    variables(Object.fromEntries(Object.entries(RULES).filter(([name]) => isOf(name)[0] === heading)));
  const { none, jwt, router } = AUTH_VARIABLES;
  const scopes = Object.fromEntries(Object.entries(jwt.shape).filter(([name]) => name in router.shape));
  const without = (shape) => Object.fromEntries(Object.entries(shape).filter(([name]) => !(name in scopes)));
  return `# Configuration

Environment variables, which are read at the start. How to set them: [deploying](../guides/deploying.md). A value outside *allowed* stops the
start.

## Server

${group('Server')}

## wolkvox

${group('wolkvox')}

Keys of an operation in \`WOLKVOX_OPERATIONS_FILE\`: \`id\`, ${Object.entries(OPERATION_VARIABLES)
    .map(([key, variable]) => `\`${key}\` (${code(variable)})`)
    .join(', ')}.

## Authentication

Guide: [access](../guides/access.md). A variable of another mode must be unset.

${variables(MODE_VARIABLE.shape)}

### \`none\`

${variables(none.shape)}

### \`jwt\`

${variables(without(jwt.shape))}

### \`router\`

${variables(without(router.shape))}

### \`jwt\` and \`router\`

${variables(scopes)}

## Limits

A request above a limit has no effect. It gets \`LIMIT_EXCEEDED\` with \`limit\` and \`allowed\`, or HTTP 408, 413, 429, 431 or 503. Estimates of
memory: [deploying](../guides/deploying.md#size-the-memory).

${group('Limits')}

## Telemetry

\`OTEL_*\` are OpenTelemetry's own names.

${group('Telemetry')}
`;
}

const variables = (shape) =>
  table(
    ['variable', 'default', 'allowed', 'meaning'],
    Object.entries(shape).map(([name, rule]) => {
      const { description } = rule.meta() ?? {};
      if (description === undefined) throw new Error(`${name} has no description.`);
      return [code(name), defaultOf(name, rule), allowedBy(rule), description];
    }),
  );

function defaultOf(name, rule) {
  const said = rule.meta().default;
  if (said !== undefined) return said;
  const value = shown(rule);
  if (value === undefined) return rule.safeParse(undefined).success ? '' : 'required';
  const inProduction = name in IN_PRODUCTION ? shown(IN_PRODUCTION[name]) : value;
  return inProduction === value ? value : `${value}; production: ${inProduction}`;
}

function shown(rule) {
  const { success, data } = rule.safeParse(undefined);
  if (!success || data === undefined || (Array.isArray(data) && data.length === 0)) return undefined;
  return code(Array.isArray(data) ? data.join() : data);
}

/** No rule allows it, except that of a text. */
const WRONG = '\u0000';

/** The rule as its error states it, so that the reference and the error have one text. */
function allowedBy(rule) {
  const { success, error } = rule.safeParse(WRONG);
  return success ? '' : error.issues[0].message.replace(/^must be (?:a whole number from |one of )?/, '');
}
