import type { Dictionary } from './dictionary.js';

export const en: Dictionary = {
  title: 'New campaign',
  intro: 'Creates a campaign in wolkvox. Nobody is called yet: contacts are added later.',
  loading: 'Loading…',
  retry: 'Try again',
  operationsFailed: { title: 'The form could not be loaded', text: 'The server does not answer. Try again later.' },
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
    outdated: (readAt) => `These are the skills of ${readAt}: wolkvox could not be asked again.`,
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
    'name NOT_BLANK': 'Give the campaign a name.',
    'skillId NUMERIC_ID': 'Choose a skill.',
    'startTime REQUIRED_ON_PREDICTIVE': 'Say when dialling may start.',
    'endTime REQUIRED_ON_PREDICTIVE': 'Say when dialling must end.',
  },
  broken: {
    NOT_BLANK: 'Write something that can be seen.',
    NO_CONTROL_CHARACTERS: 'Leave out line breaks and tabs.',
    CAMPAIGN_TIME: 'There is no such moment on the clock of the operation.',
    SAME_DAY: 'In this operation, start and end must be on the same day.',
    AFTER_START: 'The end must be after the start.',
  },
  invalid: (count) =>
    count === 1
      ? 'One thing needs another look. Nothing was created.'
      : `${count} things need another look. Nothing was created.`,
  busy: (seconds) => ({
    title: 'wolkvox is busy',
    text: `Nothing was created. You can try again in ${secondsOf(seconds)}.`,
  }),
  inProgress: (seconds) => ({
    title: 'The first request is still under way',
    text: `Ask again in ${secondsOf(seconds)} to hear what became of it.`,
  }),
  quota: (resetsAt) => ({
    title: 'The calls of today are used up',
    text: `Nothing was created. wolkvox should take new ones from ${resetsAt}.`,
  }),
  refused: {
    REJECTED: { title: 'wolkvox refused this campaign', text: 'Nothing was created. Change it and try again.' },
    NOT_FOUND: {
      title: 'wolkvox does not find what the campaign refers to',
      text: 'Nothing was created. Look at the skill and try again.',
    },
    CAPACITY_EXCEEDED: {
      title: 'Your licences do not allow this',
      text: 'Nothing was created. Ask whoever looks after wolkvox in your company.',
    },
    STATE_CONFLICT: {
      title: 'wolkvox does not allow this now',
      text: 'Nothing was created. Something in wolkvox has to change first.',
    },
  },
  unavailable: {
    MAINTENANCE: { title: 'wolkvox is under maintenance', text: 'Nothing was created. Try again later.' },
    UNREACHABLE: {
      title: 'wolkvox cannot be reached',
      text: 'Nothing was created. Try again later; if this goes on, tell support.',
    },
  },
  unknown: {
    title: 'The campaign may or may not exist',
    text: 'The request reached wolkvox, but no clear answer came back. Look before you create it again, or there may be two.',
  },
  conflict: {
    title: 'This key belongs to another campaign',
    text: 'Nothing was sent this time. Look what became of the campaign that was sent before.',
  },
  newer: {
    title: 'The server gave an answer that this page does not know',
    text: 'Reload the page before you go on, and look whether the campaign is there.',
  },
  notAllowed: { title: 'You may not do this', text: 'Nothing was created. Sign in again, or ask for the right.' },
  support: { title: 'Only support can mend this', text: 'Nothing was created. Tell them the error id.' },
  later: { title: 'The server did not take the request', text: 'Nothing was created. Try again in a minute.' },
  network: {
    title: 'The connection was lost',
    text: 'No answer came, so the campaign may or may not exist. Check your connection, then look in wolkvox.',
  },
  failed: {
    title: 'The server failed',
    text: 'The campaign may or may not exist. Look in wolkvox; if the server fails again, tell support.',
  },
  wolkvoxSays: 'wolkvox says:',
  forSupport: 'For support:',
  errorId: 'Error id:',

  unsure: {
    still: 'That is the answer to this last try. Whether the first one created the campaign is still not known.',
    candidates: 'It may be one of these:',
    look: 'Look in wolkvox',
    looking: 'Looking…',
    again: 'Ask again',
    againIn: (seconds) => `Ask again (in ${seconds} s)`,
    againOrLook:
      'Asking again carries the same key: the server does not create it twice while it remembers it. Look in wolkvox first.',
    whenKnown: 'When you know:',
    there: 'It is there, done',
    notThere: 'It is not there, back to the form',
    found: (count, readAt) =>
      `${count === 1 ? 'One campaign' : `${count} campaigns`} with this name in wolkvox’s list, read at ${readAt} or later:`,
    nothingFound: (readAt) =>
      `No campaign with this name in wolkvox’s list, read at ${readAt} or later. It may still come: this list is usually renewed every 5 minutes. If it is missing, check in wolkvox itself.`,
    listOutdated: 'wolkvox could not be asked now, so this list may miss it.',
    noList: 'wolkvox could not be asked now. Try again later.',
  },

  created: {
    title: 'The campaign is there',
    name: 'Name',
    id: 'Id',
    before: 'An earlier request had created it; nothing was created twice.',
  },
  another: 'Create another',
};

const secondsOf = (seconds: number): string => (seconds === 1 ? '1 second' : `${seconds} seconds`);
