import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { AMD_COUNTRIES, type NewCampaign } from '../../src/domain/campaign.js';
import type { Operation } from '../../src/domain/operation.js';
import { createCampaign } from '../../src/wolkvox/endpoints/create-campaign.js';

const OPERATION: Operation = { id: 'default', timeZone: 'America/Bogota', timeFormat: 'YYYYmmddhhiiss' };
const MSG = 'The # campaign_id has been created successfully';

/** Body of the specification's example, unchanged. */
const EXAMPLE = `{
    "campaign_name": "",
    "campaign_description": "",
    "start_time": "",
    "end_time": "",
    "skill_id": "",
    "opt1": "",
    "opt2": "",
    "opt3": "",
    "opt4": "",
    "opt5": "",
    "opt6": "",
    "opt7": "",
    "opt8": "",
    "opt9": "",
    "opt10": "",
    "opt11": "",
    "opt12": "",
    "enable_edition": ""
}`;
const KEYS = Object.keys(JSON.parse(EXAMPLE) as object);
const KEYS_WITH_AMD = KEYS.toSpliced(KEYS.indexOf('enable_edition'), 0, 'amd');

const basics = { name: 'Bienvenida', description: '', skillId: '4021', optionalFields: [], enableEdition: false };
const preview: NewCampaign = { ...basics, type: 'PREVIEW' };
const predictive: NewCampaign = {
  ...basics,
  type: 'PREDICTIVE',
  startTime: { date: '2026-11-23', time: '08:00:00' },
  endTime: { date: '2026-11-24', time: '18:30:05' },
  amd: undefined,
};

describe('createCampaign request', () => {
  it('is a POST to campaign.php with api=create_campaign', () => {
    expect(createCampaign).toMatchObject({ api: 'create_campaign', file: 'campaign', method: 'POST' });
  });

  it.each([
    ['preview', preview],
    ['predictive', predictive],
  ])('has the type %s in its query', (type, campaign) => {
    expect(createCampaign.query(campaign)).toEqual({ type_campaign: type });
  });

  it.each([
    ['a PREVIEW campaign', preview, KEYS],
    ['a PREDICTIVE campaign with the default detection', predictive, KEYS],
    ['a PREDICTIVE campaign with an amd value', { ...predictive, amd: 'COL' } as const, KEYS_WITH_AMD],
  ])('has exactly the keys of the specification in their order for %s', (_what, campaign, keys) => {
    expect(Object.keys(written(campaign))).toEqual(keys);
  });

  it('has empty hours, titles and description for a PREVIEW campaign', () => {
    const { campaign_name, skill_id, enable_edition, ...unset } = written(preview);
    expect({ campaign_name, skill_id, enable_edition }).toEqual({
      campaign_name: 'Bienvenida',
      skill_id: '4021',
      enable_edition: 'no',
    });
    expect(new Set(Object.values(unset))).toEqual(new Set(['']));
  });

  it('has hours as YYYYmmddhhiiss for a PREDICTIVE campaign', () => {
    expect(written(predictive)).toMatchObject({ start_time: '20261123080000', end_time: '20261124183005' });
  });

  it('has hours without a date as hhiiss', () => {
    const campaign = { ...predictive, startTime: { time: '08:00:00' }, endTime: { time: '18:30:05' } };
    expect(written(campaign)).toMatchObject({ start_time: '080000', end_time: '183005' });
  });

  it.each([
    [true, 'yes'],
    [false, 'no'],
  ])('has enableEdition %s as %s', (enableEdition, value) => {
    expect(written({ ...preview, enableEdition })).toMatchObject({ enable_edition: value });
  });

  it.each(AMD_COUNTRIES)('has the amd value %s unchanged', (amd) => {
    expect(written({ ...predictive, amd })).toMatchObject({ amd });
  });

  it('has an empty title for a gap between titles', () => {
    expect(written({ ...preview, optionalFields: ['Saldo', null, 'Ciudad'] })).toMatchObject({
      opt1: 'Saldo',
      opt2: '',
      opt3: 'Ciudad',
      opt4: '',
      opt12: '',
    });
  });

  it('contains every value unchanged as a string', () => {
    fc.assert(
      fc.property(anyCampaign(), (campaign) => {
        const body = written(campaign);
        const titles = Array.from({ length: 12 }, (_, index) => campaign.optionalFields[index] ?? '');
        const { startTime, endTime, amd } =
          campaign.type === 'PREDICTIVE' ? campaign : { startTime: null, endTime: null, amd: undefined };
        const compact = (hour: typeof startTime): string =>
          hour === null ? '' : `${(hour.date ?? '').split('-').join('')}${hour.time.split(':').join('')}`;
        expect(Object.entries(body)).toEqual([
          ['campaign_name', campaign.name],
          ['campaign_description', campaign.description],
          ['start_time', compact(startTime)],
          ['end_time', compact(endTime)],
          ['skill_id', campaign.skillId],
          ...titles.map((title, index) => [`opt${index + 1}`, title]),
          ...(amd === undefined ? [] : [['amd', amd]]),
          ['enable_edition', campaign.enableEdition ? 'yes' : 'no'],
        ]);
      }),
    );
  });
});

