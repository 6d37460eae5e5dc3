/** Certificates for loopback servers, and a process that trusts them. */
import { fork } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { transform } from '@swc/core';
import { generate } from 'selfsigned';

import type { HttpRequest, HttpResult } from '../../src/wolkvox/transport.js';

/** PEM texts. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Creates a certificate with its own authority for localhost and an address. No process trusts it by default. */
export async function selfSigned(ip = '127.0.0.1'): Promise<Certificate> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip },
        ],
      },
    ],
  });
  return { key, cert };
}

/** The socket of the product in a process of its own, where a certificate is trusted. */
export interface TrustingHttp {
  /** As `Transport.send`. */
  send(request: HttpRequest): Promise<HttpResult>;
  close(): Promise<void>;
}

/** The modules of the transport, and of the configuration of its proxy. */
const SOURCES = [
  ...['transport', 'connector', 'own-connection', 'fault', 'decompress', 'charset', 'constants'].map(
    (name) => `wolkvox/${name}`,
  ),
  ...['proxy', 'env'].map((name) => `config/${name}`),
  ...['ip-address', 'memoize', 'secret'].map((name) => `shared/${name}`),
];

/** The proxy of the machine that runs the tests. */
const NO_PROXIES = { HTTPS_PROXY: '', https_proxy: '', NO_PROXY: '', no_proxy: '' };

/**
 * Node reads trusted authorities only at the start of a process. `variables` are added to its environment: HTTPS_PROXY is read as
 * the product does.
 */
export async function startTrustingHttp(
  { cert }: Certificate,
  variables: Readonly<Record<string, string>> = {},
): Promise<TrustingHttp> {
  const folder = await mkdtemp(join(tmpdir(), 'trusting-http-'));
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'authority.pem'), cert);
  await writeFile(join(folder, 'main.js'), MAIN);
  for (const name of SOURCES) {
    const source = await readFile(resolve('src', `${name}.ts`), 'utf8');
    const { code } = await transform(source, { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } });
    await mkdir(join(folder, dirname(name)), { recursive: true });
    await writeFile(join(folder, `${name}.js`), code);
  }

  const child = fork(join(folder, 'main.js'), {
    execArgv: [],
    silent: true,
    env: {
      ...process.env,
      ...NO_PROXIES,
      ...variables,
      NODE_OPTIONS: '',
      NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem'),
    },
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const waiting = new Map<number, (result: HttpResult) => void>();
  child.on('message', ({ id, result }: { id: number; result: HttpResult }) => {
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  let sent = 0;
  return {
    send: (request) =>
      new Promise((done, fail) => {
        const id = (sent += 1);
        waiting.set(id, done);
        void ended.then(() => fail(new Error('The process that sends has ended.')));
        child.send({ id, request: { ...request, url: request.url.href } });
      }),
    close: async () => {
      if (child.connected) child.disconnect();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

const MAIN = `
import { createTransport } from './wolkvox/transport.js';
import { nonEmpty } from './config/env.js';
import { readProxy } from './config/proxy.js';

const transport = createTransport(readProxy(nonEmpty(process.env)).value);
process.on('message', ({ id, request }) => {
  void transport.send({ ...request, url: new URL(request.url) }).then((result) => process.send({ id, result }));
});
process.on('disconnect', () => transport.close());
`;
