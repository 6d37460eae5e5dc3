/** Options of the simulator, in code or by environment variables, and their validation. */
import type { Behaviour } from './parse-behaviour.js';
import { readCampaign, type ExistingCampaign, type ExistingSkill } from './fixtures.js';
import { activePredictives, recordsPerCampaign } from './capacity.js';
import { changeReadings, DEFAULT_READINGS, readingsIn, type Readings } from './readings.js';
import { DEFAULT_SKILLS, Skills } from './skills.js';

/** Daily quota per licence (spec). */
export const CALLS_PER_LICENCE = 1000;

/** The readings are those at the start and after each reset; code only. */
export interface SimulatorOptions extends Partial<Readings> {
  /** TCP port on 127.0.0.1; 0 selects a free one. @default 0 */
  port?: number;
  /** Accepted value of the header wolkvox-token. */
  token: string;
  /** Licences of the operation; 0 allows no call. @default 5 */
  licences?: number;
  /** Concurrent requests of one token. @default 2 (spec) */
  maxInFlight?: number;
  /** Records that add_record allows for. Code only. @default 7,000 per licence; 50,000 if there are at most two */
  contactsPerCampaign?: number;
  /** Predictive campaigns that may run at once. Code only. @default licences divided by 7, rounded, plus 2 */
  activePredictives?: number;
  /** Rows that find_record and detail return at most; the rest is cut without notice. Code only. @default 60,000 (spec) */
  reportCap?: number;
  /**
   * Milliseconds between two calls of a running predictive campaign at speed 0; 0 for none, so that only
   * `Simulator.dial` calls. @default 0
   */
  dialIntervalMs?: number;
  /** IANA zone whose midnight starts a quota day (guess: undocumented), and of the times of results. @default America/Bogota */
  timeZone?: string;
  /** Skills at the start and after each reset. Code only. @default three, 4021 to 4023 */
  skills?: readonly ExistingSkill[];
  /** Campaigns at the start and after each reset. Code only. @default none */
  campaigns?: readonly ExistingCampaign[];
  /** Estimated memory for recorded requests; the oldest are dropped beyond it. Code only. @default 64 MiB */
  requestBytes?: number;
  /** Estimated memory for campaigns; creations are rejected with 507 beyond it. Code only. @default 512 MiB */
  campaignBytes?: number;
  /**
   * Called and awaited before a change of behaviour is confirmed: with the body of `POST /control/behave`, or with null
   * for `normal` and `reset`. Lets the caller reset state that depends on the simulator. Code only.
   */
  onOrder?: (behaviour: Behaviour | null) => void | Promise<void>;
}

/** Options with their defaults. `readings` are those at the start. */
export type Settings = Readonly<Required<Omit<SimulatorOptions, keyof Readings>>> & { readonly readings: Readings };

/** Validates the options and fills in defaults. @throws RangeError that names every invalid option and its variable */
export function readSettings(options: SimulatorOptions): Settings {
  const licences = options.licences ?? 5;
  const settings = {
    port: options.port ?? 0,
    token: options.token,
    licences,
    maxInFlight: options.maxInFlight ?? 2,
    contactsPerCampaign: options.contactsPerCampaign ?? recordsPerCampaign(licences),
    activePredictives: options.activePredictives ?? activePredictives(licences),
    reportCap: options.reportCap ?? 60_000,
    dialIntervalMs: options.dialIntervalMs ?? 0,
    timeZone: options.timeZone ?? 'America/Bogota',
    skills: options.skills ?? DEFAULT_SKILLS,
    campaigns: options.campaigns ?? [],
    requestBytes: options.requestBytes ?? 64 * MIB,
    campaignBytes: options.campaignBytes ?? 512 * MIB,
    onOrder: options.onOrder ?? (() => undefined),
  };
  const problems = [
    ...numberProblems(settings),
    ...tokenProblems(settings.token),
    ...zoneProblems(settings.timeZone),
    ...problemsOf('readings', () => changeReadings(DEFAULT_READINGS, readingsIn(options))),
    ...problemsOf('skills', () => new Skills(settings.skills)),
    ...problemsOf('campaigns', () => settings.campaigns.map(readCampaign)),
  ];
  if (problems.length > 0) throw new RangeError(problems.join('\n'));
  return { ...settings, readings: changeReadings(DEFAULT_READINGS, readingsIn(options)) };
}

const MIB = 1_048_576;

const NUMBERS = {
  port: { variable: 'SIMULATOR_PORT', from: 0, to: 65_535 },
  licences: { variable: 'SIMULATOR_LICENCES', from: 0, to: 1_000_000 },
  maxInFlight: { variable: 'SIMULATOR_MAX_IN_FLIGHT', from: 1, to: 1_000_000 },
  dialIntervalMs: { variable: 'SIMULATOR_DIAL_INTERVAL_MS', from: 0, to: 3_600_000 },
} as const satisfies Partial<Record<keyof Settings, { variable: string; from: number; to: number }>>;

function numberProblems(settings: Pick<Settings, keyof typeof NUMBERS>): string[] {
  return Object.entries(NUMBERS).flatMap(([name, { variable, from, to }]) => {
    const value = settings[name as keyof typeof NUMBERS];
    const fits = Number.isInteger(value) && value >= from && value <= to;
    return fits ? [] : [`${name} (${variable}) must be a whole number from ${from} to ${to}.`];
  });
}

function tokenProblems(token: string): string[] {
  // HTTP trims header values, so a token that ends with a space could never match.
  const fits = typeof token === 'string' && /^[\x21-\x7e]+$/.test(token);
  return fits ? [] : ['token (SIMULATOR_TOKEN) must be one or more visible ASCII characters without a space.'];
}

function zoneProblems(timeZone: string): string[] {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return [];
  } catch {
    return ['timeZone must be an IANA time zone such as America/Bogota.'];
  }
}

function problemsOf(what: string, read: () => unknown): string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [`${what} are not valid: ${error.message}`];
  }
}

/** Default port of the standalone process; fixed, so that its URL is known. */
const STANDALONE_PORT = 4001;

/**
 * Reads the options of the standalone process. An empty variable counts as unset. Text that is not a number becomes
 * NaN, which readSettings rejects.
 * @param randomToken called if SIMULATOR_TOKEN is unset
 */
export function optionsFromEnvironment(
  environment: Record<string, string | undefined>,
  randomToken: () => string,
): SimulatorOptions {
  const text = (variable: string): string | undefined =>
    environment[variable] === '' ? undefined : environment[variable];
  const number = (name: keyof typeof NUMBERS): number | undefined => {
    const digits = text(NUMBERS[name].variable);
    if (digits === undefined) return undefined;
    return /^\d+$/.test(digits) ? Number(digits) : NaN;
  };
  const licences = number('licences');
  const maxInFlight = number('maxInFlight');
  const dialIntervalMs = number('dialIntervalMs');
  return {
    port: number('port') ?? STANDALONE_PORT,
    token: text('SIMULATOR_TOKEN') ?? randomToken(),
    ...(licences === undefined ? {} : { licences }),
    ...(maxInFlight === undefined ? {} : { maxInFlight }),
    ...(dialIntervalMs === undefined ? {} : { dialIntervalMs }),
  };
}
