import { describe, expect, it } from '@jest/globals';

import { isFinished, type BoardRow } from '../../src/domain/board-row.js';
import { readBoard } from '../../src/wolkvox/endpoints/read-board.js';
import { operationAt } from '../support/operation.js';

const OPERATION = operationAt('http://127.0.0.1', { maxInFlight: 2 });
const read = (data: unknown) => readBoard.readSuccess({ msg: '', data }, undefined, OPERATION);
const LABEL = '1287 - Cobranza - Strategy (1)';
const readCell = (column: string, value: unknown) => {
  const { rows, unreadColumns } = read([{ campaign: LABEL, [column]: value }]) ?? { rows: [] };
  return [rows[0], [...(unreadColumns ?? [])]] as const;
};

describe('the board', () => {
  it('is read with GET real_time.php?api=campaigns, and has a label of its own', () => {
    expect(readBoard).toMatchObject({ file: 'real_time', api: 'campaigns', method: 'GET', safe: true });
    expect(readBoard).toMatchObject({ label: 'real_time', acceptsBareList: true });
    expect(readBoard.query(undefined)).toEqual({});
  });

  it('has every column of a row, as text and as numbers', () => {
    const row = {
      campaign: LABEL,
      status: 'Started',
      speed: '35',
      skill_id: '4021',
      records: '1240',
      clean: 300,
      dial: '940',
      answer: '410',
      no_answer: '300',
      'busy/congestion/failed': '130',
      answer_machine: '100',
      penetration_day: '75,8 %',
      penetration_now: '12%',
      hits: '33',
      calls_x_min: '14.5',
      recycled: '0',
    };
    expect(read([row])).toEqual({
      rows: [
        {
          campaignId: '1287',
          status: 'STARTED',
          contactCount: 1240,
          dialed: 940,
          pending: 300,
          answered: 410,
          unanswered: 300,
          busyOrFailed: 130,
          answeringMachines: 100,
          hits: 33,
          callsPerMinute: 14.5,
          penetration: 75.8,
        },
      ],
      unreadRows: 0,
      unreadColumns: new Set(),
    });
  });

  it.each([
    ['1287 - Cobranza - Strategy (1)', '1287'],
    ['1287 - ', '1287'],
    ['1287 -', '1287'],
    ['  001287\t-\tCobranza', '1287'],
    ['123 - 1287 - Cobranza', '123'],
    ['9007199254740993 - x', '9007199254740993'],
  ])('reads the id of the label %j', (campaign, campaignId) => {
    expect(read([{ campaign }])?.rows).toMatchObject([{ campaignId }]);
  });

  it.each([
    ...[
      '1287',
      1287,
      '1287Cobranza',
      '1287-Cobranza',
      '1287 Cobranza',
      '#1287 - Cobranza',
      'Cobranza - 1287',
      '',
      null,
    ],
    ...[' - Cobranza', '0 - Cobranza', '-1287 - Cobranza', '1,287 - Cobranza', '١٢٣ - Cobranza', ['1287 - x'], {}],
  ])('does not read the label %j', (campaign) => {
    expect(read([{ campaign, records: '5' }])).toEqual({ rows: [], unreadRows: 1, unreadColumns: expect.any(Set) });
  });

  it('has no row for campaigns that different rows name, and one for equal rows', () => {
    const list = read([
      { campaign: '7 - A - x', records: '1' },
      { campaign: '7 - A - x', records: '2' },
      { campaign: '07 - A - x', records: '1' },
      { campaign: '8 - B - x', records: '3' },
      { campaign: '008 - B - x', records: 3 },
      { campaign: '9 - C - x', records: '4' },
    ]);
    expect(list?.rows).toMatchObject([
      { campaignId: '8', contactCount: 3 },
      { campaignId: '9', contactCount: 4 },
    ]);
    expect([list?.rows.length, list?.unreadRows]).toEqual([2, 1]);
  });

  it.each([[[]], [{}], [''], [null], [undefined]])('is empty for %j', (data) => {
    expect(read(data)).toMatchObject({ rows: [], unreadRows: 0 });
  });

  it.each([['text'], [7], [true]])('is not read from %j', (data) => {
    expect(read(data)).toBeUndefined();
  });

  it.each([
    ['records', '12', 12],
    ['records', ' 12 ', 12],
    ['records', 12, 12],
    ['records', '12.0', 12],
    ['records', '1.234.567', 1_234_567],
    ['records', '0', 0],
  ])('reads a number: %s %j', (column, value, contactCount) => {
    expect(readCell(column, value)).toEqual([expect.objectContaining({ contactCount }), []]);
  });

  it.each(['-1', -1, '1.234', '12,5', 12.5, 'many', '1e3', '2147483648', 1e300, true, [], {}, '5%', '<b>5</b>'])(
    'reads %j as an unrecognized number',
    (value) => {
      const [row, unread] = readCell('dial', value);
      expect([row?.dialed, unread]).toEqual([undefined, ['dial']]);
    },
  );

  it.each([
    ['0', 0],
    [0.5, 0.5],
    ['45.5%', 45.5],
    ['45,5 %', 45.5],
    ['100', 100],
    ['100,00%', 100],
    ['33.333', 33.333],
    ['0,125', 0.125],
    ['12,345%', 12.345],
  ])('reads %j as a penetration', (value, penetration) => {
    expect(readCell('penetration_day', value)).toEqual([expect.objectContaining({ penetration }), []]);
  });

  it.each(['101', '-1', -0.1, '1e1', '50%%', '% 50', '1.234,5', 'NaN', 'high', true, '12345678901234567890'])(
    'reads %j as an unrecognized penetration',
    (value) => {
      const [row, unread] = readCell('penetration_day', value);
      expect([row?.penetration, unread]).toEqual([undefined, ['penetration_day']]);
    },
  );

  it.each([
    ['14', 14, []],
    ['14,25', 14.25, []],
    [14.25, 14.25, []],
    ['1234.5', 1234.5, []],
    // 1.234 or 1234.
    ['1.234', undefined, ['calls_x_min']],
    ['1,234', undefined, ['calls_x_min']],
    ['14%', undefined, ['calls_x_min']],
    [1e21, undefined, ['calls_x_min']],
    ['', undefined, []],
  ])('reads %j as calls per minute', (value, callsPerMinute, unread) => {
    const [row, columns] = readCell('calls_x_min', value);
    expect([row?.callsPerMinute, columns]).toEqual([callsPerMinute, unread]);
  });
});

describe('a campaign on the board', () => {
  const row = (more: Partial<BoardRow>): BoardRow => {
    const [first] = read([{ campaign: LABEL }])?.rows ?? [];
    if (first === undefined) throw new Error('The row was not read.');
    return { ...first, status: 'STARTED', contactCount: 10, dialed: 10, pending: 0, ...more };
  };

  it('is finished if it is started, and all contacts were dialled', () => {
    expect(isFinished(row({}))).toBe(true);
    // A contact may be dialled several times.
    expect(isFinished(row({ dialed: 25 }))).toBe(true);
  });

  it.each<Partial<BoardRow>>([
    { status: 'STOPPED' },
    { status: undefined },
    { pending: 1 },
    { pending: undefined },
    { dialed: 9 },
    { dialed: undefined },
    { contactCount: 0, dialed: 0 },
    { contactCount: undefined },
  ])('is not finished with %j', (more) => {
    expect(isFinished(row(more))).toBe(false);
  });
});
