import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  newCampaignEdit,
  withEdit,
  type CampaignEdit,
  type CampaignEditDraft,
} from '../../src/domain/campaign-edit.js';
import type { ListedCampaign } from '../../src/domain/campaign.js';
import { shownEffect } from '../../src/domain/edit-effect.js';
import type { Operation } from '../../src/domain/operation.js';

const BOGOTA: Operation = { id: 'default', timeZone: 'America/Bogota', timeFormat: 'YYYYmmddhhiiss' };
const NOTHING: CampaignEdit = {
  name: undefined,
  description: undefined,
  enableEdition: undefined,
  startTime: undefined,
  endTime: undefined,
  skillId: undefined,
  amd: undefined,
  turboDial: undefined,
  optionalFields: undefined,
};
const edits = (edit: Partial<CampaignEdit>) => ({ edit: { ...NOTHING, ...edit } });
const broken = (path: readonly string[], rule: string) => ({ issues: [{ path, rule }] });

describe('a change of a campaign', () => {
  it.each<readonly [string, CampaignEditDraft, object]>([
    ['has the fields that are given', { name: 'x', turboDial: false }, edits({ name: 'x', turboDial: false })],
    ['may empty the description', { description: '' }, edits({ description: '' })],
    ['does not change a field that is null', { name: 'x', description: null, amd: null }, edits({ name: 'x' })],
    ['changes something', {}, broken([], 'CHANGE_REQUIRED')],
    ['changes something beside nulls', { name: null, optionalFields: null }, broken([], 'CHANGE_REQUIRED')],
    ['changes some title', { optionalFields: [null, null] }, broken([], 'CHANGE_REQUIRED')],
    ['changes some title of a list', { optionalFields: [] }, broken([], 'CHANGE_REQUIRED')],
    ['may empty a title', { optionalFields: ['', null] }, edits({ optionalFields: ['', null] })],
    [
      'takes times of day',
      { startTime: '08:00', endTime: '18:30:05' },
      edits({ startTime: '08:00:00', endTime: '18:30:05' }),
    ],
    ['takes the time of day of a date', { startTime: '2026-11-23T08:00:00' }, edits({ startTime: '08:00:00' })],
    [
      'places an offset on the clock of the operation',
      { endTime: '2026-11-23T23:00:00Z' },
      edits({ endTime: '18:00:00' }),
    ],
    [
      'may have one hour with a date and one without',
      { startTime: '2026-11-23T08:00:00', endTime: '09:00' },
      edits({ startTime: '08:00:00', endTime: '09:00:00' }),
    ],
    ['ends after its start', { startTime: '08:00', endTime: '08:00' }, broken(['endTime'], 'AFTER_START')],
    [
      'ends on the day of its start',
      { startTime: '2026-11-23T08:00:00', endTime: '2026-11-24T18:00:00' },
      broken(['endTime'], 'SAME_DAY'),
    ],
    ['has hours that exist', { startTime: '25:00' }, broken(['startTime'], 'CAMPAIGN_TIME')],
    ['has no offset without a date', { endTime: '08:00Z' }, broken(['endTime'], 'CAMPAIGN_TIME')],
  ])('%s: %j', (_what, draft, expected) => {
    expect(newCampaignEdit(draft, BOGOTA)).toEqual(expected);
    expect(newCampaignEdit(draft, { ...BOGOTA, timeFormat: 'hhiiss' })).toEqual(expected);
  });

  it('of an unknown operation is checked as far as no clock is needed', () => {
    expect(newCampaignEdit({ startTime: '2026-11-23T08:00:00Z' }, undefined)).toEqual({ issues: [] });
    expect(newCampaignEdit({ startTime: 'x' }, undefined)).toEqual(broken(['startTime'], 'CAMPAIGN_TIME'));
    expect(newCampaignEdit({}, undefined)).toEqual(broken([], 'CHANGE_REQUIRED'));
  });

  it('has hours inside the calling hours of the operation, on every day that has some', () => {
    const none = { monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] };
    const windows = {
      ...none,
      monday: [{ from: '07:00:00', to: '19:00:00' }],
      saturday: [{ from: '08:00:00', to: '15:00:00' }],
    };
    const operation = { ...BOGOTA, callingHours: { windows } };
    expect(newCampaignEdit({ startTime: '08:00', endTime: '15:00' }, operation)).toMatchObject({ edit: {} });
    expect(newCampaignEdit({ startTime: '07:30' }, operation)).toEqual(broken(['startTime'], 'OUTSIDE_CALLING_HOURS'));
    expect(newCampaignEdit({ endTime: '15:01' }, operation)).toEqual(broken(['endTime'], 'OUTSIDE_CALLING_HOURS'));
  });
});

