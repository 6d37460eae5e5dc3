import { describe, expect, it } from '@jest/globals';

import type { CampaignEdit } from '../../src/domain/campaign-edit.js';
import type { Operation } from '../../src/domain/operation.js';
import { editCampaign } from '../../src/wolkvox/endpoints/edit-campaign.js';

const OPERATION: Operation = { id: 'default', timeZone: 'America/Bogota', timeFormat: 'YYYYmmddhhiiss' };
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
const inputOf = (edit: Partial<CampaignEdit>) => ({ campaignId: '1287', edit: { ...NOTHING, ...edit } });

describe('editCampaign request', () => {
  it('is a PUT to campaign.php with api=edit_campaign and the number of the campaign', () => {
    expect(editCampaign).toMatchObject({ api: 'edit_campaign', file: 'campaign', method: 'PUT', safe: false });
    expect(editCampaign.query(inputOf({ name: 'x' }))).toEqual({ campaign_id: '1287' });
  });

  it.each<readonly [Partial<CampaignEdit>, object]>([
    [{ name: 'Cobranza' }, { campaign_name: 'Cobranza' }],
    [{ description: '' }, { campaign_description: '' }],
    [{ enableEdition: true }, { enable_edition: 'yes' }],
    [{ enableEdition: false }, { enable_edition: 'no' }],
    [{ startTime: '08:00:00' }, { start_time: '08:00:00' }],
    [{ endTime: '18:30:05' }, { end_time: '18:30:05' }],
    [{ skillId: '0042' }, { skill_id: '0042' }],
    [{ amd: 'COL' }, { amd_conf: 'COL' }],
    [{ turboDial: true }, { turbo_dial: 'yes' }],
    [{ turboDial: false }, { turbo_dial: 'no' }],
    [{ optionalFields: ['Saldo', null, ''] }, { optional_labels: { opt1: 'Saldo', opt3: '' } }],
  ])('contains only the fields that change: %j', (edit, body) => {
    expect(editCampaign.body?.(inputOf(edit))).toEqual(body);
    expect(Object.keys(editCampaign.body?.(inputOf(edit)) as object)).toEqual(Object.keys(body));
  });
});

describe('editCampaign response', () => {
  it.each([undefined, [], [{ campaign_name: 'another' }]])('is a success whatever its data is: %j', (data) => {
    const input = inputOf({ name: 'x' });
    expect(editCampaign.readSuccess({ msg: 'Edited\u0007', data }, input, OPERATION)).toEqual({
      ...input,
      message: 'Edited ',
    });
  });

  it.each([
    [[{ campaign_name: 'x', optional_labels: { opt1: 'Saldo', opt2: 'y' } }], true],
    [{ campaign_name: 'x', optional_labels: { opt1: 'Saldo' } }, true],
    [[{ campaign_name: 'x' }], false],
    [[{ campaign_name: 'y', optional_labels: { opt1: 'Saldo' } }], false],
    [[], false],
    [null, false],
    ['x', false],
  ])('is a contradiction if a refusal returns the requested values: %j', (data, expected) => {
    const input = inputOf({ name: 'x', optionalFields: ['Saldo'] });
    expect(editCampaign.provesDone?.({ msg: '', data }, input, OPERATION)).toBe(expected);
  });
});