describe('createCampaign response', () => {
  const created = (campaignId: string, name = 'Bienvenida') => ({
    campaign: { operation: OPERATION, campaignId, name, type: 'PREVIEW' },
    message: MSG,
  });

  it.each<[string, unknown]>([
    ['the example of the specification', [{ id_campaign: '1287', name_campaign: 'Bienvenida' }]],
    ['the misspelt keys of the table of the specification', [{ id_campaing: '1287', name_campaing: 'Bienvenida' }]],
    ['an id under one spelling, a name under the other', [{ id_campaing: '1287', name_campaign: 'Bienvenida' }]],
    ['both spellings that agree', [{ id_campaign: '1287', id_campaing: '1287', name_campaign: 'Bienvenida' }]],
    ['both spellings that agree, one as a number', [{ id_campaign: 1287, id_campaing: '1287' }]],
    ['one spelling that is empty', [{ id_campaign: '', id_campaing: '1287' }]],
    ['one spelling that is null', [{ id_campaign: null, id_campaing: '1287' }]],
    ['one spelling that is 0', [{ id_campaign: 0, id_campaing: '1287' }]],
    ['an id that is a number', [{ id_campaign: 1287, name_campaign: 'Bienvenida' }]],
    ['a misspelt id that is a number', [{ id_campaing: 1287 }]],
    ['an id between blanks', [{ id_campaign: ' 1287\n' }]],
    ['data that is an object', { id_campaign: '1287', name_campaign: 'Bienvenida' }],
    ['data with more keys', [{ id_campaign: '1287', name_campaign: 'Bienvenida', status: 'Stopped' }]],
    ['data without a name', [{ id_campaign: '1287' }]],
    ['a null name', [{ id_campaign: '1287', name_campaign: null }]],
    ['an empty name', [{ id_campaign: '1287', name_campaign: '' }]],
    ['a name that is not a text', [{ id_campaign: '1287', name_campaign: 7 }]],
  ])('is read from %s', (_what, data) => {
    expect(readData(data)).toEqual(created('1287'));
  });

  it.each<[string, unknown, string]>([
    ['a string longer than a number can be', [{ id_campaign: '90071992547409931' }], '90071992547409931'],
    ['the greatest safe number', [{ id_campaign: 9007199254740991 }], '9007199254740991'],
    ['a string with zeros in front', [{ id_campaign: '007' }], '007'],
    ['1', [{ id_campaign: 1 }], '1'],
  ])('has each digit of an id that is %s', (_what, data, campaignId) => {
    expect(readData(data)).toEqual(created(campaignId));
  });

  it.each([
    ['a name', { name_campaign: 'Otra' }],
    ['a misspelt name', { name_campaing: 'Otra' }],
    ['a null name beside a misspelt one', { name_campaign: null, name_campaing: 'Otra' }],
    ['an empty name beside a misspelt one', { name_campaign: '', name_campaing: 'Otra' }],
    ['a name beside an empty misspelt one', { name_campaign: 'Otra', name_campaing: '' }],
  ])('returns the name of wolkvox from %s', (_what, name) => {
    expect(readData([{ id_campaign: '1287', ...name }])).toEqual(created('1287', 'Otra'));
  });

  it.each<[string, unknown]>([
    ['missing', undefined],
    ['null', null],
    ['empty', []],
    ['an empty object', {}],
    ['a text', '1287'],
    ['a number', 1287],
    ['an array of texts', ['1287']],
    ['an array of numbers', [1287]],
    ['an array of null', [null]],
    ['an array in an array', [[{ id_campaign: '1287' }]]],
    ['a row without an id', [{ name_campaign: 'Bienvenida' }]],
    ['a row whose id is empty', [{ id_campaign: '' }]],
    ['a row whose id is blank', [{ id_campaign: '  \n' }]],
    ['a row whose id is 0', [{ id_campaign: 0 }]],
    ['a row whose id is "0"', [{ id_campaign: '0' }]],
    ['a row whose id is "000"', [{ id_campaign: ' 000 ' }]],
    ['a row whose id is null', [{ id_campaign: null, id_campaing: null }]],
    ['a row whose id is negative', [{ id_campaign: -1 }]],
    ['a row whose id is a fraction', [{ id_campaign: 12.5 }]],
    ['a row whose id has lost digits', [{ id_campaign: 9007199254740992 }]],
    ['a row whose id is beyond all numbers', JSON.parse('[{"id_campaign":1e400}]')],
    ['a row whose id is true', [{ id_campaign: true }]],
    ['a row whose id is an array', [{ id_campaign: ['1287'] }]],
    ['a row whose id is an object', [{ id_campaign: { id: '1287' } }]],
    ['a row whose two ids differ', [{ id_campaign: '1287', id_campaing: '1288' }]],
    ['a row whose two ids differ, as numbers', [{ id_campaign: 1287, id_campaing: 1288 }]],
    ['a row whose id is only inherited', [Object.create({ id_campaign: '1287' })]],
    ['a row whose id is in the second place', [{}, { id_campaign: '1287' }]],
    ['two rows with different ids', [{ id_campaign: '1287' }, { id_campaign: '1288' }]],
    ['two rows with the same id', [{ id_campaign: '1287' }, { id_campaign: '1287' }]],
  ])('has no campaign if data is %s', (_what, data) => {
    expect(readData(data)).toBeUndefined();
  });

  it.each(['null', 'NULL', 'false', '-1', '12.5', 'error'])(
    'has no campaign if the id is the text %j, because ids are numbers',
    (id) => {
      expect(readData([{ id_campaign: id }])).toBeUndefined();
    },
  );

  it.each([preview, predictive])('has the requested type: $type', (campaign) => {
    const created = createCampaign.readSuccess({ msg: MSG, data: [{ id_campaign: '1287' }] }, campaign, OPERATION);
    expect(created?.campaign.type).toBe(campaign.type);
  });

  it('is read without an exception for any JSON, and its id is never empty', () => {
    const id = fc.oneof(fc.jsonValue(), fc.string(), fc.integer(), fc.constantFrom('', '0', 0, null, '1287'));
    const row = fc.record({ id_campaign: id, id_campaing: id, name_campaign: fc.jsonValue() }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), row, fc.array(row, { maxLength: 2 })), (data) => {
        const created = readData(data);
        if (created !== undefined) expect(created.campaign.campaignId).toMatch(/^\S(.*\S)?$/s);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has a limit of 1 MiB', () => {
    expect(createCampaign.maxResponseBytes).toBeLessThanOrEqual(1024 * 1024);
  });

  function readData(data: unknown): ReturnType<typeof createCampaign.readSuccess> {
    return createCampaign.readSuccess({ msg: MSG, data }, preview, OPERATION);
  }
});

/** Returns the body as wolkvox receives it. */
function written(campaign: NewCampaign): Record<string, unknown> {
  return JSON.parse(JSON.stringify(createCampaign.body?.(campaign))) as Record<string, unknown>;
}

function anyCampaign(): fc.Arbitrary<NewCampaign> {
  const text = fc.string({ unit: 'binary' });
  const common = {
    name: text,
    description: text,
    skillId: fc.stringMatching(/^[0-9]{1,15}$/),
    optionalFields: fc.array(fc.option(text), { maxLength: 12 }),
    enableEdition: fc.boolean(),
  };
  const hour = fc
    .tuple(fc.boolean(), fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }))
    .map(([withDate, moment]) => {
      const [date = '', time = ''] = moment.toISOString().slice(0, 19).split('T');
      return withDate ? { date, time } : { time };
    });
  return fc.oneof(
    fc.record({ ...common, type: fc.constant('PREVIEW' as const) }),
    fc.record({
      ...common,
      type: fc.constant('PREDICTIVE' as const),
      startTime: hour,
      endTime: hour,
      amd: fc.constantFrom(undefined, ...AMD_COUNTRIES),
    }),
  );
}
