import { readFileSync } from 'node:fs';

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[];
  readonly fieldConfig?: { readonly defaults: { readonly unit: string } };
}

interface Dashboard {
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
}

export const dashboard = JSON.parse(
  readFileSync(new URL('../../deploy/grafana/wolkvox-graphql.json', import.meta.url), 'utf8'),
) as Dashboard;

/** All panels with a chart or a value. */
export const panels = dashboard.panels.filter(({ type }) => type !== 'row');

export const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
