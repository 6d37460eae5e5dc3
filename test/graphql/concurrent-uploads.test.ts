import { expect, it } from '@jest/globals';

import { sent, withCampaign } from '../support/campaign-mutations.js';
import { closing } from '../support/closing.js';
import { contacts } from '../support/contacts.js';

it(
  '1,000 parallel requests to add contacts with one key send one upload, and have equal results',
  closing(async (defer) => {
    const { simulator, product, number, id } = await withCampaign(defer);
    const input = { campaignId: id, contacts: contacts(2), idempotencyKey: 'form-1' };
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => product.mutate('AddContacts', input)));
    expect(sent(simulator)).toEqual(['campaigns', 'add_record']);
    expect(simulator.contactsOf(number)).toHaveLength(2);
    const results = answers.map(({ result }) => ({ ...result, replayed: undefined }));
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(results[0]).toMatchObject({ __typename: 'AddContactsSuccess', accepted: 2, rejected: [] });
  }),
);
