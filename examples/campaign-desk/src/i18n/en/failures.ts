import type { Action, ActionTexts, FailureTexts, ReadFailureTexts } from '../failure-texts.js';

export const failures: FailureTexts = {
  busy: (seconds) => ({ title: 'wolkvox is busy', text: `You can try again in ${secondsOf(seconds)}.` }),
  inProgress: (seconds) => ({
    title: 'The first request is still in progress',
    text: `Check again in ${secondsOf(seconds)} to see the result.`,
  }),
  quota: (resetsAt) => ({
    title: 'Today’s calls are used up',
    text: `wolkvox should accept calls again from ${resetsAt}.`,
  }),
  unavailable: {
    MAINTENANCE: { title: 'wolkvox is under maintenance', text: 'Try again later.' },
    UNREACHABLE: {
      title: 'wolkvox cannot be reached',
      text: 'Try again later. If it persists, contact support.',
    },
  },
  conflicts: {
    CONFIRMATION_MISMATCH: { title: 'The campaign has changed', text: 'Look at its new figures, then decide again.' },
    CAMPAIGN_STARTED: { title: 'The campaign is running', text: 'Stop it first, or confirm that you add to it.' },
    CAMPAIGN_EMPTY: { title: 'The campaign has no contacts', text: 'Add contacts, then start it.' },
    IMPORT_RUNNING: { title: 'Contacts are being loaded', text: 'Wait until the file is loaded, then try again.' },
    OUTSIDE_CALLING_HOURS: {
      title: 'Calls are not allowed at this hour',
      text: 'Start it within the calling hours of the operation.',
    },
    IMPORT_NOT_READY: { title: 'The file is not ready', text: 'Check the file of contacts, then try again.' },
  },
  newer: {
    title: 'This page does not know the server’s answer',
    text: 'Reload the page, and check in wolkvox what happened.',
  },
  notAllowed: { title: 'You are not allowed to do this', text: 'Sign in again, or ask for permission.' },
  support: { title: 'Only support can fix this', text: 'Send them the error id.' },
  limit: { title: 'The request is too large', text: 'Ask for less.' },
  later: { title: 'The server did not accept the request', text: 'Try again in a minute.' },
  upstreamMessage: 'Message from wolkvox:',
  forSupport: 'For support:',
  errorId: 'Error id:',
};

