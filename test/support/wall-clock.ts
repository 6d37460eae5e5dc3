import { hostGlobal } from './built.js';

/** The wall clock of this test file and of the built server, for tests that set it. Timers and performance.now continue. */
export interface WallClock {
  /** Sets it this far ahead of the real time, or behind if negative. It does not advance until it is set again. */
  readonly shift: (ms: number) => void;
  /** Sets it to this instant, in ISO 8601. It does not advance until it is set again. */
  readonly set: (instant: string) => void;
  /** Restores the real one. */
  readonly restore: () => void;
}

export function takeWallClock(): WallClock {
  let now = Date.now();
  const clocks = [globalThis, hostGlobal].map((realm) => {
    const RealDate = realm.Date;
    realm.Date = class extends RealDate {
      static override now(): number {
        return now;
      }
      constructor(...parts: unknown[]) {
        super(...((parts.length === 0 ? [now] : parts) as [number]));
      }
    } as DateConstructor;
    return { realm, RealDate };
  });
  const [{ RealDate }] = clocks as [(typeof clocks)[0]];
  return {
    shift: (ms) => {
      now = RealDate.now() + ms;
    },
    set: (instant) => {
      now = RealDate.parse(instant);
    },
    restore: () => clocks.forEach((clock) => (clock.realm.Date = clock.RealDate)),
  };
}
