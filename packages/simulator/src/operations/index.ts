/** Every operation that the simulator knows, by its address. */
import { REFUSALS } from '../arrival.js';
import { listCampaigns, listSkills } from '../listing.js';
import { tokenInfo } from '../token-info.js';
import { ADD_RECORD } from './add-record.js';
import { BOARD } from './board.js';
import { CLEAR_CAMPAIGN } from './clear-campaign.js';
import { CREATE_CAMPAIGN } from './create-campaign.js';
import { DELETE_CAMPAIGN } from './delete-campaign.js';
import { DETAIL } from './detail.js';
import { EDIT_CAMPAIGN } from './edit-campaign.js';
import { FIND_RECORD } from './find-record.js';
import type { ApiCall, Operation, OperationContext, Outcome } from './operation.js';
import { RECALL } from './recall.js';
import { REMOVE_RECORD } from './remove-record.js';
import { SPEED } from './speed.js';
import { START, STOP } from './start-stop.js';

/** Runs a call of any known API, or returns its rejection. */
export function runOperation(call: ApiCall, context: OperationContext): Outcome {
  const name = `${call.path}?api=${call.query.api}`;
  if (!isOperation(name)) return { answer: REFUSALS.unknownApi };
  const { verb, run }: Operation = OPERATIONS[name];
  return call.method === verb ? run(call, context) : { answer: REFUSALS.wrongVerb };
}

const OPERATIONS = {
  '/api/v2/campaign.php?api=create_campaign': CREATE_CAMPAIGN,
  '/api/v2/campaign.php?api=start': START,
  '/api/v2/campaign.php?api=stop': STOP,
  '/api/v2/campaign.php?api=add_record': ADD_RECORD,
  '/api/v2/campaign.php?api=find_record': FIND_RECORD,
  '/api/v2/campaign.php?api=clear_campaign': CLEAR_CAMPAIGN,
  '/api/v2/campaign.php?api=remove_record': REMOVE_RECORD,
  '/api/v2/campaign.php?api=delete_campaign': DELETE_CAMPAIGN,
  '/api/v2/campaign.php?api=speed': SPEED,
  '/api/v2/campaign.php?api=edit_campaign': EDIT_CAMPAIGN,
  '/api/v2/campaign.php?api=recall': RECALL,
  '/api/v2/campaign.php?api=detail': DETAIL,
  '/api/v2/real_time.php?api=campaigns': BOARD,
  '/api/v2/information.php?api=campaigns': {
    verb: 'GET',
    run: ({ query }, { campaigns }) => ({ answer: listCampaigns(campaigns.listRows(), query.campaign ?? null) }),
  },
  '/api/v2/information.php?api=skills': {
    verb: 'GET',
    run: ({ query }, { skills }) => ({ answer: listSkills(skills.rows(), query.skill ?? null) }),
  },
  '/api/v2/information.php?api=token_info': {
    verb: 'GET',
    run: (_call, { quota }) => ({ answer: tokenInfo(quota.limit, quota.used(new Date())) }),
  },
} as const satisfies Record<string, Operation>;

function isOperation(name: string): name is keyof typeof OPERATIONS {
  return Object.hasOwn(OPERATIONS, name);
}
