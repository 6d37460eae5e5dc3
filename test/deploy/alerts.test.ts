import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { describe, expect, it } from '@jest/globals';

import { ANSWERS } from '../../src/wolkvox/answers.js';
import { describeWith } from '../support/describe-with.js';
import { alerts, ALERTS_FILE, ALERTS_TEST_FILE } from './alerts.js';

const run = promisify(execFile);

describe('the alerts', () => {
  it.each(alerts)('$alert tells whom it wakes, what is wrong and where to read what to do', (alert) => {
    const { labels, annotations } = alert;
    expect(['page', 'ticket']).toContain(labels.severity);
    expect(annotations.summary).not.toBe('');
    expect(annotations.description).not.toBe('');
    const [file = '', anchor] = annotations.runbook.split('#');
    expect(file).toBe('docs/operating.md');
    const headings = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').match(/^#+ .*$/gm) ?? [];
    expect(headings.map(anchorOf)).toContain(anchor);
  });

  it('each have a test that makes them fire', () => {
    const tested = readFileSync(ALERTS_TEST_FILE, 'utf8');
    expect(
      alerts
        .map(({ alert }) => alert)
        .filter(
          (alert) =>
            !tested.includes(`alertname="${alert}"`) &&
            !new RegExp(`alertname: ${alert}\n +eval_time: .*\n +exp_alerts:\n`).test(tested),
        ),
    ).toEqual([]);
  });
});

describe('the outcomes that alerts look for', () => {
  const words = ['success', ...ANSWERS.map(({ id }) => id)];
  const patterns = alerts.flatMap(({ expr }) =>
    [...expr.matchAll(/upstream_calls_total\{outcome=~?"([^"]+)"/g)].flatMap(
      ([, pattern]) => pattern?.split('|') ?? [],
    ),
  );

  it.each([...new Set(patterns)])('are ones that a call may have: %s', (pattern) => {
    expect(words.filter((word) => new RegExp(`^(?:${pattern})$`).test(word))).not.toEqual([]);
  });
});

/** As GitHub makes them. */
const anchorOf = (heading: string): string =>
  heading
    .replace(/^#+ /, '')
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

describeWith(
  'promtool',
  'There is no promtool on PATH: install Prometheus 2.42 or later (Debian: apt-get install prometheus).',
)('promtool', () => {
  it('finds no fault in the rules', async () => {
    const { stdout } = await run('promtool', ['check', 'rules', fileURLToPath(ALERTS_FILE)]);
    expect(stdout).toContain(`SUCCESS: ${alerts.length} rules found`);
  });

  it('sees each alert fire when it should, and only then', async () => {
    const { stdout } = await run('promtool', ['test', 'rules', fileURLToPath(ALERTS_TEST_FILE)]);
    expect(stdout).toContain('SUCCESS');
  });
});
