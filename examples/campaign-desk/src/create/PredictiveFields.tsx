import type { AmdCountry } from '@wolkvox-graphql/client';

import { Field } from '../parts/Field.js';
import { useFormat } from '../use-format.js';
import { useDictionary } from '../i18n/i18n.js';
import type { PartProps } from './CampaignFieldset.js';

export interface PredictiveFieldsProps extends PartProps {
  /** Zone of the hours; undefined if no operation is selected. */
  readonly timeZone: string | undefined;
}

/** Hours and answering-machine detection. */
export function PredictiveFields({ fields, edit, errorOf, timeZone }: PredictiveFieldsProps) {
  const t = useDictionary();
  const format = useFormat();
  return (
    <>
      <div className="pair">
        <Field name="startTime" label={t.hours.start} error={errorOf('startTime')}>
          {(control) => (
            <input
              {...control}
              type="datetime-local"
              value={fields.startTime}
              onChange={({ target }) => edit({ startTime: target.value })}
            />
          )}
        </Field>
        <Field name="endTime" label={t.hours.end} error={errorOf('endTime')}>
          {(control) => (
            <input
              {...control}
              type="datetime-local"
              value={fields.endTime}
              onChange={({ target }) => edit({ endTime: target.value })}
            />
          )}
        </Field>
      </div>
      {timeZone !== undefined && <p className="hint under">{t.hours.clock(timeZone)}</p>}
      <Field name="amd" label={t.amd.label} hint={t.amd.hint} optional error={errorOf('amd')}>
        {(control) => (
          <select
            {...control}
            value={fields.amd}
            onChange={({ target }) => edit({ amd: target.value as AmdCountry | '' })}
          >
            <option value="">{t.amd.standard}</option>
            {Object.entries(REGIONS).map(([country, region]) => (
              <option key={country} value={country}>
                {format.country(region)}
              </option>
            ))}
          </select>
        )}
      </Field>
    </>
  );
}

/** ISO 3166-1 alpha-2 codes, for Intl.DisplayNames. */
const REGIONS = {
  ARG: 'AR',
  CHL: 'CL',
  COL: 'CO',
  CRI: 'CR',
  ECU: 'EC',
  ESP: 'ES',
  GTM: 'GT',
  HND: 'HN',
  ITA: 'IT',
  MEX: 'MX',
  NIC: 'NI',
  PAN: 'PA',
  PER: 'PE',
} as const satisfies Record<AmdCountry, string>;