const ROW: ListedCampaign = {
  campaignId: '5801',
  name: 'Cobranza octubre',
  type: 'PREDICTIVE',
  description: 'Mora',
  status: 'STOPPED',
  skillId: '4021',
  contactCount: 3,
  speed: 20,
  dialMode: 'linear',
  lastUsedAt: undefined,
  recycleCount: 0,
  turboDial: false,
};

describe('the effect of an edit in a list', () => {
  const effect = (edit: Partial<CampaignEdit>, after: Partial<ListedCampaign>, before: Partial<ListedCampaign> = {}) =>
    shownEffect({ ...NOTHING, ...edit }, { ...ROW, ...before }, { ...ROW, ...before, ...after });
  const ALL = { name: 'Ventas', description: 'Campaña', skillId: '4022', turboDial: true };

  it.each<readonly [string, Partial<CampaignEdit>, Partial<ListedCampaign>, Partial<ListedCampaign>, string]>([
    ['shows each new value', ALL, ALL, {}, 'all'],
    ['shows each old value', ALL, {}, {}, 'none'],
    ['shows one new value of two', { name: 'Ventas', turboDial: true }, { name: 'Ventas' }, {}, 'unclear'],
    ['shows a value that is neither', { name: 'Ventas' }, { name: 'Otra' }, {}, 'unclear'],
    ['shows a new value that is the old one', { name: ROW.name }, {}, {}, 'all'],
    ['shows another value than the old and new one', { name: ROW.name }, { name: 'Otra' }, {}, 'unclear'],
    ['shows one old value beside one that did not change', { name: 'Ventas', turboDial: false }, {}, {}, 'none'],
    ['shows numbers with zeros', { skillId: '04022' }, { skillId: '4022' }, {}, 'all'],
    ['shows no skill', { skillId: '4022' }, { skillId: undefined }, {}, 'unclear'],
    [
      'shows a skill that it did not show before',
      { skillId: '4022' },
      { skillId: '4021' },
      { skillId: undefined },
      'unclear',
    ],
    ['shows no turbo dialling', { turboDial: true }, { turboDial: undefined }, {}, 'unclear'],
    ['shows that a description was removed', { description: '' }, { description: undefined }, {}, 'all'],
    ['shows that a description was not removed', { description: '' }, {}, {}, 'none'],
    ['shows no description, as before', { description: '' }, {}, { description: undefined }, 'unclear'],
    ['shows no description, although one is new', { description: 'Nueva' }, {}, { description: undefined }, 'unclear'],
    // The old value might be what a database made of the new one.
    ['shows the old name, which is the new one without a space', { name: `${ROW.name} ` }, {}, {}, 'unclear'],
    ['shows the old name in another letter case', { name: 'COBRANZA OCTUBRE' }, {}, {}, 'unclear'],
    ['shows the old name, which is the new one cut off', { name: `${ROW.name} y noviembre` }, {}, {}, 'unclear'],
    ['shows the old name without an emoji', { name: `${ROW.name} 🎉` }, {}, {}, 'unclear'],
    ['shows an old name without letters', { name: 'Ventas' }, {}, { name: '---' }, 'unclear'],
    ['cannot show hours', { name: 'Ventas', startTime: '08:00:00' }, { name: 'Ventas' }, {}, 'unclear'],
    ['cannot show the end', { endTime: '08:00:00' }, {}, {}, 'unclear'],
    ['cannot show titles', { optionalFields: ['x'] }, {}, {}, 'unclear'],
    ['cannot show the answering-machine detection', { amd: 'COL' }, {}, {}, 'unclear'],
    ['cannot show whether it may be edited', { enableEdition: true }, {}, {}, 'unclear'],
  ])('%s', (_what, edit, after, before, expected) => {
    expect(effect(edit, after, before)).toBe(expected);
  });

  it('is never called none if a part was carried out, nor all if a part is missing', () => {
    const text = fc.constantFrom('Ventas', 'Cobranza octubre', 'Cobranza octubre ', 'Otra', 'VENTAS');
    const given = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
    fc.assert(
      fc.property(
        fc.record({
          name: given(text),
          description: given(text),
          skillId: given(fc.constantFrom('4021', '4022')),
          turboDial: given(fc.boolean()),
        }),
        fc.subarray(['name', 'description', 'skillId', 'turboDial'] as const),
        (fields, carriedOut) => {
          const edit = { ...NOTHING, ...fields };
          const part = { ...NOTHING, ...Object.fromEntries(carriedOut.map((field) => [field, fields[field]])) };
          const after = withEdit(ROW, part);
          const shown = shownEffect(edit, ROW, after);
          const changed = JSON.stringify(after) !== JSON.stringify(ROW);
          const isWhole = JSON.stringify(after) === JSON.stringify(withEdit(ROW, edit));
          if (shown === 'none') expect(changed).toBe(false);
          if (shown === 'all') expect(isWhole).toBe(true);
          if (isWhole) expect(shown).toBe('all');
        },
      ),
    );
  });
});
