import { execFile } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterAll, describe, expect, it } from '@jest/globals';

import { findProgram } from '../support/find-program.js';
import { freePort } from '../support/free-port.js';
import { read } from '../support/documents.js';
import { startProduct } from '../support/product.js';

const PACKAGE_MANAGERS = ['npm', 'npx', 'corepack', 'yarn', 'yarnpkg'];

interface Instruction {
  readonly word: string;
  readonly rest: string;
}
interface Stage {
  readonly name: string;
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

/** Text before the first stage, and the stages. */
function readDockerfile(): { readonly first: readonly Instruction[]; readonly stages: readonly Stage[] } {
  const lines = read('Dockerfile')
    .replace(/^#.*\n/gm, '')
    .replaceAll('\\\n', '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const first: Instruction[] = [];
  const stages: (Stage & { readonly instructions: Instruction[] })[] = [];
  for (const line of lines) {
    const [, word = '', rest = ''] = /^([A-Z]+) +(.*)$/.exec(line) ?? [];
    const [from = '', , name = ''] = rest.split(' ');
    if (word === 'FROM') stages.push({ name, from, instructions: [] });
    else (stages.at(-1)?.instructions ?? first).push({ word, rest });
  }
  return { first, stages };
}

const { first, stages } = readDockerfile();
const last = stages.at(-1);
const of = (stage: Stage | undefined, word: string): string[] =>
  (stage?.instructions ?? []).filter((one) => one.word === word).map(({ rest }) => rest);

const folders: string[] = [];
const makeFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'image-'));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number;
  readonly output: string;
}
const run = (program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const child = execFile(program, args, { env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? NaN, output: stdout + stderr }),
    );
  });

