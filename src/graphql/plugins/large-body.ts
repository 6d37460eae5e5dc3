import type { ApolloServerPlugin } from '@apollo/server';

import type { Context, LargeBodyLimit } from '../context.js';
import { planFields } from '../cost/cost-plan.js';
import { acceptsLargeBody } from '../cost/field-cost.js';
import { LocalizedError } from '../errors/localized-error.js';

/** Rejects an operation whose request exceeds the usual limits of a body, unless all its fields accept that. */
export const largeBody: ApolloServerPlugin<Context> = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation: ({ schema, document, operation, contextValue: { largeBodyLimit } }) => {
        if (largeBodyLimit === undefined || operation === undefined) return Promise.resolve();
        const fields = planFields({ schema, document, operation });
        return fields.length > 0 && fields.every(({ definition }) => acceptsLargeBody(definition))
          ? Promise.resolve()
          : Promise.reject(tooLarge(largeBodyLimit));
      },
    }),
};

const tooLarge = ({ bytes, values }: LargeBodyLimit): LocalizedError =>
  new LocalizedError(
    {
      en: `The body is larger than ${bytes} bytes (LIMIT_BODY_BYTES), or has more than ${values} values. Only \`addContacts\` accepts more, in a request of its own. Nothing was sent.`,
      es: `El cuerpo tiene más de ${bytes} bytes (LIMIT_BODY_BYTES) o más de ${values} valores. Solo addContacts admite más, en una solicitud propia; no se envió nada.`,
    },
    { code: 'BAD_REQUEST', http: { status: 413 } },
  );
