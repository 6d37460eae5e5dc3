import type { CreateTexts } from '../create-texts.js';

export const create: CreateTexts = {
  title: 'New campaign',
  intro: 'Creates a campaign in wolkvox. No calls are made yet. You add the contacts on the next page.',
  formFailed: 'The form could not be loaded',
  optional: 'optional',

  operation: { label: 'Operation', choose: 'Choose an operation' },
  type: 'How it dials',
  types: {
    PREDICTIVE: { name: 'Predictive', explained: 'wolkvox dials ahead of the agents, within hours.' },
    PREVIEW: { name: 'Preview', explained: 'The agent sees the contact first and starts the call.' },
  },
  name: 'Name',
  namePlaceholder: 'November collections',
  description: 'Description',
  skill: {
    label: 'Skill',
    choose: 'Choose a skill',
    none: 'There are no skills in this operation.',
    failed: 'The skills could not be loaded.',
    outdated: (readAt) => `These are the skills of ${readAt}, because wolkvox could not be reached again.`,
  },
  hours: { start: 'Start', end: 'End', clock: (timeZone) => `On the clock of ${timeZone}.` },
  amd: {
    label: 'Answering-machine detection',
    hint: 'The country that is called.',
    standard: 'wolkvox’s default',
  },
  titles: {
    legend: 'Extra fields of the contacts',
    hint: 'Up to 12 titles. One left blank leaves its place without a title.',
    nth: (nth) => `Title ${nth}`,
    add: 'Add a field',
    remove: (nth) => `Remove title ${nth}`,
  },
  edition: 'May be edited in wolkvox afterwards',

  create: 'Create campaign',
  createIn: (seconds) => `Create campaign (in ${seconds} s)`,
  creating: 'Creating…',
  patience: 'wolkvox may take a minute. Please leave this page open.',

  missing: {
    'operationId OPERATION_REQUIRED': 'Choose an operation.',
    'name NOT_BLANK': 'Enter a name.',
    'skillId NUMERIC_ID': 'Choose a skill.',
    'startTime REQUIRED_ON_PREDICTIVE': 'Enter when dialling may start.',
    'endTime REQUIRED_ON_PREDICTIVE': 'Enter when dialling must end.',
  },
  broken: {
    NOT_BLANK: 'Enter at least one visible character.',
    NO_CONTROL_CHARACTERS: 'Leave out line breaks and tabs.',
    CAMPAIGN_TIME: 'This time does not exist in the zone of the operation.',
    SAME_DAY: 'In this operation, start and end must be on the same day.',
    AFTER_START: 'The end must be after the start.',
    OUTSIDE_CALLING_HOURS: 'The operation allows no calls at this time.',
  },
  unknownOutcome: {
    still: 'This is the answer to the last try. It is still unknown if the first one created the campaign.',
    candidates: 'It may be one of these:',
    look: 'Check in wolkvox',
    searching: 'Checking…',
    again: 'Ask again',
    againIn: (seconds) => `Ask again (in ${seconds} s)`,
    againOrLook:
      'Asking again sends the same key. The server does not create the campaign twice while it stores the key. Check in wolkvox first.',
    whenKnown: 'When you know:',
    there: 'It exists, done',
    notThere: 'It does not exist, back to the form',
    found: (count, readAt) =>
      `${count === 1 ? 'One campaign' : `${count} campaigns`} with this name in wolkvox’s list, read at ${readAt} or later:`,
    nothingFound: (readAt) =>
      `No campaign with this name in wolkvox’s list, read at ${readAt} or later. It may still appear, because this list is usually refreshed every 5 minutes. If it is missing, check in wolkvox itself.`,
    listOutdated: 'wolkvox could not be reached now, so this list may be out of date.',
    noList: 'wolkvox could not be reached now. Try again later.',
  },

  created: {
    title: 'The campaign exists',
    name: 'Name',
    id: 'Id',
    before: 'An earlier request created it. Nothing was created twice.',
    open: 'Open the campaign',
  },
  another: 'Create another',
};
