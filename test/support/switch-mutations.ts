import type { Switch } from '../../packages/simulator/src/page/switches.js';
import type { Simulator } from '../../packages/simulator/src/simulator.js';
import { PREVIEW, type Product } from './product.js';

const CAMPAIGN = { name: 'Cobranza', type: 'predictive', records: '12' } as const;
const CONFIRMED = { name: CAMPAIGN.name, contactCount: 12 };

/** Runs the mutation of a switch of the control page, and returns its union member and its code, as the switch names them. */
export async function resultOf(
  { mutation }: Pick<Switch, 'mutation'>,
  simulator: Simulator,
  product: Product,
): Promise<Switch['result']> {
  const { result, errors } = await RUN[mutation](simulator, product);
  const code = result?.code ?? errors?.[0]?.extensions.code ?? null;
  return { member: result?.__typename ?? null, code: code as string | null };
}

type Run = (simulator: Simulator, product: Product) => ReturnType<Product['mutate']>;

const RUN: Readonly<Record<Switch['mutation'], Run>> = {
  createCampaign: (_simulator, product) => product.mutate('CreateCampaign', PREVIEW),
  startCampaign: (simulator, product) => {
    const campaignId = `default:${simulator.addCampaign(CAMPAIGN)}`;
    return product.mutate('StartCampaign', { campaignId, confirm: CONFIRMED });
  },
  addContacts: (simulator, product) => {
    const campaignId = `default:${simulator.addCampaign(CAMPAIGN)}`;
    const contacts = ['1001', '1002', '1003'].map((customerId) => ({ customerId, phones: [`9573000${customerId}`] }));
    return product.mutate('AddContacts', { campaignId, contacts });
  },
  clearCampaign: (simulator, product) => {
    const campaignId = `default:${simulator.addCampaign(CAMPAIGN)}`;
    return product.mutate('ClearCampaign', { campaignId, confirm: CONFIRMED });
  },
  stopCampaign: (simulator, product) => {
    const campaignId = `default:${simulator.addCampaign({ ...CAMPAIGN, status: 'Started' })}`;
    return product.mutate('StopCampaign', { campaignId });
  },
};

/** Variables of a server whose results show quickly: without retries, and with a short time until a lost call has ended. */
export const QUICK = { WOLKVOX_RECONCILE: 'on', WOLKVOX_SLOT_LEASE_MS: '300' } as const;
