import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { startProduct, TOKEN, type Product } from '../support/product.js';
import { alerts } from './alerts.js';
import { dashboard, expressions } from './dashboard.js';

/** Returns the metric names in an expression; parts of a histogram count as the histogram. */
const metricsIn = (expression: string): string[] =>
  [...expression.matchAll(/\b(?:wolkvox_graphql|process|nodejs)_\w+/g)].map(([name]) =>
    name.replace(/_(?:bucket|sum|count)$/, ''),
  );

describe('the metrics of a real server', () => {
  let simulator: Simulator;
  let product: Product;
  /** Types by name, from the comments of the samples. */
  let types: ReadonlyMap<string, string>;
  beforeAll(async () => {
    simulator = await startSimulator({ token: TOKEN });
    product = await startProduct(simulator.url, { WOLKVOX_DAILY_QUOTA: '1000' });
    const text = await (await fetch(`${product.url}/metrics`)).text();
    types = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]));
  });
  afterAll(() => Promise.all([product.close(), simulator.close()]));

  it('include every metric of the alerts', () => {
    const named = alerts.flatMap(({ expr }) => metricsIn(expr));
    expect(named.length).toBeGreaterThan(alerts.length);
    expect(named.filter((name) => !types.has(name))).toEqual([]);
  });

  it('include every metric of the dashboard', () => {
    const variables = dashboard.templating.list.flatMap(({ definition = '' }) => metricsIn(definition));
    const named = [...expressions.flatMap(metricsIn), ...variables];
    expect(named.filter((name) => !types.has(name))).toEqual([]);
  });

  it('are all on the dashboard if they are our own', () => {
    const shown = new Set(expressions.flatMap(metricsIn));
    const ours = [...types.keys()].filter((name) => name.startsWith('wolkvox_graphql_'));
    expect(ours.length).toBeGreaterThan(15);
    expect(ours.filter((name) => !shown.has(name))).toEqual([]);
  });

  it('are queried by type: rates of counters, quantiles of histograms', () => {
    for (const expression of [...expressions, ...alerts.map(({ expr }) => expr)]) {
      for (const [, name = ''] of expression.matchAll(/(?:rate|increase)\(\s*(\w+)/g))
        expect([name, types.get(name.replace(/_bucket$/, ''))]).toEqual([
          name,
          name.endsWith('_bucket') ? 'histogram' : 'counter',
        ]);
    }
  });
});
