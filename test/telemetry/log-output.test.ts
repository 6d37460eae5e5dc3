import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { LINE_KINDS, LogOutput, type DroppedLines, type LineKind } from '../../src/telemetry/log-output.js';
import { createFifo, type Fifo } from '../support/fifo.js';
import { until } from '../support/until.js';

const MEBIBYTE = 1 << 20;

let fifo: Fifo;
let fd: number;
const outputs: LogOutput[] = [];
beforeEach(() => {
  fifo = createFifo();
  fd = fifo.openWriter(constants.O_NONBLOCK);
});
afterEach(() => {
  fifo.closeReader();
  // Otherwise they would retry on a descriptor that belongs to another file by then.
  for (const output of outputs.splice(0)) output.end();
  closeSync(fd);
  fifo.close();
});

const lineOf = (nth: number, kind: LineKind, length = 200): string =>
  `${JSON.stringify({ nth, kind, text: 'x'.repeat(length) })}\n`;
const linesOf = (text: string) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { nth?: number; kind: LineKind; dropped?: DroppedLines });
const totalOf = (dropped: DroppedLines): number => dropped.info + dropped.warning + dropped.audit;

/** Output that writes its reports as lines, like the logger, with all lines that it accepted. */
function startOutput(to = fd) {
  const output = new LogOutput(to);
  outputs.push(output);
  output.onDropped((dropped) => output.write(`${JSON.stringify({ kind: 'warning', dropped })}\n`, 'warning'));
  let count = 0;
  return {
    output,
    write: (kind: LineKind, length?: number): void => output.write(lineOf((count += 1), kind, length), kind),
    /** Reads until all pending lines are written; returns the bytes that were pending. */
    readAll: (): string => {
      do output.flush();
      while (fifo.read() > 0);
      return fifo.take();
    },
  };
}

describe('log output with an unread pipe', () => {
  it('drops info lines first, then warnings, and audit lines last', () => {
    const { output, write } = startOutput();
    for (let nth = 0; nth < 10_000; nth += 1) write('info');
    const first = { ...output.dropped() };
    expect(first).toEqual({ info: expect.any(Number), warning: 0, audit: 0 });
    expect(first.info).toBeGreaterThan(1_000);
    for (let nth = 0; nth < 10_000; nth += 1) write('warning');
    const second = { ...output.dropped() };
    expect(second).toEqual({ info: first.info, warning: expect.any(Number), audit: 0 });
    expect(second.warning).toBeGreaterThan(1_000);
    for (let nth = 0; nth < 5_000; nth += 1) write('audit');
    expect(output.dropped()).toEqual(second);
    for (let nth = 0; nth < 10_000; nth += 1) write('audit');
    expect(output.dropped().audit).toBeGreaterThan(1_000);
  });

  it('holds at most 4 MiB of lines', () => {
    const { write, readAll } = startOutput();
    for (const kind of LINE_KINDS) for (let nth = 0; nth < 5_000; nth += 1) write(kind, 2_000);
    expect(readAll().length).toBeLessThan(5 * MEBIBYTE);
  });

  it('writes whole lines in order once it is read, and one line that counts the dropped ones', () => {
    const { output, write, readAll } = startOutput();
    for (let nth = 0; nth < 9_000; nth += 1) write(nth % 100 === 0 ? 'audit' : 'info');
    const lost = { ...output.dropped() };
    expect(lost.info).toBeGreaterThan(1_000);
    const lines = linesOf(readAll());
    const reconciler = lines.flatMap(({ nth }) => nth ?? []);
    expect(reconciler).toEqual([...reconciler].sort((a, b) => a - b));
    expect(reconciler).toHaveLength(9_000 - totalOf(lost));
    expect(lines.filter(({ kind }) => kind === 'audit')).toHaveLength(90);
    expect(lines.flatMap(({ dropped }) => dropped ?? [])).toEqual([lost]);

    write('info');
    expect(linesOf(readAll()).at(-1)).toMatchObject({ nth: 9_001 });
    expect(output.dropped()).toEqual(lost);
  });

  it('reports each series of drops separately, and their sum is the total', () => {
    const { output, write, readAll } = startOutput();
    let text = '';
    for (let round = 0; round < 3; round += 1) {
      for (let nth = 0; nth < 9_000; nth += 1) write('info');
      text += readAll();
    }
    const reports = linesOf(text).flatMap(({ dropped }) => dropped ?? []);
    expect(reports).toHaveLength(3);
    expect(reports.reduce((sum, dropped) => sum + totalOf(dropped), 0)).toBe(totalOf(output.dropped()));
  });

  it('writes pending lines without a further line', async () => {
    const { write } = startOutput();
    for (let nth = 0; nth < 9_000; nth += 1) write('info');
    let text = '';
    await until(() => {
      fifo.read();
      return (text += fifo.take()).includes('"dropped"');
    }, 'the number of dropped lines is written');
    expect(linesOf(text).length).toBeGreaterThan(1_000);
  });

  it('stops waiting at the end of the process, and writes no partial line', () => {
    const { output, write } = startOutput();
    for (let nth = 0; nth < 9_000; nth += 1) write('info', nth % 300);
    output.end();
    fifo.read();
    const lines = linesOf(fifo.take());
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.map(({ nth }) => nth)).toEqual(lines.map((_line, index) => index + 1));
  });
});

