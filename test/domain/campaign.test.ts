import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { AMD_COUNTRIES, newCampaign, type CampaignDraft, type CampaignHour } from '../../src/domain/campaign.js';
import type { InputRule } from '../../src/domain/input-rules.js';
import type { Operation } from '../../src/domain/operation.js';

const dated: Operation = { id: 'default', timeZone: 'America/Bogota', timeFormat: 'YYYYmmddhhiiss' };
const undated: Operation = { ...dated, timeFormat: 'hhiiss' };
const madrid: Operation = { ...dated, timeZone: 'Europe/Madrid' };

const preview: CampaignDraft = { type: 'PREVIEW', name: 'Bienvenida', skillId: '4021' };
const hourless: CampaignDraft = { type: 'PREDICTIVE', name: 'Cobranza', skillId: '4021' };
const predictive = { ...hourless, startTime: '2026-11-23T08:00:00', endTime: '2026-11-23T18:00:00' };

describe('a PREVIEW campaign', () => {
  it('requires only a name and a skill', () => {
    expect(newCampaign(preview, dated)).toEqual({
      campaign: {
        type: 'PREVIEW',
        name: 'Bienvenida',
        description: '',
        skillId: '4021',
        optionalFields: [],
        enableEdition: false,
      },
    });
  });

  it('treats null as omitted', () => {
    const nulls = {
      description: null,
      startTime: null,
      endTime: null,
      optionalFields: null,
      amd: null,
      enableEdition: null,
    };
    expect(newCampaign({ ...preview, ...nulls }, dated)).toEqual(newCampaign(preview, dated));
  });

  it.each<[string, Partial<CampaignDraft>, string[]]>([
    ['a start', { startTime: '2026-11-23T08:00:00' }, ['startTime']],
    ['an end', { endTime: '2026-11-23T18:00:00' }, ['endTime']],
    ['an amd', { amd: 'COL' }, ['amd']],
    ['a start that is no time', { startTime: 'tomorrow' }, ['startTime']],
    ['an empty start', { startTime: '' }, ['startTime']],
    ['both hours, the wrong way round', { startTime: '18:00', endTime: '08:00' }, ['startTime', 'endTime']],
    ['hours and amd', { startTime: '08:00', endTime: '18:00', amd: 'COL' }, ['startTime', 'endTime', 'amd']],
  ])('is rejected with %s, with one issue for each', (_what, extra, fields) => {
    expect(rulesOf({ ...preview, ...extra }, dated)).toEqual(fields.map((field) => [field, 'NOT_ON_PREVIEW']));
  });

  it('is rejected with hours even if the operation is unknown', () => {
    expect(rulesOf({ ...preview, startTime: '08:00' }, undefined)).toEqual([['startTime', 'NOT_ON_PREVIEW']]);
  });
});

