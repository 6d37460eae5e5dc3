import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { PREDICTIVE, startProduct, type Product } from '../support/product.js';
import { created, startUpstream, type Upstream } from '../support/upstream.js';

/**
 * Any input is either rejected before anything is sent, or sent with every value intact. The expected body is built
 * here from the specification, without a mapping of the product.
 */
const RUNS = 600;

let upstream: Upstream;
let product: Product;

beforeAll(async () => {
  upstream = await startUpstream(() => created());
  product = await startProduct(upstream.url, { LOG_LEVEL: 'silent' });
});
afterAll(() => Promise.all([product.close(), upstream.close()]));

/** Texts that are likely to be truncated, trimmed, escaped or rejected. */
const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme' }) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      ' x ',
      'yes',
      'null',
      '0',
      '"',
      '\\',
      '<b>&',
      '%00',
      '\u2028',
      'ñandú',
      '日本',
      '😀',
    ),
  },
  { weight: 1, arbitrary: fc.string({ minLength: 500, maxLength: 3000 }) },
);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(fc.option(arbitrary, { nil: null }), { nil: undefined });
const two = (n: number): string => String(n).padStart(2, '0');
const localTime = fc
  .record({
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 31 }),
    hour: fc.integer({ min: 0, max: 24 }),
    minute: fc.integer({ min: 0, max: 59 }),
    second: fc.integer({ min: 0, max: 59 }),
  })
  .map(
    ({ month, day, hour, minute, second }) =>
      `2026-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`,
  );
const time = fc.oneof(
  { weight: 6, arbitrary: localTime },
  { weight: 1, arbitrary: fc.constantFrom('08:00', 'soon', '', PREDICTIVE.startTime) },
);

const validText = fc.string({ unit: 'grapheme', minLength: 1 }).filter((s) => /\S/u.test(s) && !/\p{Cc}/u.test(s));
const mostly = <T>(valid: fc.Arbitrary<T>, any: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 12, arbitrary: valid }, { weight: 1, arbitrary: any });

const fields = {
  name: mostly(
    validText.map((s) => ` x${s} `),
    text,
  ),
  description: optional(mostly(validText, text)),
  skillId: mostly<string | number>(
    fc.nat().map(String),
    fc.oneof(fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String), text, fc.nat()),
  ),
  optionalFields: optional(fc.array(fc.option(mostly(validText, text), { nil: null }), { maxLength: 13 })),
  enableEdition: optional(fc.boolean()),
};
const amd = optional(fc.constantFrom('ARG', 'COL', 'PER', 'ESP'));
const required = { requiredKeys: ['type' as const, 'name' as const, 'skillId' as const] };

/** Mostly valid campaigns, and some with arbitrary hours and types. */
const input = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('PREVIEW'), ...fields }, required) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('PREDICTIVE'),
      ...fields,
      startTime: localTime,
      endTime: localTime.map((later) => later.replace('2026', '2027')),
      amd,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        type: fc.constantFrom('PREVIEW', 'PREDICTIVE'),
        ...fields,
        startTime: optional(time),
        endTime: optional(time),
        amd,
      },
      required,
    ),
  },
);

interface Input {
  readonly type: string;
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly skillId: string | number;
  readonly startTime?: string | null | undefined;
  readonly endTime?: string | null | undefined;
  readonly optionalFields?: (string | null)[] | null | undefined;
  readonly amd?: string | null | undefined;
  readonly enableEdition?: boolean | null | undefined;
}

/** Upstream body with every value of the input. */
function intact(sent: Input): Record<string, string> {
  const compact = (written: string | null | undefined): string => (written ?? '').replace(/[-T:]/g, '');
  const body: Record<string, string> = {
    campaign_name: sent.name,
    campaign_description: sent.description ?? '',
    start_time: compact(sent.startTime),
    end_time: compact(sent.endTime),
    skill_id: String(sent.skillId),
  };
  for (let n = 1; n <= 12; n += 1) body[`opt${n}`] = sent.optionalFields?.[n - 1] ?? '';
  if (typeof sent.amd === 'string') body.amd = sent.amd;
  body.enable_edition = sent.enableEdition === true ? 'yes' : 'no';
  return body;
}

it('any input is rejected before anything is sent, or sent with every value intact', async () => {
  const outcomes = { sent: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(input, async (sent: Input) => {
      upstream.seen.length = 0;
      const { data, errors } = await product.create(sent);
      expect(errors).toBeUndefined();
      if (data?.createCampaign?.__typename === 'WolkvoxInvalidInput') {
        outcomes.refused += 1;
        expect(data.createCampaign.issues.length).toBeGreaterThan(0);
        expect(upstream.seen).toEqual([]);
      } else {
        outcomes.sent += 1;
        expect(data?.createCampaign?.__typename).toBe('CreateCampaignSuccess');
        expect(upstream.seen).toHaveLength(1);
        const [seen] = upstream.seen;
        expect(seen?.url).toBe(`/api/v2/campaign.php?api=create_campaign&type_campaign=${sent.type.toLowerCase()}`);
        expect(JSON.parse(seen?.body ?? '')).toEqual(intact(sent));
        if (sent.type === 'PREVIEW') expect(intact(sent)).toMatchObject({ start_time: '', end_time: '' });
      }
    }),
    { numRuns: RUNS },
  );
  // Both cases must occur: each is at least a tenth of the runs.
  expect(outcomes.sent).toBeGreaterThan(RUNS / 10);
  expect(outcomes.refused).toBeGreaterThan(RUNS / 10);
}, 60_000);

it('every valid input is sent', async () => {
  const valid = fc.record({
    name: validText.map((s) => `x${s}`),
    description: validText,
    skillId: fc.nat().map(String),
    optionalFields: fc.array(fc.option(validText, { nil: null }), { maxLength: 12 }),
    enableEdition: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(valid, async (fields) => {
      upstream.seen.length = 0;
      const sent = { type: 'PREVIEW' as const, ...fields };
      const { data } = await product.create(sent);
      expect(data?.createCampaign?.__typename).toBe('CreateCampaignSuccess');
      expect(JSON.parse(upstream.seen[0]?.body ?? '')).toEqual(intact(sent));
    }),
    { numRuns: RUNS / 3 },
  );
}, 60_000);
