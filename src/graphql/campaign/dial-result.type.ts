import { registerEnumType } from 'type-graphql';

import { DIAL_RESULTS, type DialResult as DialResultName } from '../../domain/dial-result.js';
import { enumOf } from './campaign.type.js';

export const DialResult = enumOf(DIAL_RESULTS);

const DESCRIPTIONS: Readonly<Record<DialResultName, string>> = {
  NO_ANSWER: 'The call was not answered.',
  ANSWERING_MACHINE: 'An answering machine answered.',
  ABANDONED: 'The contact answered and disconnected before an agent was free.',
  BUSY: 'The line was busy.',
  CONGESTION: 'The network was congested.',
  UNKNOWN: 'wolkvox does not know the result.',
  FAILED: 'The call failed.',
  DO_NOT_CALL: 'The contact is on a do-not-call list.',
  CHANNEL_UNAVAILABLE: 'No channel was available.',
  ANSWERED: 'The contact answered.',
};

registerEnumType(DialResult, {
  name: 'DialResult',
  description: 'Result of the last dialling of a contact.',
  valuesConfig: Object.fromEntries(
    Object.entries(DESCRIPTIONS).map(([result, description]) => [result, { description }]),
  ),
});
