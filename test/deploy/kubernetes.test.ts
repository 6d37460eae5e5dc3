import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { readConfig } from '../../src/config/config.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { startProduct, TOKEN, type Product } from '../support/product.js';
import { problemsOf } from './kubernetes-types.js';
import {
  configMaps,
  deployment,
  disruptionBudget,
  exampleSecrets,
  kustomization,
  manifests,
  networkPolicy,
  service,
  variables,
} from './manifests.js';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const pod = deployment.spec?.template.spec;
const container = pod?.containers[0];
const labels = deployment.spec?.template.metadata?.labels;

describe('the manifests', () => {
  it('match the Kubernetes API types', () => {
    const generated = configMaps.map((content) => ({ kind: 'ConfigMap', apiVersion: 'v1', content }));
    const examples = exampleSecrets.map((content) => ({ kind: 'Secret', apiVersion: 'v1', content }));
    expect(problemsOf([...manifests, ...generated, ...examples])).toEqual([]);
  });

  it('are checked by a checker that detects errors', () => {
    const wrong = { apiVersion: 'v1', kind: 'Service', spec: { type: 'ClusterIp', ports: [{ prot: 4000 }] } };
    expect(problemsOf([{ ...wrong, content: wrong }]).join()).toMatch(/ClusterIp|prot/);
  });

  it('are all in the kustomization except the example of the secrets', () => {
    const files = readdirSync(new URL('../../deploy/kubernetes/', import.meta.url)).filter((file) =>
      file.endsWith('.yaml'),
    );
    expect(files.sort()).toEqual([...kustomization.resources, 'example-secrets.yaml', 'kustomization.yaml'].sort());
    expect(manifests.map(({ kind }) => kind)).not.toContain('Secret');
  });

  it('select the pods of the deployment', () => {
    expect(labels).toBeDefined();
    for (const selector of [
      deployment.spec?.selector.matchLabels,
      service.spec?.selector,
      disruptionBudget.spec?.selector?.matchLabels,
      networkPolicy.spec?.podSelector.matchLabels,
      ...(pod?.topologySpreadConstraints ?? []).map(({ labelSelector }) => labelSelector?.matchLabels),
    ])
      expect(selector).toEqual(labels);
  });

  it('refer only to existing config maps, secrets, accounts and images', () => {
    const secrets = exampleSecrets.map(({ metadata }) => metadata?.name);
    expect(container?.envFrom).toEqual([{ configMapRef: { name: configMaps[0]?.metadata?.name } }]);
    expect(secrets).toContain(pod?.volumes?.[0]?.secret?.secretName);
    expect(manifests.find(({ kind }) => kind === 'ServiceAccount')?.content).toMatchObject({
      metadata: { name: pod?.serviceAccountName },
    });
    expect(kustomization.images.map(({ name }) => name)).toEqual([container?.image]);
    for (const { valueFrom } of container?.env ?? []) {
      const secret = exampleSecrets.find(({ metadata }) => metadata?.name === valueFrom?.secretKeyRef?.name);
      expect(Object.keys(secret?.stringData ?? {})).toContain(valueFrom?.secretKeyRef?.key);
    }
  });
});

