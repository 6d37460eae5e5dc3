import { readFileSync } from 'node:fs';

import { parse } from 'yaml';

export const ALERTS_FILE = new URL('../../deploy/prometheus/alerts.yaml', import.meta.url);
export const ALERTS_TEST_FILE = new URL('../../deploy/prometheus/alerts.test.yaml', import.meta.url);

export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string; readonly runbook_url: string };
}

const { groups } = parse(readFileSync(ALERTS_FILE, 'utf8')) as { groups: readonly { rules: readonly Alert[] }[] };

export const alerts = groups.flatMap(({ rules }) => rules);
