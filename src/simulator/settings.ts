/** What a simulator can be told at its start, in code or by environment variables, checked in one place. */
import type { Behaviour } from './behaviour.js';
import { readCampaign, type ExistingCampaign, type ExistingSkill } from './existing.js';
import { DEFAULT_SKILLS, Skills } from './skills.js';

/** The vendor's daily quota: licences × 1000 calls (spec). */
export const CALLS_PER_LICENCE = 1000;

export interface SimulatorOptions {
  /** TCP port on 127.0.0.1; 0 (the default) takes any free one. */
  port?: number;
  /** The one value of the header wolkvox-token that is accepted. */
  token: string;
  /** Licences of the operation, default 5; 0 leaves no call at all. */
  licences?: number;
  /** Requests of one token that may be in flight at once, default 2 (spec). */
  maxInFlight?: number;
  /** IANA zone whose midnight begins a quota day, default America/Bogota (guess: the vendor does not say). */
  timeZone?: string;
  /** The skills of the operation at the start and after each reset, in code only; default three, 4021 to 4023. */
  skills?: readonly ExistingSkill[];
  /** The campaigns of the operation at the start and after each reset, in code only; default none. */
  campaigns?: readonly ExistingCampaign[];
  /** Memory for the requests that are remembered, in code only, by an estimate; the oldest are dropped. Default 64 MiB. */
  requestBytes?: number;
  /** Memory for campaigns, in code only, by an estimate; beyond it a creation is refused with 507. Default 512 MiB. */
  campaignBytes?: number;
  /**
   * Awaited before an order of how to behave is answered, in code only: that of `POST /control/behave`, or null for
   * those of `normal` and `reset`. For whoever wants to forget with the simulator what was learnt from it.
   */
  onOrder?: (behaviour: Behaviour | null) => void | Promise<void>;
}

export type Settings = Readonly<Required<SimulatorOptions>>;

/** Completes the options. @throws RangeError naming every option that is not valid, by its name and its environment variable. */
export function readSettings(options: SimulatorOptions): Settings {
  const settings = {
    port: options.port ?? 0,
    token: options.token,
    licences: options.licences ?? 5,
    maxInFlight: options.maxInFlight ?? 2,
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
    ...problemsOf('skills', () => new Skills(settings.skills)),
    ...problemsOf('campaigns', () => settings.campaigns.map(readCampaign)),
  ];
  if (problems.length > 0) throw new RangeError(problems.join('\n'));
  return settings;
}

const MIB = 1_048_576;

const NUMBERS = {
  port: { variable: 'SIMULATOR_PORT', from: 0, to: 65_535 },
  licences: { variable: 'SIMULATOR_LICENCES', from: 0, to: 1_000_000 },
  maxInFlight: { variable: 'SIMULATOR_MAX_IN_FLIGHT', from: 1, to: 1_000_000 },
} as const satisfies Partial<Record<keyof Settings, { variable: string; from: number; to: number }>>;

function numberProblems(settings: Settings): string[] {
  return Object.entries(NUMBERS).flatMap(([name, { variable, from, to }]) => {
    const value = settings[name as keyof typeof NUMBERS];
    const fits = Number.isInteger(value) && value >= from && value <= to;
    return fits ? [] : [`${name} (${variable}) must be a whole number from ${from} to ${to}.`];
  });
}

function tokenProblems(token: string): string[] {
  // HTTP trims header values, so a token with a space at its end could never match.
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

/** The port of the standalone process when none is given, so that its url is known beforehand. */
const STANDALONE_PORT = 4001;

/**
 * The options of the standalone process. An empty variable counts as not set;
 * text that is no number becomes NaN, for readSettings to refuse.
 * @param randomToken called when SIMULATOR_TOKEN is not set
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
  return {
    port: number('port') ?? STANDALONE_PORT,
    token: text('SIMULATOR_TOKEN') ?? randomToken(),
    ...(licences === undefined ? {} : { licences }),
    ...(maxInFlight === undefined ? {} : { maxInFlight }),
  };
}