describe('the Dockerfile', () => {
  it('names one base image, once, by version and distribution, and never by latest', () => {
    expect(first.map(({ word }) => word)).toEqual(['ARG']);
    expect(first[0]?.rest).toMatch(/^NODE_IMAGE=node:\d[\w.]*-[a-z]+-slim(@sha256:[0-9a-f]{64})?$/);
    // It would load an image of its own.
    expect(read('Dockerfile')).not.toMatch(/^# *(syntax|escape) *=/im);
  });

  it('builds every stage on it, or on nothing', () => {
    const bases = ['${NODE_IMAGE}', 'scratch', ...stages.map(({ name }) => name)];
    expect(stages.length).toBeGreaterThan(2);
    expect(stages.filter(({ from }) => !bases.includes(from))).toEqual([]);
    expect(stages.flatMap((stage) => of(stage, 'ADD'))).toEqual([]);
    const sources = stages
      .flatMap((stage) => of(stage, 'COPY'))
      .flatMap((rest) => /--from=(\S+)/.exec(rest)?.[1] ?? []);
    expect(sources.filter((source) => !bases.slice(2).includes(source))).toEqual([]);
  });

  it('runs node as a user without rights, and as the first process, which receives the signals', () => {
    expect(of(last, 'USER')).toEqual(['node']);
    // The folder of DATA_DIR, which the base image does not have.
    expect(of(last, 'RUN')).toEqual(['install -d -o node -g node -m 700 /data']);
    expect(of(last, 'ENV')).toContain('DATA_DIR=/data');
    expect([...of(last, 'ENTRYPOINT'), ...of(last, 'STOPSIGNAL'), ...of(last, 'SHELL')]).toEqual([]);
    const [command = '', ...others] = of(last, 'CMD');
    expect(others).toEqual([]);
    expect((JSON.parse(command) as string[])[0]).toBe('node');
  });
});

describe('the last stage of the image', () => {
  const stage = stages.find(({ name }) => name === 'runtime');
  const [removal = '', ...more] = of(stage, 'RUN');

  /** Simulates the base image's system below a folder, after the command that removes programs. */
  async function remove(extra: readonly string[] = []): Promise<Ended & { readonly left: readonly string[] }> {
    const root = makeFolder();
    const programs = ['node', 'nodejs', 'docker-entrypoint.sh', ...PACKAGE_MANAGERS].map(
      (name) => `usr/local/bin/${name}`,
    );
    const modules = ['npm', 'corepack'].map((name) => `usr/local/lib/node_modules/${name}/package.json`);
    const files = [...programs, ...modules, 'opt/yarn-v1.22.22/bin/yarn', 'usr/local/lib/libnode.so', ...extra];
    for (const file of files) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), '#!/bin/sh\n');
      chmodSync(join(root, file), 0o755);
    }
    // The system programs that the command itself needs.
    mkdirSync(join(root, 'usr/bin'), { recursive: true });
    symlinkSync(findProgram('rm') ?? '', join(root, 'usr/bin/rm'));
    const env = { PATH: `${root}/usr/local/bin:${root}/usr/bin` };
    const script = removal.replaceAll(/(?<=[ "])\/(usr|opt)\//g, `${root}/$1/`);
    const ended = await run('/bin/sh', ['-c', script], env);
    const left = (readdirSync(root, { recursive: true }) as string[]).filter((file) => files.includes(file));
    return { ...ended, left };
  }

  it('starts empty and copies the system without its package managers', () => {
    expect(last?.from).toBe('scratch');
    expect(of(last, 'COPY')[0]).toBe('--from=runtime / /');
    expect(stage?.from).toBe('${NODE_IMAGE}');
    expect(more).toEqual([]);
    expect(removal).not.toContain('npm ci');
  });

  it('has node and no package manager', async () => {
    const { code, left } = await remove();
    expect(code).toBe(0);
    expect([...left].sort()).toEqual(['usr/local/bin/node', 'usr/local/bin/nodejs', 'usr/local/lib/libnode.so']);
  });

  it.each(PACKAGE_MANAGERS)('fails to build if the base image has %s elsewhere', async (name) => {
    const { code, output } = await remove([`usr/bin/${name}`]);
    expect(code).toBe(1);
    expect(output).toContain(`/usr/bin/${name}`);
  });

  it('copies only build results from other stages, and no file of npm', () => {
    const copied = of(last, 'COPY').slice(1);
    expect(copied.filter((rest) => rest.includes('--from=')).sort()).toEqual([
      '--from=build /app/dist dist',
      '--from=dependencies /app/node_modules node_modules',
    ]);
    expect(copied.join(' ')).not.toMatch(/\.npmrc|package-lock/);
  });

  it('has a PATH', () => {
    expect(of(last, 'ENV')).toContain('PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin');
  });
});

describe('the health check of the image', () => {
  const [, json = '[]'] = /CMD (\[.*\])$/.exec(of(last, 'HEALTHCHECK')[0] ?? '') ?? [];
  const [program, ...args] = JSON.parse(json) as string[];

  it('passes for a running server and fails without one, with node alone', async () => {
    expect(program).toBe('node');
    const product = await startProduct('http://127.0.0.1:9');
    const { port } = new URL(product.url);
    const nobody = String(await freePort());
    const codes = [
      await run(process.execPath, args, { PORT: port }),
      await run(process.execPath, args, { PORT: nobody }),
    ];
    await product.close();
    expect(codes.map(({ code }) => code)).toEqual([0, 1]);
  });
});

describe('deploy/pin-images.sh', () => {
  const digestOf = (letter: string): string => `sha256:${letter.repeat(64)}`;

  const unpinned = (file: string): string => read(file).replaceAll(/@sha256:[0-9a-f]{64}/g, '');

  /** A copy of the files that it reads and writes, without digests, and a `docker` that returns those of `answer`. */
  function copy() {
    const folder = makeFolder();
    for (const name of ['deploy', 'bin']) mkdirSync(join(folder, name));
    for (const file of ['Dockerfile', 'compose.yaml', 'deploy/pin-images.sh'])
      writeFileSync(join(folder, file), unpinned(file));
    const env = { PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}` };
    const answer = (digests: Readonly<Record<string, string>>): void => {
      const cases = Object.entries(digests).map(
        ([image, digest]) =>
          `${image}) printf 'Name: %s\\nDigest:    ${digest}\\n\\nManifests:\\n  Digest: other\\n' "$4" ;;`,
      );
      const lines = ['#!/bin/sh', `[ "$1 $2 $3" = 'buildx imagetools inspect' ] || exit 64`, 'case $4 in', ...cases];
      writeFileSync(join(folder, 'bin/docker'), [...lines, '*) exit 1 ;;', 'esac', ''].join('\n'), { mode: 0o755 });
    };
    answer({});
    return {
      answer,
      pin: (...args: string[]) => run('/bin/sh', [join(folder, 'deploy/pin-images.sh'), ...args], env),
      text: (file: string) => readFileSync(join(folder, file), 'utf8'),
    };
  }
  const NODE = /^ARG NODE_IMAGE=(\S+)$/m.exec(unpinned('Dockerfile'))?.[1] ?? '';
  const REDIS = /^ +image: (redis:\S+)$/m.exec(unpinned('compose.yaml'))?.[1] ?? '';

  it('writes the digest of each image behind its tag, also an updated one, and changes nothing else', async () => {
    const { answer, pin, text } = copy();
    for (const [node, redis] of [
      ['a', 'b'],
      ['c', 'd'],
    ] as const) {
      answer({ [NODE]: digestOf(node), [REDIS]: digestOf(redis) });
      expect((await pin()).code).toBe(0);
      expect(text('Dockerfile')).toBe(unpinned('Dockerfile').replace(`=${NODE}\n`, `=${NODE}@${digestOf(node)}\n`));
      expect(text('compose.yaml')).toBe(unpinned('compose.yaml').replace(REDIS, `${REDIS}@${digestOf(redis)}`));
      expect(await pin('--check')).toEqual({ code: 0, output: '' });
    }
  });

  it.each<[string, Record<string, string>]>([
    ['the registry does not answer', {}],
    ['it answers with something else', { [NODE]: 'sha256:short', [REDIS]: 'latest' }],
    ['it answers with nothing', { [NODE]: '', [REDIS]: '' }],
  ])('writes no digest if %s', async (_when, digests) => {
    const { answer, pin, text } = copy();
    answer(digests);
    const { code, output } = await pin();
    expect(code).toBe(1);
    for (const image of [NODE, REDIS]) expect(output).toContain(`The registry gave no digest of ${image}.`);
    for (const file of ['Dockerfile', 'compose.yaml']) expect(text(file)).toBe(unpinned(file));
  });

  it('names the images without a digest, and rejects other arguments', async () => {
    const { answer, pin } = copy();
    const named = async (): Promise<unknown> => {
      const { code, output } = await pin('--check');
      return [code, [...output.matchAll(/^(\S+): (\S+) has no digest\./gm)].map(([, file, image]) => [file, image])];
    };
    const [node, redis] = [
      ['Dockerfile', NODE],
      ['compose.yaml', REDIS],
    ];
    expect(await named()).toEqual([1, [node, redis]]);
    answer({ [NODE]: digestOf('a') });
    expect((await pin()).code).toBe(1);
    expect(await named()).toEqual([1, [redis]]);
    expect((await pin('--chek')).code).toBe(64);
  });

  it('finds a digest for each image of the repository', async () => {
    expect(await run('/bin/sh', ['deploy/pin-images.sh', '--check'], {})).toEqual({ code: 0, output: '' });
  });

  it('is executable', () => {
    expect(statSync(new URL('../../deploy/pin-images.sh', import.meta.url)).mode & 0o111).toBe(0o111);
  });
});
