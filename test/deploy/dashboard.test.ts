import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, it } from '@jest/globals';

import { describeWith } from '../support/describe-with.js';
import { dashboard, expressions, panels } from './dashboard.js';

const run = promisify(execFile);

describe('the dashboard', () => {
  it('is a dashboard of Grafana 11, with variables for data source and operation', () => {
    expect(dashboard.schemaVersion).toBe(39);
    expect(dashboard.templating.list.map(({ name }) => name)).toEqual(['datasource', 'operation', 'job']);
    const sources = panels.flatMap(({ targets = [] }) => targets.map(({ datasource }) => datasource.uid));
    expect(new Set(sources)).toEqual(new Set(['${datasource}']));
  });

  it.each(panels)('has a title, a description and a unit for $title', ({ title, description = '', fieldConfig }) => {
    expect(title).not.toBe('');
    expect(description.length).toBeGreaterThan(20);
    expect(['reqps', 's', 'bytes', 'percentunit', 'none']).toContain(fieldConfig?.defaults.unit);
  });

  it('has no overlapping panels within its 24 columns', () => {
    const taken = new Map<string, string>();
    for (const { title, gridPos } of dashboard.panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect([title, taken.get(`${x} ${y}`)]).toEqual([title, undefined]);
          taken.set(`${x} ${y}`, title);
        }
    }
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });

  it('filters by operation in every expression with that label', () => {
    const ofOperations =
      /(upstream_|queue_|concurrency_|quota|list_cache|mutations|replays|unknown_|subscriptions|result_windows|incomplete_)/;
    for (const expression of expressions)
      for (const [, metric = '', selector = ''] of expression.matchAll(/(wolkvox_graphql_\w+)(\{[^}]*\})?/g))
        if (ofOperations.test(metric))
          expect([metric, selector]).toEqual([metric, expect.stringContaining('$operation')]);
  });
});

describeWith(
  'promtool',
  'There is no promtool on PATH: install Prometheus 2.42 or later (Debian: apt-get install prometheus).',
)('promtool', () => {
  it('parses every expression', async () => {
    const rules = expressions.map((expr, index) => ({
      record: `panel:${index}`,
      expr: expr.replace(/\$__(rate_interval|range)/g, '5m').replace(/\$(operation|job)\b/g, '.*'),
    }));
    const folder = await mkdtemp(join(tmpdir(), 'dashboard-'));
    const file = join(folder, 'rules.yaml');
    try {
      await writeFile(file, JSON.stringify({ groups: [{ name: 'panels', rules }] }));
      const { stdout } = await run('promtool', ['check', 'rules', file]);
      expect(stdout).toContain(`SUCCESS: ${rules.length} rules found`);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
