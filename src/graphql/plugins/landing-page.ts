import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';

import type { SampleOperation } from '../../explorer/sample-operations.js';

/** Serves Apollo Sandbox with a sample operation. Its offline message gets a hint for what to do. */
export function landingPage({ document, variables }: SampleOperation): ApolloServerPlugin {
  const sandbox = ApolloServerPluginLandingPageLocalDefault({ footer: false, document, variables });
  return {
    serverWillStart: async (service) => {
      const listener = await sandbox.serverWillStart?.(service);
      const page = await listener?.renderLandingPage?.();
      if (page === undefined) return;
      const { html } = page;
      const withHint = async () =>
        (typeof html === 'string' ? html : await html()).replace(OFFLINE, `${OFFLINE} ${OFFLINE_HINT}`);
      return { renderLandingPage: () => Promise.resolve({ html: withHint }) };
    },
  };
}

const OFFLINE = 'you might be offline.';
const OFFLINE_HINT = 'EXPLORER=graphiql shows an explorer that needs no internet.';