describe('the variables', () => {
  const written = read('deploy/kubernetes/kustomization.yaml');
  const named = [...written.matchAll(/^ +(?:# )?- ([A-Z][A-Z_]+)=/gm)].map(([, name]) => name ?? '');

  const withoutAuth = Object.fromEntries(Object.entries(variables).filter(([name]) => !name.startsWith('AUTH_')));

  it('are variables of the server', () => {
    const sources = readdirSync(new URL('../../src/config/', import.meta.url)).map((file) => `src/config/${file}`);
    const known = ['docs/reference/configuration.md', ...sources].map(read).join('\n');
    expect(named.length).toBeGreaterThan(Object.keys(variables).length);
    const unknown = [...named, ...(container?.env ?? []).map(({ name }) => name)].filter(
      (name) => !new RegExp(`\\b${name}\\b`).test(known),
    );
    expect(unknown).toEqual([]);
  });

  it.each([
    ['tokens of an issuer', variables],
    ['a router', { ...withoutAuth, AUTH_MODE: 'router', AUTH_ROUTER_SECRET_FILE: 'router-secret' }],
  ])('start a server in production, behind %s', (_name, chosen) => {
    const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
    const secrets = Object.entries(exampleSecrets[0]?.stringData ?? {});
    // The example has placeholders; a secret is one long value.
    for (const [key, words] of secrets) writeFileSync(join(folder, key), words.replaceAll(' ', '-').padEnd(64, 'x'));
    const inFolder = ([name, value]: [string, string]): [string, string] =>
      name.endsWith('_FILE') ? [name, join(folder, basename(value))] : [name, value];
    const environment = Object.fromEntries(Object.entries(chosen).map(inFolder));
    try {
      const REDIS_URL = exampleSecrets[1]?.stringData?.url;
      expect(() => readConfig({ ...environment, REDIS_URL, NODE_ENV: 'production' })).not.toThrow();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('contain no secret; secrets are files in the mounted folder', () => {
    const folder = container?.volumeMounts?.[0]?.mountPath;
    const files = [...written.matchAll(/^ +(?:# )?- ([A-Z_]+)=(\/.*)$/gm)].map(([, name, path]) => [name, path]);
    const keys = Object.keys(exampleSecrets[0]?.stringData ?? {});
    expect(files.map(([name]) => name)).toContain('WOLKVOX_TOKEN_FILE');
    for (const [name, path] of files) {
      expect(name).toMatch(/_FILE$/);
      const key = path?.replace(`${folder ?? ''}/`, '');
      if (key !== 'operations.json') expect(keys).toContain(key);
    }
    expect(named.filter((name) => /(TOKEN|SECRET|KEY|PASSWORD)$/.test(name))).toEqual([]);
  });

  it('are those of production, with the image', () => {
    expect(read('Dockerfile')).toMatch(/^ENV NODE_ENV=production$/m);
    expect(variables.AUTH_MODE).toBe('jwt');
    expect(named).not.toContain('AUTH_ALLOW_ANONYMOUS');
  });
});

describe('the ports', () => {
  const ports = new Map((container?.ports ?? []).map(({ name = '', containerPort }) => [name, containerPort]));

  it('are those that the server listens on', () => {
    const config = readConfig({ WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN: TOKEN });
    expect(Object.fromEntries(ports)).toEqual({ graphql: config.port, metrics: Number(variables.METRICS_PORT) });
    expect(variables).not.toHaveProperty('PORT');
    expect(read('Dockerfile')).toContain(`EXPOSE ${config.port}`);
  });

  it('are those of the service and of the network policy', () => {
    const shown = service.spec?.ports?.map(({ name, port, targetPort }) => [name, targetPort, port] as unknown[]);
    expect(shown).toEqual([...ports].map(([name, port]) => [name, name, port]));
    const letIn = networkPolicy.spec?.ingress?.flatMap((rule) => rule.ports ?? []).map(({ port }) => port);
    expect(letIn).toEqual([...ports.keys()]);
  });
});

describe('egress', () => {
  const rules = networkPolicy.spec?.egress ?? [];
  const reconciler = (rule: (typeof rules)[number]): unknown[] => (rule.ports ?? []).map(({ port }) => port);
  const url = new URL(exampleSecrets[1]?.stringData?.url ?? '');

  it.each(rules.map((rule) => [reconciler(rule).join(), rule] as const))(
    'leads to named targets and ports: %s',
    (_ports, { to = [], ports = [] }) => {
      expect(to.length).toBeGreaterThan(0);
      expect(to.filter((peer) => Object.keys(peer).length === 0)).toEqual([]);
      expect(ports.length).toBeGreaterThan(0);
    },
  );

  it('to Redis leads only to its pods in its namespace', () => {
    const rule = rules.filter((one) => reconciler(one).includes(Number(url.port)));
    expect(rule).toEqual([
      {
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': expect.any(String) } },
            podSelector: { matchLabels: { 'app.kubernetes.io/name': expect.any(String) } },
          },
        ],
        ports: [{ protocol: 'TCP', port: 6379 }],
      },
    ]);
  });

  it('to Redis leads to the address in the Secret and the kustomization', () => {
    const { namespaceSelector, podSelector } = rules.find((one) => reconciler(one).includes(6379))?.to?.[0] ?? {};
    const namespace = namespaceSelector?.matchLabels?.['kubernetes.io/metadata.name'] ?? '';
    const [, inNamespace, svc] = url.hostname.split('.');
    expect([inNamespace, svc]).toEqual([namespace, 'svc']);
    const text = read('deploy/kubernetes/kustomization.yaml');
    expect(text).toContain(`the namespace \`${namespace}\``);
    for (const [label, value] of Object.entries(podSelector?.matchLabels ?? {}))
      expect(text).toContain(`${label}: ${value}`);
  });

  it('to the internet excludes private addresses, so that Redis has its own rule', () => {
    const blocks = rules.flatMap(({ to = [] }) => to).flatMap(({ ipBlock }) => ipBlock ?? []);
    expect(blocks.length).toBeGreaterThan(0);
    for (const { except = [] } of blocks) expect(except.length).toBeGreaterThan(0);
    expect(rules.filter((rule) => reconciler(rule).includes(443)).flatMap(reconciler)).toEqual([443]);
  });
});

describe('the probes', () => {
  let simulator: Simulator;
  let product: Product;
  beforeAll(async () => {
    simulator = await startSimulator({ token: TOKEN });
    product = await startProduct(simulator.url);
  });
  afterAll(() => Promise.all([product.close(), simulator.close()]));

  it('request paths that the server responds to', async () => {
    const probes = [container?.startupProbe, container?.livenessProbe, container?.readinessProbe];
    const paths = probes.map((probe) => probe?.httpGet?.path ?? '');
    expect(paths).toEqual(['/livez', '/livez', '/readyz']);
    for (const path of paths) expect((await fetch(product.url + path)).status).toBe(200);
    expect(probes.map((probe) => probe?.httpGet?.port)).toEqual(['graphql', 'graphql', 'graphql']);
  });
});

describe('the pods', () => {
  it('have enough time to finish their requests', () => {
    const { queueTimeoutMs, timeoutMs, slotLeaseMs } = readConfig({ WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN: TOKEN });
    const delayMs = Number(variables.SHUTDOWN_DELAY_MS);
    const longestMs = 2 * (queueTimeoutMs + timeoutMs) + slotLeaseMs;
    expect(delayMs).toBeGreaterThan(0);
    expect((pod?.terminationGracePeriodSeconds ?? 0) * 1000).toBeGreaterThan(delayMs + longestMs);
    // Readiness fails, and is seen to fail, before the listener closes.
    const { periodSeconds = 0, failureThreshold = 0 } = container?.readinessProbe ?? {};
    expect(periodSeconds * failureThreshold * 1000).toBeLessThan(delayMs);
  });

  it('have no rights', () => {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(container?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(read('Dockerfile')).toMatch(/^USER node$/m);
    expect(Object.keys(pod ?? {})).toEqual(expect.not.arrayContaining(['hostNetwork', 'hostPID', 'hostIPC']));
  });

  it('can read the secret as their group, and no other user can', () => {
    expect(pod?.volumes?.[0]?.secret?.defaultMode).toBe(0o440);
    expect(pod?.securityContext?.fsGroup).toBe(pod?.securityContext?.runAsGroup);
  });

  it('have the measured memory of 60,000 campaigns, and twice that at most', () => {
    const measured = /const MOST_MEMORY_MB = ([0-9]+);/.exec(read('bench/list-memory.js'))?.[1];
    expect(container?.resources?.requests?.memory).toBe(`${measured ?? ''}Mi`);
    expect(container?.resources?.limits?.memory).toBe(`${2 * Number(measured)}Mi`);
  });

  it('are at least one during an update and while a node is drained', () => {
    expect(deployment.spec).toMatchObject({ replicas: 2, strategy: { rollingUpdate: { maxUnavailable: 0 } } });
    expect(disruptionBudget.spec?.minAvailable).toBe(1);
  });

  it('share their state, which more than one requires', () => {
    expect(container?.env?.map(({ name }) => name)).toEqual(['REDIS_URL']);
  });

  it('refer to existing files in comments', () => {
    const named = [...read('deploy/kubernetes/deployment.yaml').matchAll(/\b(?:docs|test)\/[\w./-]+\.(?:md|ts)/g)];
    expect(
      named.map(([path]) => path).filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url))),
    ).toEqual([]);
  });
});
