import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';

import type { ReadyOperation } from '../explorer/ready-operation.js';

/** Apollo Sandbox with an operation ready. Without the internet its page says no more than that: here also what to do. */
export function sandboxPage({ document, variables }: ReadyOperation): ApolloServerPlugin {
  const sandbox = ApolloServerPluginLandingPageLocalDefault({ footer: false, document, variables });
  return {
    serverWillStart: async (service) => {
      const listener = await sandbox.serverWillStart?.(service);
      const page = await listener?.renderLandingPage?.();
      if (page === undefined) return;
      const { html } = page;
      const helpful = async () =>
        (typeof html === 'string' ? html : await html()).replace(OFFLINE, `${OFFLINE} ${WHAT_TO_DO}`);
      return { renderLandingPage: () => Promise.resolve({ html: helpful }) };
    },
  };
}

const OFFLINE = 'you might be offline.';
const WHAT_TO_DO = 'EXPLORER=graphiql shows an explorer that needs no internet.';
