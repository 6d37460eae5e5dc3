import { describe, expect, it } from '@jest/globals';

import { newContact } from '../../src/domain/contact.js';
import type { Operation } from '../../src/domain/operation.js';
import { addContacts, type ContactUpload, type UploadedContacts } from '../../src/wolkvox/endpoints/add-contacts.js';
import { toRecord } from '../../src/wolkvox/endpoints/contact-record.js';
import { findContact } from '../../src/wolkvox/endpoints/find-contacts.js';
import type { OutcomeRuleId } from '../../src/wolkvox/outcome-rules.js';

const OPERATION: Operation = { id: 'default', timeZone: 'America/Bogota', timeFormat: 'YYYYmmddhhiiss' };
const person = (customerId: string) =>
  newContact({ customerId, firstName: 'Ana María', phones: ['93001234567'] }, OPERATION);
const UPLOAD: ContactUpload = {
  campaignId: '1287',
  type: 'PREDICTIVE',
  status: 'STOPPED',
  contacts: ['a', 'b', 'c'].map(person),
};

const at = (position: unknown, msg = 'x'): object => ({ error: `Error in object position ${String(position)}`, msg });
const rejected = (...positions: number[]) => positions.map((position) => ({ position, field: [] }));
const counts = (accepted: number, ...positions: number[]): Partial<UploadedContacts> => ({
  accepted,
  rejected: rejected(...positions),
  unlocated: 3 - accepted - positions.length,
});

describe('addContacts request', () => {
  it('is a POST to campaign.php with the type, the number and the present status', () => {
    expect(addContacts).toMatchObject({ api: 'add_record', file: 'campaign', method: 'POST', safe: false });
    expect(addContacts.ignoresQuota).toBeUndefined();
    expect(addContacts.query(UPLOAD)).toEqual({
      type_campaign: 'predictive',
      campaign_id: '1287',
      campaign_status: 'stop',
    });
    expect(addContacts.query({ ...UPLOAD, type: 'PREVIEW', status: 'STARTED' })).toEqual({
      type_campaign: 'preview',
      campaign_id: '1287',
      campaign_status: 'start',
    });
  });
});

/** Data of a response to three records, and what it means; null: it is contradictory. */
const BLOCKS: readonly (readonly [string, object, Partial<UploadedContacts> | null])[] = [
  ['the documented number', { total_registers: '3' }, counts(3)],
  ['the number as a number', { total_registers: 3 }, counts(3)],
  ['no errors', { total_registers: 3, total_success: 3, total_errors: 0, array_errors: [] }, counts(3)],
  ['no errors, as PHP writes them', { total_success: '3', total_errors: '0', array_errors: '' }, counts(3)],
  ['one error', { total_registers: 3, total_success: 2, total_errors: 1, array_errors: [at(1)] }, counts(2, 1)],
  [
    'the added ones as total',
    { total_registers: 2, total_success: 2, total_errors: 1, array_errors: [at(2)] },
    counts(2, 2),
  ],
  ['errors in another order', { total_success: 1, array_errors: [at(2), at(0)] }, counts(1, 0, 2)],
  ['only the number of errors', { total_errors: 1, array_errors: [at(0)] }, counts(2, 0)],
  ['errors as texts', { total_errors: 1, array_errors: ['object position 1'] }, counts(2, 1)],
  [
    'the position in the other text',
    { total_errors: 1, array_errors: [{ error: 'x', msg: 'object position: 1' }] },
    counts(2, 1),
  ],
  ['all errors without positions', { total_success: 0, total_errors: 3 }, counts(0, 0, 1, 2)],
  ['an error without a position', { total_success: 2, total_errors: 1, array_errors: [at('x')] }, counts(2)],
  ['a position that counts from 1', { total_success: 1, total_errors: 2, array_errors: [at(1), at(3)] }, counts(1)],
  ['fewer added than sent', { total_registers: 2 }, null],
  ['more added than sent', { total_registers: 4 }, null],
  ['numbers that do not add up', { total_success: 2, total_errors: 2 }, null],
  ['another total', { total_registers: 5, total_success: 2, total_errors: 1 }, null],
  ['more errors than counted', { total_success: 2, total_errors: 1, array_errors: [at(0), at(1)] }, null],
  ['errors without any number', { total_registers: 3, array_errors: [at(0)] }, null],
  ['a negative number', { total_success: -1, total_errors: 4 }, null],
  ['a number that is not readable', { total_success: 'dos', total_errors: 1 }, null],
  ['errors that are no list', { total_success: 2, total_errors: 1, array_errors: 'x' }, null],
];

