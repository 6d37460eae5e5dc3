import type { DeskTexts } from '../desk-texts.js';

const n = (value: number): string => value.toLocaleString('en-US');
const people = (count: number): string => (count === 1 ? '1 person' : `${n(count)} people`);
const contacts = (count: number): string => (count === 1 ? '1 contact' : `${n(count)} contacts`);

export const desk: DeskTexts = {
  brand: 'Campaign desk',
  skipToContent: 'Skip to content',
  nav: { label: 'Pages', campaigns: 'Campaigns', create: 'New campaign' },
  status: { STARTED: 'Running', STOPPED: 'Stopped', UNKNOWN: 'Unknown' },
  types: { PREDICTIVE: 'Predictive', PREVIEW: 'Preview' },
  people,
  list: {
    title: 'Campaigns',
    search: 'Search by name',
    operation: 'Operation',
    status: 'Status',
    anyStatus: 'Any',
    columns: { campaign: 'Campaign', status: 'Status', progress: 'Progress' },
    noProgress: 'No progress reported',
    progressFailed: 'Progress cannot be read now. The list is shown without it.',
    none: 'There are no campaigns yet. Create the first one.',
    noMatch: 'No campaign matches. Change the search.',
    shown: (shown, total) => `${n(shown)} of ${n(total)} campaigns`,
    more: 'Show more',
    failed: 'The campaigns could not be loaded',
    readAt: (time) => `Read from wolkvox at ${time}`,
    outdated: (time) => `wolkvox could not be reached again. This is the list of ${time}.`,
  },
  campaign: {
    title: 'Campaign',
    failed: 'The campaign could not be loaded',
    notFound: { title: 'There is no such campaign', text: 'It may have been deleted, or the link is wrong.' },
    back: 'All campaigns',
    id: 'Id',
    type: 'How it dials',
    skill: 'Skill',
    description: 'Description',
    contactCount: 'Contacts',
    speed: 'Speed',
    lastUsedAt: 'Last used',
  },
  control: {
    label: 'Start and stop',
    start: 'Start…',
    stop: 'Stop',
    starting: 'Starting…',
    stopping: 'Stopping…',
    started: (name, changed) => (changed ? `“${name}” is running.` : `“${name}” was running already.`),
    stopped: (name, changed) =>
      changed ? `“${name}” is stopped. No more people are called.` : `“${name}” was stopped already.`,
    confirm: (name, count) => `Start “${name}”: ${people(count)} will be called`,
    confirmText:
      'wolkvox starts dialling at once, within the hours of the campaign. If its channel is WhatsApp, SMS or e-mail, people receive messages.',
    confirmStart: 'Start now',
    cancel: 'Do not start',
    changed: (beforeName, beforeCount, name, count) =>
      beforeName === name
        ? `The campaign has changed since you opened it: ${people(beforeCount)} before, ${people(count)} now. Nothing was started.`
        : `The campaign has changed since you opened it: it was “${beforeName}” with ${people(beforeCount)}. Nothing was started.`,
    empty: { title: 'The campaign has no contacts', text: 'Add contacts below, then start it.' },
    noCount: {
      title: 'The number of contacts is not known',
      text: 'wolkvox does not report it now, so you cannot confirm how many people are called. Try again in some minutes.',
    },
  },
  progress: {
    title: 'Progress',
    of: (name) => `Progress of ${name}`,
    done: (done, total) => `${n(done)} of ${n(total)} contacts dialled`,
    percent: (percent) => `${percent} %`,
    finished: 'Finished: every contact was dialled.',
    figures: {
      dialed: 'Dialled',
      pending: 'Pending',
      answered: 'Answered',
      unanswered: 'No answer',
      busyOrFailed: 'Busy or failed',
      answeringMachines: 'Answering machine',
      hits: 'Hits',
      callsPerMinute: 'Calls per minute',
    },
    readAt: (time) => `Reading of ${time}`,
    notOnBoard: 'wolkvox’s board does not show this campaign yet.',
    failed: 'Progress cannot be read now.',
  },
  contacts: {
    title: 'Add contacts',
    intro:
      'Type contacts into the table, or paste them from a spreadsheet. Nothing is sent until you press the button.',
    paste: 'Paste from a spreadsheet',
    pasteHint:
      'Copy the cells with their titles, for example Id, Name, Surname, Phone. Write phones as wolkvox dials them, with the route prefix.',
    takeTyped: 'Take into the table',
    pasted: (rows) => (rows === 1 ? '1 row was taken into the table.' : `${n(rows)} rows were taken into the table.`),
    noHeader: (columns) => `The first row has no titles. The columns were read as: ${columns.join(', ')}.`,
    unused: (columns) => `Not used, because the title is not known: ${columns.join(', ')}.`,
    tooMany: (taken, all) =>
      `Only ${n(taken)} of ${n(all)} rows fit, because 500 contacts can be added at a time. Add these, then paste the rest.`,
    table: 'Contacts to add',
    row: 'Row',
    cell: (row, column) => `${column}, row ${row}`,
    columns: {
      customerId: 'Id',
      firstName: 'Name',
      lastName: 'Surname',
      idType: 'Id type',
      age: 'Age',
      gender: 'Gender',
      country: 'Country',
      state: 'State',
      city: 'City',
      zone: 'Zone',
      address: 'Address',
      extraPhone: 'Extra phone',
      email: 'E-mail',
      callbackAt: 'Call back at',
      callbackPhone: 'Call-back phone',
      agentId: 'Agent',
    },
    phone: (nth) => `Phone ${nth}`,
    optionalField: (nth) => `Extra field ${nth}`,
    addRow: 'Add a row',
    removeRow: (row) => `Remove row ${row}`,
    clear: 'Empty the table',
    send: (count) => (count === 0 ? 'Add contacts' : `Add ${contacts(count)}`),
    sendIn: (count, seconds) => `Add ${contacts(count)} (in ${seconds} s)`,
    sending: 'Adding…',
    noRows: 'The table is empty. Type or paste a contact first.',
    rowError: (row, message) => `Row ${row}: ${message}`,
    wrongRows: (count) =>
      count === 1
        ? 'One row has to be corrected. Nothing was sent.'
        : `${n(count)} rows have to be corrected. Nothing was sent.`,
    problems: {
      noId: 'Enter the id of the person.',
      sameId: (row) => `This id is in row ${row} too.`,
      noPhone: 'Enter a phone, or an e-mail.',
      shortened: 'The spreadsheet has shortened a number, such as 9.3E+10. Format the column as text and paste again.',
    },
    added: (count) =>
      count === 0 ? 'No contact was added' : `${contacts(count)} ${count === 1 ? 'is' : 'are'} in the campaign now`,
    notAdded: (count) =>
      count === 1
        ? 'One contact was not added. It is still in the table, with the reason.'
        : `${contacts(count)} were not added. They are still in the table, with the reason.`,
    unclear: (count) =>
      `wolkvox did not show what happened to ${contacts(count)}. All rows are still in the table. Look in wolkvox before you add them again.`,
    before: 'An earlier request added them. Nothing was added twice.',
    running: (name, count) => `“${name}” is running: ${people(count)} will be called now`,
    runningText: 'wolkvox dials contacts of a running campaign at once.',
    runningConfirm: 'Add and call now',
    runningCancel: 'Do not add',
    unknown: {
      again: 'Ask again',
      againIn: (seconds) => `Ask again (in ${seconds} s)`,
      againHint: 'Asking again sends the same key. The server does not add the contacts twice while it stores the key.',
      still: 'This is the answer to the last try. It is still unknown if the first one added the contacts.',
      look: (customerId) => `Look for ${customerId} in wolkvox`,
      looking: 'Looking…',
      found: (customerId) => `wolkvox has ${customerId} in this campaign.`,
      notFound: (customerId) => `wolkvox does not find ${customerId} in this campaign now. It may still appear.`,
      whenKnown: 'When you know:',
      there: 'They are there, done',
      notThere: 'They are not there, back to the table',
    },
  },
};
