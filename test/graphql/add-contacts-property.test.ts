import { expect, it, jest } from '@jest/globals';
import fc from 'fast-check';

import { countOf, on, withCampaign } from '../support/campaign-mutations.js';
import { closing } from '../support/closing.js';

jest.setTimeout(120_000);

const onAdd = on('add_record');
const RESPONSES = [
  {},
  { preset: 'lost-answer' },
  { preset: 'reset' },
  { create: 'half', breakOff: 'before-answer' },
  { create: true, breakOff: 'mid-headers' },
  { preset: 'cut-short' },
  { preset: 'success-inside-500' },
  { preset: 'internal-error' },
  { preset: 'html' },
  { create: true, answer: { status: 502, body: '<html>' } },
  { preset: 'licence-capacity' },
  { preset: 'too-many-requests-at-once' },
  { preset: 'maintenance' },
] as const;

const upload = fc.record({
  response: fc.constantFrom(...RESPONSES),
  /** Ids of the contacts. A few repeat in later uploads. */
  ids: fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 6 }),
  /** Some contacts have a character that wolkvox rejects. */
  isRejected: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
  find: fc.constantFrom({}, {}, { preset: 'html' }, { preset: 'reset' }),
});

const readings = fc.record({
  duplicates: fc.constantFrom('add', 'update'),
  campaignStatus: fc.constantFrom('desired', 'present'),
  partialSuccess: fc.constantFrom(201, 404),
  findNothing: fc.constantFrom(404, 200),
  countLagReads: fc.constantFrom(0, 0, 1, 2, 5),
  fourByteCharacters: fc.constant('reject'),
} as const);

const status = fc.constantFrom('Started', 'Stopped');

it('an upload is told as it happened, is sent once, and never changes the status, in every reading', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(upload, { minLength: 1, maxLength: 3 }),
      readings,
      status,
      async (uploads, given, state) =>
        closing(async (defer) => {
          const variables = { WOLKVOX_SLOT_LEASE_MS: '100' };
          const { simulator, product, number, id } = await withCampaign(defer, variables, { status: state });
          simulator.setReadings(given);
          for (const [nth, { response, ids, isRejected, find }] of uploads.entries()) {
            simulator.normal();
            simulator.behave(onAdd(response));
            simulator.behave({ api: 'find_record', ...find, queue: true });
            // A value of its own, so that the stored records of each upload are known.
            const contacts = ids.map((customer, index) => ({
              customerId: `c${customer}`,
              firstName: `upload ${nth}${isRejected[index] === true ? ' 😀' : ''}`,
            }));
            const before = countOf(simulator, 'add_record');
            const { result } = await product.mutate('AddContacts', { campaignId: id, contacts, allowRunning: true });
            const stored = simulator
              .contactsOf(number)
              .filter(({ customer_name }) => customer_name === `upload ${nth}`)
              .map(({ customer_id }) => customer_id)
              .sort();
            expect(countOf(simulator, 'add_record') - before).toBe(1);
            expect(simulator.statusOf(number)).toBe(state);
            expect(new Set(stored).size).toBe(stored.length);
            switch (result?.__typename) {
              case 'AddContactsSuccess': {
                const rejected = (result.rejected as { index: number }[]).map(({ index }) => index);
                expect(stored).toHaveLength(result.accepted as number);
                expect(stored).toEqual(
                  contacts
                    .filter((_, index) => !rejected.includes(index))
                    .map(({ customerId }) => customerId)
                    .sort(),
                );
                break;
              }
              case 'WolkvoxOutcomeUnknown':
                break;
              default:
                expect(result?.__typename).toMatch(/^Wolkvox(?:Unavailable|Rejected|Busy)$/);
                expect(stored).toEqual([]);
            }
          }
          expect(simulator.mostInFlight()).toBe(1);
        })(),
    ),
    { numRuns: 40 },
  );
});