describe('addContacts response', () => {
  it.each(BLOCKS)('of a success with %s', (_what, block, expected) => {
    for (const data of [[block], block, { 0: block }]) {
      const read = addContacts.readSuccess({ msg: 'ok', data }, UPLOAD, OPERATION);
      if (expected === null) expect(read).toBeUndefined();
      else expect(read).toEqual({ ...expected, message: 'ok' });
    }
  });

  it.each(BLOCKS)('of a refusal with %s', (_what, block, expected) => {
    const answer = { msg: 'no', data: [block], rule: 'rejected-for-another-reason' as OutcomeRuleId };
    const read = addContacts.readRefusal?.(answer, UPLOAD, OPERATION);
    // A refusal that added everything is contradictory too.
    if (expected === null || expected.accepted === 3) expect(read).toBeUndefined();
    else expect(read).toEqual({ ...expected, message: 'no' });
  });

  it.each<[string, unknown, boolean]>([
    ['some added', [{ total_success: 2, total_errors: 2 }], true],
    ['an unreadable number', [{ total_success: 'dos' }], true],
    ['none added', [{ total_success: '0', total_errors: '1' }], false],
    ['no number', [{ total_registers: '3' }], false],
    ['no data', undefined, false],
    ['other data', 'x', false],
  ])('of a refusal with %s proves that something was done: %#', (_what, data, proves) => {
    expect(addContacts.provesDone?.({ msg: '', data }, UPLOAD, OPERATION)).toBe(proves);
  });

  it.each([
    ['All records has been added successfully', 3],
    ['All records have been added.', 3],
    ['Some records has been added', undefined],
    ['', undefined],
  ])('without data is a success only with the documented text: %s', (msg, accepted) => {
    for (const data of [undefined, null, '', []])
      expect(addContacts.readSuccess({ msg, data }, UPLOAD, OPERATION)?.accepted).toBe(accepted);
  });

  it('without data is a rejection of all contacts only by its rule', () => {
    const read = (rule: OutcomeRuleId) => addContacts.readRefusal?.({ msg: '', rule }, UPLOAD, OPERATION);
    expect(read('no-record-added')).toMatchObject(counts(0, 0, 1, 2));
    expect(read('licence-capacity')).toBeUndefined();
  });

  it.each<[string, readonly string[]]>([
    ['customer_id is required', ['customerId']],
    ['opt7 exceeds 200 characters', ['optionalFields', '6']],
    ['The tel10 is bad', ['phones', '9']],
    ['recall_date is invalid', ['callbackAt']],
    ['tel1 and tel2 are equal', []],
    ['The state or the age is invalid', []],
    ['invalid', []],
  ])('names the field of a rejected contact by its key: %s', (msg, field) => {
    const data = [{ total_errors: 1, array_errors: [at(0, msg)] }];
    expect(addContacts.readSuccess({ msg: '', data }, UPLOAD, OPERATION)?.rejected).toEqual([{ position: 0, field }]);
  });

  it.each([
    ['The name ANA MARÍA is invalid', 'The name ********* is invalid'],
    ['93001234567 and 930012345678', '*********** and ***********8'],
    ['customer a of 50000', 'customer a of 50000'],
    ['İ Ana María', 'İ *********'],
  ])('masks values of the contacts in a message: %s', (msg, masked) => {
    expect(addContacts.maskInput?.(msg, UPLOAD)).toBe(masked);
    const data = [{ total_registers: 3 }];
    expect(addContacts.readSuccess({ msg, data }, UPLOAD, OPERATION)?.message).toBe(masked);
  });
});

describe('findContact', () => {
  const record = toRecord(person('a'), 'PREDICTIVE');
  const query = { campaignId: '1287', record };
  const row = (values: object = {}): object => ({ ...record, campaign_id: '1287', calls: '0', ...values });
  const found = (...rows: object[]) => findContact.readSuccess({ msg: '', data: rows }, query, OPERATION);

  it('is a GET to campaign.php with the campaign and the id', () => {
    expect(findContact).toMatchObject({ api: 'find_record', file: 'campaign', method: 'GET', safe: true });
    expect(findContact.query(query)).toEqual({ campaign_id: '1287', customer_id: 'a' });
  });

  it.each<[string, readonly object[], string | undefined]>([
    ['an equal row', [row()], 'same'],
    ['an equal row with spaces around its values', [row({ customer_name: ' Ana María ' })], 'same'],
    ['an equal row without most columns', [{ customer_id: 'a' }], 'same'],
    ['an equal row with another format of the date', [row({ recall_date: '2026-11-30' })], 'same'],
    ['leading zeros of the campaign', [row({ campaign_id: '001287' })], 'same'],
    ['another row with the id', [row({ tel1: '9' })], 'different'],
    ['both', [row({ tel1: '9' }), row()], 'same'],
    ['another id', [row({ customer_id: 'A' })], 'none'],
    ['another campaign', [row({ campaign_id: '12870' })], 'none'],
    ['no row', [], 'none'],
    ['a row without an id', [{ customer_name: 'x' }], undefined],
    ['as many rows as a list may have', Array.from({ length: 60_000 }, () => ({ customer_id: 'x' })), undefined],
  ])('reads %s', (_what, rows, expected) => {
    expect(found(...rows)).toBe(expected);
  });

  it('reads an empty list as nothing found', () => {
    expect(findContact.empty?.('list')).toBe('none');
  });
});
