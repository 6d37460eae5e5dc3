// jest's environment: Node's, with access to the modules of the build from outside of the sandbox.
import { TestEnvironment } from 'jest-environment-node';

/**
 * In the sandbox every test file would load and compile the server and its packages again, which takes seconds. Outside of it
 * a worker loads them once.
 */
export default class extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.host = { import: (url) => import(url), global: globalThis };
  }
}
