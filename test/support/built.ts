/** Access to what is outside of jest's sandbox. environment.js defines it. */
interface Host {
  readonly import: (url: string) => Promise<unknown>;
  readonly global: typeof globalThis;
}

const { host } = globalThis as unknown as { host: Host };

/** `Date` of the modules that `importBuilt` loads is a property of this object. */
export const hostGlobal = host.global;

/**
 * Loads a module of the build. The worker loads it once for all its test files. Its objects have other prototypes than those
 * of the test file, so compare them with `toEqual`.
 *
 * @param path Path within the repository, as `dist/bundle/server.js`.
 */
export const importBuilt = async <Module>(path: string): Promise<Module> =>
  (await host.import(new URL(`../../${path}`, import.meta.url).href)) as Module;