export const actions: Readonly<Record<Action, ActionTexts>> = {
  create: {
    nothing: 'Nothing was created.',
    invalid: (count) =>
      count === 1 ? 'One field is wrong. Nothing was created.' : `${count} fields are wrong. Nothing was created.`,
    refused: {
      REJECTED: { title: 'wolkvox rejected this campaign', text: 'Change it and try again.' },
      NOT_FOUND: {
        title: 'wolkvox does not find what the campaign refers to',
        text: 'Check the skill and try again.',
      },
      CAPACITY_EXCEEDED: { title: 'Your licences do not allow this', text: 'Contact your wolkvox administrator.' },
      STATE_CONFLICT: {
        title: 'wolkvox does not allow this now',
        text: 'Something in wolkvox has to change first.',
      },
    },
    unknown: {
      title: 'The campaign may or may not exist',
      text: 'The request reached wolkvox, but its answer is missing or unclear. Check before you create it again, or there may be two.',
    },
    keyConflict: {
      title: 'This key belongs to another campaign',
      text: 'Nothing was sent this time. Check the campaign that was sent before.',
    },
    network: {
      title: 'The connection was lost',
      text: 'There was no answer, so the campaign may or may not exist. Check your connection, then check in wolkvox.',
    },
    failed: {
      title: 'The server failed',
      text: 'The campaign may or may not exist. Check in wolkvox. If the server fails again, contact support.',
    },
  },
  add: {
    nothing: 'No contact was added.',
    invalid: (count) =>
      count === 1 ? 'One contact is wrong. No contact was added.' : `${count} values are wrong. No contact was added.`,
    refused: {
      REJECTED: { title: 'wolkvox rejected the contacts', text: 'Change them and try again.' },
      NOT_FOUND: { title: 'wolkvox has no such campaign', text: 'It may have been deleted. Reload the page.' },
      CAPACITY_EXCEEDED: {
        title: 'Your licences do not allow so many contacts',
        text: 'Add fewer, or contact your wolkvox administrator.',
      },
      STATE_CONFLICT: {
        title: 'wolkvox does not allow this now',
        text: 'Something in wolkvox has to change first.',
      },
    },
    unknown: {
      title: 'The contacts may or may not be added',
      text: 'The request reached wolkvox, but its answer is missing or unclear. Look for one of them before you add them again, or they may be called twice.',
    },
    keyConflict: {
      title: 'This key belongs to other contacts',
      text: 'Nothing was sent this time. Check the contacts that were sent before.',
    },
    network: {
      title: 'The connection was lost',
      text: 'There was no answer, so the contacts may or may not be added. Check your connection, then ask again.',
    },
    failed: {
      title: 'The server failed',
      text: 'The contacts may or may not be added. Ask again. If the server fails again, contact support.',
    },
  },
  start: {
    nothing: 'The campaign was not started.',
    invalid: () => 'The request is wrong. The campaign was not started.',
    refused: {
      REJECTED: { title: 'wolkvox did not start the campaign', text: 'See its message below.' },
      NOT_FOUND: { title: 'wolkvox has no such campaign', text: 'It may have been deleted. Reload the page.' },
      CAPACITY_EXCEEDED: {
        title: 'Your licences do not allow another running campaign',
        text: 'Stop another predictive campaign first.',
      },
      STATE_CONFLICT: {
        title: 'wolkvox does not allow a start now',
        text: 'Something in wolkvox has to change first.',
      },
    },
    unknown: {
      title: 'The campaign may be running',
      text: 'The request reached wolkvox, but its answer is missing or unclear. People may be called now. If you do not want that, press Stop.',
    },
    keyConflict: { title: 'The request was mixed up with another one', text: 'Nothing was sent. Try again.' },
    network: {
      title: 'The connection was lost',
      text: 'There was no answer, so the campaign may be running. If you do not want that, press Stop.',
    },
    failed: {
      title: 'The server failed',
      text: 'The campaign may be running. If you do not want that, press Stop.',
    },
  },
  stop: {
    nothing: 'The campaign may still be running.',
    invalid: () => 'The request is wrong. The campaign may still be running.',
    refused: {
      REJECTED: { title: 'wolkvox did not stop the campaign', text: 'Press Stop again, or stop it in wolkvox.' },
      NOT_FOUND: { title: 'wolkvox has no such campaign', text: 'Check in wolkvox itself.' },
      CAPACITY_EXCEEDED: {
        title: 'wolkvox did not stop the campaign',
        text: 'Press Stop again, or stop it in wolkvox.',
      },
      STATE_CONFLICT: { title: 'wolkvox does not allow a stop now', text: 'Press Stop again, or stop it in wolkvox.' },
    },
    unknown: {
      title: 'The campaign may still be running',
      text: 'The stop reached wolkvox, but its answer is missing or unclear. Press Stop again, or stop it in wolkvox.',
    },
    keyConflict: { title: 'The request was mixed up with another one', text: 'Press Stop again.' },
    network: {
      title: 'The connection was lost',
      text: 'The campaign may still be running. Check your connection and press Stop again, or stop it in wolkvox.',
    },
    failed: {
      title: 'The server failed',
      text: 'The campaign may still be running. Press Stop again, or stop it in wolkvox.',
    },
  },
};

export const readFailures: ReadFailureTexts = {
  busy: 'wolkvox is busy. Try again in a moment.',
  quota: (resetsAt) => `Today’s calls are used up. wolkvox should accept calls again from ${resetsAt}.`,
  maintenance: 'wolkvox is under maintenance. Try again later.',
  unreachable: 'wolkvox cannot be reached. Try again later. If it persists, contact support.',
  notAllowed: 'You are not allowed to see this. Sign in again, or ask for permission.',
  support: 'Only support can fix this. Send them the error id.',
  later: 'The server did not answer as expected. Try again in a minute.',
  network: 'The server does not answer. Check your connection, then try again.',
};

const secondsOf = (seconds: number): string => (seconds === 1 ? '1 second' : `${seconds} seconds`);
