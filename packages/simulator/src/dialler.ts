/**
 * Calls to the contacts of running predictive campaigns. Results depend only on the campaign and the contact, so that a
 * test that runs twice sees the same. Calling hours are not observed, because their format is not known.
 */
import type { Campaign, CampaignStore } from './campaigns.js';
import { customerIdOf, phonesOf, type ContactFields } from './contact-fields.js';
import type { Call } from './contacts.js';
import { pickText, seededHash } from './seeded-hash.js';

/**
 * Calls the next contacts of every running predictive campaign, and returns the number of calls.
 * @param date time of the calls, `YYYY-MM-DD HH:MM:SS`
 * @param countOf number of contacts to call in a campaign
 */
export function dialCampaigns(campaigns: CampaignStore, date: string, countOf: (campaign: Campaign) => number): number {
  const running = campaigns.all().filter(({ status, type }) => status === 'Started' && type === 'predictive');
  return running.reduce((sum, campaign) => {
    const { campaign_id: id } = campaign.stored;
    return sum + campaign.contacts.dial(countOf(campaign), (fields) => ({ ...resultOfCall(id, fields), date }));
  }, 0);
}

/** Contacts that a campaign calls in one interval: one at speed 0, and one more for every 10 (guess). */
export function callsPerInterval({ row }: Campaign): number {
  const speed = Number(row.speed);
  return 1 + (speed > 0 ? Math.floor(Math.min(speed, 100) / 10) : 0);
}

/** Returns the result of a call, which depends on the campaign and the contact only. */
export function resultOfCall(campaignId: string, fields: ContactFields): Omit<Call, 'date'> {
  const hash = seededHash(campaignId, customerIdOf(fields));
  if (phonesOf(fields).every((phone) => phone === '')) return { result: 'FAILED' };
  const result = pickText(RESULTS, hash);
  if (result !== 'ANSWER') return { result };
  return { result, agentId: pickText(AGENTS, hash >>> 8), activityCode: pickText(ACTIVITY_CODES, hash >>> 8) };
}

/** Invented shares, of 20 calls. */
const RESULTS = [
  ...Array.from({ length: 7 }, () => 'ANSWER'),
  ...Array.from({ length: 6 }, () => 'NO-ANSWER'),
  ...['BUSY', 'BUSY', 'ANSWER-MACHINE', 'ANSWER-MACHINE', 'CONGESTION', 'FAILED', 'ABANDON'],
];

/** Invented. */
const AGENTS = ['1001', '1002', '1003', '1004'];

/** Invented. */
const ACTIVITY_CODES = ['PROMESA DE PAGO', 'VOLVER A LLAMAR', 'NO INTERESADO'];