describe('log output with a pipe that is read at any speed', () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({
        kind: fc.constantFrom(...LINE_KINDS),
        length: fc.oneof(fc.nat(400), fc.nat(9_000)),
        count: fc.nat(100),
        letter: fc.constantFrom('x', 'ñ', '€', '😀'),
      }),
      fc.record({ read: fc.nat(200_000) }),
    ),
    { maxLength: 40 },
  );

  it('writes every line that is not counted as dropped, whole and in order', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { output, readAll } = startOutput();
        let nth = 0;
        for (const step of all) {
          if ('read' in step) {
            fifo.read(step.read);
            output.flush();
          } else
            for (let count = 0; count < step.count; count += 1)
              output.write(
                `${JSON.stringify({ nth: (nth += 1), text: step.letter.repeat(step.length) })}\n`,
                step.kind,
              );
        }
        const lines = linesOf(readAll());
        const reconciler = lines.flatMap((line) => line.nth ?? []);
        expect(reconciler).toEqual([...reconciler].sort((a, b) => a - b));
        expect(reconciler).toHaveLength(nth - totalOf(output.dropped()));
        const reported = lines.flatMap(({ dropped }) => dropped ?? []).reduce((sum, one) => sum + totalOf(one), 0);
        expect(reported).toBe(totalOf(output.dropped()));
      }),
      { numRuns: 20 },
    );
  }, 120_000);
});

describe('log output that cannot write', () => {
  const writeMany = (to: number): LogOutput => {
    const { output, write } = startOutput(to);
    for (let nth = 0; nth < 9_000; nth += 1) write(nth % 100 === 0 ? 'audit' : 'info');
    output.flush();
    output.end();
    return output;
  };

  it.each([
    ['the reader is gone', () => (fifo.closeReader(), fd)],
    ['the disk is full', () => openSync('/dev/full', constants.O_WRONLY)],
    ['the descriptor is closed', () => 1_000_000],
  ])('counts dropped lines and does not throw: %s', (_what, open) => {
    const output = writeMany(open());
    expect(output.dropped()).toEqual({ info: expect.any(Number), warning: 0, audit: 0 });
    expect(output.dropped().info).toBeGreaterThan(1_000);
  });

  it('continues when it can write again', () => {
    const { output, write, readAll } = startOutput();
    for (let nth = 0; nth < 3_000; nth += 1) write('info');
    expect(linesOf(readAll())).toHaveLength(3_000);
    expect(totalOf(output.dropped())).toBe(0);
  });
});

describe('log output to a file', () => {
  it('writes every line', () => {
    const folder = mkdtempSync(join(tmpdir(), 'log-output-'));
    const file = openSync(join(folder, 'log'), 'w');
    const { output, write } = startOutput(file);
    for (let nth = 0; nth < 9_000; nth += 1) write('info');
    output.end();
    closeSync(file);
    expect(linesOf(readFileSync(join(folder, 'log'), 'utf8'))).toHaveLength(9_000);
    expect(totalOf(output.dropped())).toBe(0);
    rmSync(folder, { recursive: true });
  });
});