describe('a PREDICTIVE campaign', () => {
  it('has its hours on the wall clock of the operation, and no amd by default', () => {
    expect(newCampaign(predictive, dated)).toEqual({
      campaign: {
        type: 'PREDICTIVE',
        name: 'Cobranza',
        description: '',
        skillId: '4021',
        optionalFields: [],
        enableEdition: false,
        startTime: { date: '2026-11-23', time: '08:00:00' },
        endTime: { date: '2026-11-23', time: '18:00:00' },
        amd: undefined,
      },
    });
  });

  it.each(AMD_COUNTRIES)('accepts the detection for %s', (amd) => {
    expect(newCampaign({ ...predictive, amd }, dated)).toMatchObject({ campaign: { amd } });
  });

  it.each<[string, Partial<CampaignDraft>, [string, InputRule][]]>([
    ['a null start', { startTime: null }, [['startTime', 'REQUIRED_ON_PREDICTIVE']]],
    ['a null end', { endTime: null }, [['endTime', 'REQUIRED_ON_PREDICTIVE']]],
    [
      'two nulls for hours',
      { startTime: null, endTime: null },
      [
        ['startTime', 'REQUIRED_ON_PREDICTIVE'],
        ['endTime', 'REQUIRED_ON_PREDICTIVE'],
      ],
    ],
    ['an empty start', { startTime: '' }, [['startTime', 'CAMPAIGN_TIME']]],
    ['a start that no calendar has', { startTime: '2026-02-30T08:00:00' }, [['startTime', 'CAMPAIGN_TIME']]],
    ['an end with half a second', { endTime: '2026-11-23T18:00:00.5' }, [['endTime', 'CAMPAIGN_TIME']]],
    ['a bare start with an offset', { startTime: '08:00-05:00' }, [['startTime', 'CAMPAIGN_TIME']]],
    [
      'an instant that on this clock lies before the year 1',
      { startTime: '0001-01-01T00:00:00Z' },
      [['startTime', 'CAMPAIGN_TIME']],
    ],
    [
      'a start that is no time, and a null end',
      { startTime: 'tomorrow', endTime: null },
      [
        ['startTime', 'CAMPAIGN_TIME'],
        ['endTime', 'REQUIRED_ON_PREDICTIVE'],
      ],
    ],
    ['an end at the start', { endTime: '2026-11-23T08:00:00' }, [['endTime', 'AFTER_START']]],
    ['an end a second before the start', { endTime: '2026-11-23T07:59:59' }, [['endTime', 'AFTER_START']]],
    ['an end a day before the start', { endTime: '2026-11-22T18:00:00' }, [['endTime', 'AFTER_START']]],
    [
      'an end at the same instant, written otherwise',
      { endTime: '2026-11-23T13:00:00Z' },
      [['endTime', 'AFTER_START']],
    ],
    ['a bare start', { startTime: '08:00' }, [['startTime', 'DATE_REQUIRED']]],
    [
      'two bare times, the wrong way round',
      { startTime: '18:00', endTime: '08:00' },
      [
        ['startTime', 'DATE_REQUIRED'],
        ['endTime', 'DATE_REQUIRED'],
      ],
    ],
    [
      'a bare start and an end that is no time',
      { startTime: '08:00', endTime: '25:00' },
      [
        ['startTime', 'DATE_REQUIRED'],
        ['endTime', 'CAMPAIGN_TIME'],
      ],
    ],
  ])('with %s returns an issue for each broken rule', (_what, change, issues) => {
    expect(rulesOf({ ...predictive, ...change }, dated)).toEqual(issues);
  });

  it.each<[string, Partial<CampaignDraft>, string[]]>([
    ['its hours', {}, ['startTime', 'endTime']],
    ['its start', { endTime: '2026-11-23T18:00:00' }, ['startTime']],
    ['its end', { startTime: '2026-11-23T08:00:00' }, ['endTime']],
  ])('without %s returns an issue for each missing hour', (_what, hours, missing) => {
    const expected = missing.map((field) => [field, 'REQUIRED_ON_PREDICTIVE']);
    expect(rulesOf({ ...hourless, ...hours }, dated)).toEqual(expected);
  });

  it.each<[string, string, Operation, CampaignHour]>([
    ['an instant', '2026-11-23T13:00:00Z', dated, { date: '2026-11-23', time: '08:00:00' }],
    ['an offset of its own', '2026-11-23T08:00:00-05:00', dated, { date: '2026-11-23', time: '08:00:00' }],
    ['an offset from afar', '2026-11-23T02:00:00+09:00', dated, { date: '2026-11-22', time: '12:00:00' }],
    [
      'an instant where the clocks are at summer time',
      '2026-07-01T12:00:00Z',
      madrid,
      { date: '2026-07-01', time: '14:00:00' },
    ],
  ])('accepts %s as its start on the wall clock of the operation', (_what, startTime, operation, hour) => {
    expect(newCampaign({ ...predictive, startTime, endTime: '2027-01-01T00:00:00' }, operation)).toMatchObject({
      campaign: { startTime: hour },
    });
  });

  it.each<[string, string, string, [string, InputRule][]]>([
    [
      'begins in an hour that the clocks skip',
      '2026-03-29T02:30:00',
      '2026-03-29T18:00:00',
      [['startTime', 'CAMPAIGN_TIME']],
    ],
    [
      'ends in an hour that the clocks skip',
      '2026-03-29T01:00:00',
      '2026-03-29T02:59:59',
      [['endTime', 'CAMPAIGN_TIME']],
    ],
    ['ends as the skipped hour ends', '2026-03-29T01:59:59', '2026-03-29T03:00:00', []],
    ['is in an hour that occurs twice', '2026-10-25T02:10:00', '2026-10-25T02:50:00', []],
    ['runs through the first of the two', '2026-10-25T02:10:00+02:00', '2026-10-25T02:50:00+02:00', []],
    [
      'ends earlier on the clock though later',
      '2026-10-25T02:50:00+02:00',
      '2026-10-25T02:10:00+01:00',
      [['endTime', 'AFTER_START']],
    ],
    [
      'ends later on the clock though earlier',
      '2026-10-25T02:10:00+01:00',
      '2026-10-25T02:50:00+02:00',
      [['endTime', 'AFTER_START']],
    ],
  ])('that %s when clocks change is checked by clock and by instant', (_what, startTime, endTime, issues) => {
    expect(rulesOf({ ...predictive, startTime, endTime }, madrid)).toEqual(issues);
  });

  it('may span several days', () => {
    expect(
      newCampaign({ ...predictive, startTime: '2026-12-31T20:00:00', endTime: '2027-01-02T06:00:00' }, dated),
    ).toMatchObject({
      campaign: {
        startTime: { date: '2026-12-31', time: '20:00:00' },
        endTime: { date: '2027-01-02', time: '06:00:00' },
      },
    });
  });

  it('must end after its start, for all pairs of times', () => {
    const moment = fc
      .integer({ min: Date.parse('2026-01-01') / 1000, max: Date.parse('2026-01-03') / 1000 })
      .map((seconds) => new Date(seconds * 1000).toISOString().slice(0, 19));
    fc.assert(
      fc.property(moment, moment, (startTime, endTime) => {
        const issues = rulesOf({ ...predictive, startTime, endTime }, dated);
        expect(issues).toEqual(endTime > startTime ? [] : [['endTime', 'AFTER_START']]);
      }),
    );
  });

  it('contains all other fields unchanged', () => {
    const words = fc.string({ unit: 'binary' });
    const draft = fc.record({
      name: words,
      description: words,
      skillId: words,
      optionalFields: fc.array(fc.option(words), { maxLength: 12 }),
      enableEdition: fc.boolean(),
    });
    fc.assert(
      fc.property(draft, fc.constantFrom(preview, predictive), (fields, basis) => {
        expect(newCampaign({ ...basis, ...fields }, dated)).toMatchObject({ campaign: fields });
      }),
    );
  });
});

