import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { describe, expect, it } from '@jest/globals';

import { OUTCOME_RULES } from '../../src/wolkvox/outcome-rules.js';
import { describeWith } from '../support/describe-with.js';
import { anchorsOf, read } from '../support/documents.js';
import { alerts, ALERTS_FILE, ALERTS_TEST_FILE } from './alerts.js';

const run = promisify(execFile);

/** The base that the command at the top of the file replaces. */
const BASE =
  /^#\s+sed -i 's\|([^|]+)\|[^|]+\|' deploy\/prometheus\/alerts\*\.yaml$/m.exec(
    readFileSync(ALERTS_FILE, 'utf8'),
  )?.[1] ?? '';

/** The entries of the runbook, each with its heading. */
const ENTRIES = read('docs/guides/runbook.md').split(/\n(?=## )/);

const KEYS = new Set(['summary', 'description', 'runbook_url']);

describe('the alerts', () => {
  it.each(alerts)('$alert has a severity, a summary, a description and a runbook entry that names it', (alert) => {
    const { labels, annotations } = alert;
    expect(['page', 'ticket']).toContain(labels.severity);
    expect(annotations.summary).not.toBe('');
    expect(annotations.description).not.toBe('');
    const [address = '', anchor = ''] = annotations.runbook_url.split('#');
    expect(address).toBe(`${BASE}/docs/guides/runbook.md`);
    const entry = ENTRIES.find((text) => anchorsOf(text)[0] === anchor) ?? '';
    expect(entry).toContain(`\`${alert.alert}\``);
    for (const part of ['Symptom', 'Meaning', 'Action']) expect(entry).toMatch(new RegExp(`\\*\\*[^*]*${part}`, 'i'));
  });

  it('have links with one base, which the command at the top of the file replaces in both files', () => {
    const files = [ALERTS_FILE, ALERTS_TEST_FILE].map((file) => readFileSync(file, 'utf8'));
    const links = files.flatMap((text) => text.match(/^ +runbook_url: .*/gm) ?? []);
    expect(links.length).toBeGreaterThan(alerts.length);
    expect(links.filter((link) => !link.includes(`runbook_url: ${BASE}/docs/guides/runbook.md#`))).toEqual([]);
    expect(new URL(BASE).hostname).toMatch(/\.example\.com$/);
    // No annotation has a link under another name.
    expect(alerts.flatMap(({ annotations }) => Object.keys(annotations)).filter((key) => !KEYS.has(key))).toEqual([]);
  });

  it('have a test each that makes them fire', () => {
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

describe('the outcomes that alerts select', () => {
  const words = ['success', ...OUTCOME_RULES.map(({ id }) => id)];
  const patterns = alerts.flatMap(({ expr }) =>
    [...expr.matchAll(/upstream_calls_total\{outcome=~?"([^"]+)"/g)].flatMap(
      ([, pattern]) => pattern?.split('|') ?? [],
    ),
  );

  it.each([...new Set(patterns)])('are outcomes of a call: %s', (pattern) => {
    expect(words.filter((word) => new RegExp(`^(?:${pattern})$`).test(word))).not.toEqual([]);
  });
});

describeWith(
  'promtool',
  'There is no promtool on PATH: install Prometheus 2.42 or later (Debian: apt-get install prometheus).',
)('promtool', () => {
  it('accepts the rules', async () => {
    const { stdout } = await run('promtool', ['check', 'rules', fileURLToPath(ALERTS_FILE)]);
    expect(stdout).toContain(`SUCCESS: ${alerts.length} rules found`);
  });

  it('passes the tests of the rules', async () => {
    const { stdout } = await run('promtool', ['test', 'rules', fileURLToPath(ALERTS_TEST_FILE)]);
    expect(stdout).toContain('SUCCESS');
  }, 60_000);
});
