import { describe, expect, it } from '@jest/globals';

import type { Cells } from '../../examples/campaign-desk/src/contacts/read-paste.js';
import { problemsOf, rowMessageOf, toDraft, type Row } from '../../examples/campaign-desk/src/contacts/rows.js';

const rowsOf = (...cells: readonly Cells[]): Row[] => cells.map((row, nth) => ({ key: nth + 10, cells: row }));

const ANA: Cells = { customerId: '1001', firstName: 'Ana', 'phones.0': '93001234567' };

describe('the rows of the table', () => {
  it('become contacts: blank rows are left out, phones have no gaps, extra fields keep their place', () => {
    const rows = rowsOf(
      ANA,
      { customerId: ' ', firstName: '' },
      { customerId: '1002', 'phones.1': '93001234568', 'optionalFields.0': '20', 'optionalFields.2': 'Cali' },
    );
    expect(toDraft('default:5801', rows, false).input).toEqual({
      campaignId: 'default:5801',
      allowRunning: false,
      contacts: [
        { customerId: '1001', firstName: 'Ana', phones: ['93001234567'] },
        { customerId: '1002', phones: ['93001234568'], optionalFields: ['20', null, 'Cali'] },
      ],
    });
  });

  it('are checked: a missing id, an id that occurs twice, no way to reach the person, a shortened number', () => {
    const rows = rowsOf(
      ANA,
      { firstName: 'Luis', 'phones.0': '93001234568' },
      {},
      { customerId: '1001 ', 'phones.0': '93001234569' },
      { customerId: '1003', firstName: 'Eva' },
      { customerId: '1004', email: 'eva@example.com' },
      { customerId: '1005', 'phones.0': '9,3E+10' },
    );
    expect(Object.fromEntries(problemsOf(rows))).toEqual({
      11: [{ rule: 'noId', column: 'customerId' }],
      13: [{ rule: 'sameId', column: 'customerId', otherRow: 1 }],
      14: [{ rule: 'noPhone', column: 'phones.0' }],
      16: [{ rule: 'shortened', column: 'phones.0' }],
    });
  });

  it('show a message of the server at their cell', () => {
    const draft = toDraft('default:5801', rowsOf({}, ANA, { customerId: '1002', 'phones.2': '9' }), false);
    const at = (...path: string[]) => rowMessageOf(draft, { path, message: 'wrong' });
    expect(at('contacts', '0', 'firstName')).toEqual({ key: 11, column: 'firstName', message: 'wrong' });
    // The first phone of the contact is the third of the row.
    expect(at('contacts', '1', 'phones', '0')).toEqual({ key: 12, column: 'phones.2', message: 'wrong' });
    expect(at('contacts', '1')).toEqual({ key: 12, column: undefined, message: 'wrong' });
    expect(at('contacts', '2', 'firstName')).toBeUndefined();
    expect(at('campaignId')).toBeUndefined();
    expect(at('contacts')).toBeUndefined();
  });
});