describe('an operation whose time format is hhiiss', () => {
  it.each([
    ['two bare times', '08:00', '18:00:30', '08:00:00', '18:00:30'],
    ['two dates of one day', '2026-11-23T08:00:00', '2026-11-23T18:00:00', '08:00:00', '18:00:00'],
    ['two instants of one day', '2026-11-23T13:00:00Z', '2026-11-23T23:00:00Z', '08:00:00', '18:00:00'],
    ['an instant and a date of one day', '2026-11-24T04:00:00Z', '2026-11-23T23:30:00', '23:00:00', '23:30:00'],
    ['a bare start and an end with a date', '08:00', '2026-11-23T18:00:00', '08:00:00', '18:00:00'],
    ['a start with a date and a bare end', '2026-11-23T08:00:00', '18:00', '08:00:00', '18:00:00'],
    ['an instant and a bare end', '2026-11-23T13:00:00Z', '18:00', '08:00:00', '18:00:00'],
  ])('accepts %s and uses the times only', (_what, startTime, endTime, from, to) => {
    const made = newCampaign({ ...predictive, startTime, endTime }, undated);
    expect('campaign' in made && made.campaign).toMatchObject({ startTime: { time: from }, endTime: { time: to } });
    expect(JSON.stringify(made)).not.toContain('date');
  });

  it.each<[string, string, string, InputRule]>([
    ['two days', '2026-11-23T08:00:00', '2026-11-24T18:00:00', 'SAME_DAY'],
    ['a night', '2026-11-23T22:00:00', '2026-11-24T06:00:00', 'SAME_DAY'],
    ['one day in UTC that is two on its clock', '2026-11-23T04:00:00Z', '2026-11-23T23:00:00Z', 'SAME_DAY'],
    ['an end on the day before', '2026-11-23T08:00:00', '2026-11-22T18:00:00', 'SAME_DAY'],
    ['a bare night', '22:00', '06:00', 'AFTER_START'],
    ['two equal bare times', '08:00', '08:00:00', 'AFTER_START'],
    ['a bare end before a start with a date', '2026-11-23T08:00:00', '07:00', 'AFTER_START'],
    ['a bare start after an end with a date', '19:00', '2026-11-23T18:00:00', 'AFTER_START'],
    ['an end before the start of the same day', '2026-11-23T18:00:00', '2026-11-23T08:00:00', 'AFTER_START'],
  ])('rejects %s, which the format cannot express', (_what, startTime, endTime, rule) => {
    expect(rulesOf({ ...predictive, startTime, endTime }, undated)).toEqual([['endTime', rule]]);
  });
});

describe('a campaign of an unknown operation', () => {
  it.each<[string, Partial<CampaignDraft>, [string, InputRule][]]>([
    ['nothing else wrong', {}, []],
    ['bare times, which some operation may take', { startTime: '08:00', endTime: '18:00' }, []],
    ['instants, which need a time zone', { startTime: '2026-11-23T13:00:00Z', endTime: '2026-11-23T23:00:00Z' }, []],
    ['a bare start and an end with a date', { startTime: '08:00' }, []],
    ['a bare start that may be after an end with a date', { startTime: '19:00' }, []],
    ['a start with a date that may be after a bare end', { endTime: '07:00' }, []],
    ['an end before its start', { endTime: '2026-11-23T07:00:00' }, [['endTime', 'AFTER_START']]],
    ['bare times the wrong way round', { startTime: '18:00', endTime: '08:00' }, [['endTime', 'AFTER_START']]],
    ['no end', { endTime: null }, [['endTime', 'REQUIRED_ON_PREDICTIVE']]],
    ['a start that is no time', { startTime: 'tomorrow' }, [['startTime', 'CAMPAIGN_TIME']]],
  ])('with %s returns the issues that need no operation', (_what, change, issues) => {
    expect(rulesOf({ ...predictive, ...change }, undefined)).toEqual(issues);
  });
});

describe('an issue of a campaign', () => {
  it('never contains a value of the input', () => {
    const draft = { ...predictive, name: 'hush-name', startTime: 'hush-start', endTime: 'hush-end' };
    expect(rulesOf(draft, dated)).toHaveLength(2);
    expect(JSON.stringify(newCampaign(draft, dated))).not.toContain('hush');
  });
});

/** Returns the field and the rule of each issue in order; [] if the campaign is valid. */
function rulesOf(draft: CampaignDraft, operation: Operation | undefined): [string, InputRule][] {
  const made = newCampaign(draft, operation);
  return 'issues' in made ? made.issues.map(({ path, rule }) => [path.join('.'), rule]) : [];
}
