// What Prometheus answers to the expressions of a dashboard's panels.
import { SECONDS } from './load.js';

/** As Grafana would put in for a scrape every second; wide enough for smooth lines. */
const RATE_INTERVAL = '10s';

/** Each panel with `frames`: a legend and `points` of [seconds, value] for each series, or one `value` where it is a number. */
export async function askPanels({ panels }, prometheus) {
  const end = Math.floor(Date.now() / 1000);
  // The first of the load, once a rate can be made of it.
  const span = { start: end - SECONDS + 10, end };
  const asked = [];
  for (const panel of panels) asked.push({ ...panel, span, frames: await askPanel(panel, prometheus, span) });
  return asked;
}

async function askPanel({ targets = [] }, prometheus, span) {
  const frames = await Promise.all(
    targets.map(async ({ expr, legendFormat, instant, refId }) => {
      const query = put(expr);
      const result = await ask(
        prometheus,
        instant ? 'query' : 'query_range',
        instant ? { query, time: span.end } : { query, ...span, step: 1 },
      );
      return result.map(({ metric, value, values }) => ({
        refId,
        legend: legendFormat.replace(/\{\{(\w+)\}\}/g, (_, label) => metric[label] ?? ''),
        ...(instant ? { value: Number(value[1]) } : { points: values.map(([at, text]) => [at, Number(text)]) }),
      }));
    }),
  );
  return frames.flat();
}

/** The dashboard's variables, all chosen. */
const put = (expr) =>
  expr
    .replaceAll('$__rate_interval', RATE_INTERVAL)
    .replaceAll('$__range', `${SECONDS}s`)
    .replaceAll(/\$(operation|job)\b/g, '.*');

async function ask(prometheus, path, parameters) {
  const answer = await fetch(`${prometheus}/api/v1/${path}`, {
    method: 'POST',
    body: new URLSearchParams(parameters),
  });
  const { status, error, data } = await answer.json();
  if (status !== 'success') throw new Error(`${parameters.query}: ${error}`);
  return data.result;
}
