import { describe, expect, it } from '@jest/globals';
import { DailyQuota } from '../../packages/simulator/src/quota.js';
import { optionsFromEnvironment } from '../../packages/simulator/src/settings.js';
import { startSimulator, type SimulatorOptions } from '../../packages/simulator/src/simulator.js';
import { until } from '../support/until.js';
import { create, TOKEN } from './support.js';

describe('closing', () => {
  it('ends stalled and delayed connections, and can be repeated', async () => {
    const simulator = await startSimulator({ token: TOKEN });
    simulator.behave({ preset: 'hang' });
    simulator.behave({ delayMs: 2_000_000, queue: true });
    const waiting = [create(simulator.url), create(simulator.url)];
    await until(
      () => simulator.requests().filter(({ body }) => body !== null).length === 2,
      'two requests have been read',
    );
    await simulator.close();
    for (const outcome of await Promise.all(waiting)) expect(outcome).toMatchObject({ brokenOff: true, began: false });
    await simulator.close();
    expect(await create(simulator.url)).toMatchObject({ brokenOff: true, code: 'ECONNREFUSED' });
  });
});

describe('starting', () => {
  it('uses the configured port, and rejects if it is in use', async () => {
    const first = await startSimulator({ token: TOKEN });
    const port = Number(new URL(first.url).port);
    await expect(startSimulator({ token: TOKEN, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await first.close();
    const second = await startSimulator({ token: TOKEN, port });
    expect(second.url).toBe(`http://127.0.0.1:${port}`);
    await second.close();
  });

  it.each<{ options: SimulatorOptions; names: RegExp }>([
    { options: { token: '' }, names: /^token \(SIMULATOR_TOKEN\) must be/ },
    { options: { token: 'a b' }, names: /^token/ },
    {
      options: { token: TOKEN, port: 65_536 },
      names: /^port \(SIMULATOR_PORT\) must be a whole number from 0 to 65535\.$/,
    },
    { options: { token: TOKEN, licences: -1 }, names: /^licences/ },
    { options: { token: TOKEN, maxInFlight: 0 }, names: /^maxInFlight/ },
    { options: { token: TOKEN, timeZone: 'Bogota' }, names: /^timeZone/ },
    {
      options: {
        token: TOKEN,
        skills: [
          { name: 'a', skillId: '1' },
          { name: 'b', skillId: '1' },
        ],
      },
      names: /^skills are not valid: There is a skill 1 already\.$/,
    },
    {
      options: { token: TOKEN, campaigns: [{ name: 'a', type: 'preview', records: 'many' }] },
      names: /^campaigns are not valid: records must be a string of digits\.$/,
    },
    {
      options: { token: TOKEN, countLagReads: -1 },
      names: /^readings are not valid: countLagReads does not take -1\. A whole number from 0; default 0\.$/,
    },
    { options: { token: TOKEN, maxInFlight: 1.5, port: NaN }, names: /^port .*\n?maxInFlight/ },
  ])('reports every invalid option: $options', async ({ options, names }) => {
    await expect(startSimulator(options)).rejects.toThrow(names);
  });
});

describe('the environment of the standalone process', () => {
  const random = (): string => 'random';

  it.each<{ environment: Record<string, string>; options: SimulatorOptions }>([
    { environment: {}, options: { port: 4001, token: 'random' } },
    { environment: { SIMULATOR_PORT: '', SIMULATOR_TOKEN: '' }, options: { port: 4001, token: 'random' } },
    {
      environment: {
        SIMULATOR_PORT: '0',
        SIMULATOR_TOKEN: 'abc',
        SIMULATOR_LICENCES: '7',
        SIMULATOR_MAX_IN_FLIGHT: '1',
      },
      options: { port: 0, token: 'abc', licences: 7, maxInFlight: 1 },
    },
    { environment: { SIMULATOR_LICENCES: '1e3' }, options: { port: 4001, token: 'random', licences: NaN } },
  ])('is converted to options: $environment', ({ environment, options }) => {
    expect(optionsFromEnvironment(environment, random)).toEqual(options);
  });
});

describe('a quota day', () => {
  it('counts the calls of the day, and starts at zero on the next', () => {
    const quota = new DailyQuota(1, 'America/Bogota');
    quota.consume(new Date('2025-03-10T12:00:00-05:00'));
    quota.consume(new Date('2025-03-10T13:00:00-05:00'));
    expect(quota.used(new Date('2025-03-10T23:59:59-05:00'))).toBe(2);
    expect(quota.used(new Date('2025-03-11T00:00:00-05:00'))).toBe(0);
  });

  it("starts at midnight of the operation's zone, not of UTC", () => {
    const quota = new DailyQuota(1, 'America/Bogota');
    expect(quota.consume(new Date('2025-03-10T23:30:00-05:00'))).toBe(true);
    expect(quota.consume(new Date('2025-03-10T23:59:59-05:00'))).toBe(false);
    expect(quota.consume(new Date('2025-03-11T00:00:00-05:00'))).toBe(true);
    expect(quota.consume(new Date('2025-03-11T19:00:00-05:00'))).toBe(false);
  });
});
