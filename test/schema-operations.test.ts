import { readdirSync, readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type {
  AddContactsMutation,
  CampaignResultsQuery,
  ClearCampaignMutation,
  CreateCampaignMutation,
  DeleteCampaignMutation,
  FindContactsQuery,
  GetCampaignProgressQuery,
  GetCampaignQuery,
  GetSkillQuery,
  ListCampaignProgressQuery,
  ListCampaignsQuery,
  ListOperationsQuery,
  ListSkillsQuery,
  RemoveContactsMutation,
  ScheduleCallbackMutation,
  SetCampaignSpeedMutation,
  StartCampaignMutation,
  StopCampaignMutation,
  TokenUsageQuery,
  UpdateCampaignMutation,
  WatchCampaignSubscription,
} from '../client/src/generated/graphql.js';
import { SAMPLE_OPERATION, sampleOperations } from '../src/explorer/sample-operations.js';
import { DEMO_DATA } from '../packages/simulator/src/demo-data.js';
import { startSimulator, type Simulator } from '../packages/simulator/src/simulator.js';
import { openEventStream, type StreamResult } from './support/event-stream.js';
import { startProduct, TOKEN, type Product } from './support/product.js';

const FOLDER = new URL('../schema/operations/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8');
const variablesOf = (name: string) => JSON.parse(read(`${name}.variables.json`)) as Record<string, unknown>;

/** What each document, run with the variables beside it, is answered by the simulator below. */
interface Answers {
  readonly AddContacts: AddContactsMutation;
  readonly ClearCampaign: ClearCampaignMutation;
  readonly DeleteCampaign: DeleteCampaignMutation;
  readonly RemoveContacts: RemoveContactsMutation;
  readonly CreateCampaign: CreateCampaignMutation;
  readonly FindContacts: FindContactsQuery;
  readonly CampaignResults: CampaignResultsQuery;
  readonly GetCampaign: GetCampaignQuery;
  readonly GetCampaignProgress: GetCampaignProgressQuery;
  readonly GetSkill: GetSkillQuery;
  readonly ListCampaignProgress: ListCampaignProgressQuery;
  readonly ListCampaigns: ListCampaignsQuery;
  readonly ListOperations: ListOperationsQuery;
  readonly ListSkills: ListSkillsQuery;
  readonly ScheduleCallback: ScheduleCallbackMutation;
  readonly SetCampaignSpeed: SetCampaignSpeedMutation;
  readonly StartCampaign: StartCampaignMutation;
  readonly StopCampaign: StopCampaignMutation;
  readonly TokenUsage: TokenUsageQuery;
  readonly UpdateCampaign: UpdateCampaignMutation;
  readonly WatchCampaign: WatchCampaignSubscription;
}

const NUMBER = expect.any(Number) as unknown as number;

const ANSWERS: Answers = {
  // After StopCampaign.
  WatchCampaign: {
    campaignProgress: {
      status: 'STOPPED',
      contactCount: NUMBER,
      dialed: NUMBER,
      pending: NUMBER,
      answered: NUMBER,
      unanswered: NUMBER,
      busyOrFailed: NUMBER,
      answeringMachines: NUMBER,
      hits: NUMBER,
      callsPerMinute: NUMBER,
      penetration: NUMBER,
      finished: false,
      readAt: expect.any(String) as unknown as string,
    },
  },
  UpdateCampaign: {
    updateCampaign: {
      __typename: 'UpdateCampaignSuccess',
      message: 'The 5802 campaign_id has been edited successfully',
      campaign: {
        id: 'default:5802',
        campaignId: '5802',
        name: 'Cobranza octubre',
        type: 'PREDICTIVE',
        status: 'STOPPED',
        operation: { id: 'default', timeZone: 'America/Bogota' },
      },
    },
  },
  ScheduleCallback: {
    scheduleCallback: {
      __typename: 'ScheduleCallbackSuccess',
      message: 'The recall of the ********** customer_id has been added successfully',
      campaign: {
        id: 'default:5802',
        campaignId: '5802',
        name: 'Cobranza octubre',
        type: 'PREDICTIVE',
        status: 'STOPPED',
        operation: { id: 'default', timeZone: 'America/Bogota' },
      },
    },
  },
  SetCampaignSpeed: {
    setCampaignSpeed: {
      __typename: 'SetCampaignSpeedSuccess',
      message: expect.any(String) as unknown as string,
      campaign: {
        id: 'default:5802',
        campaignId: '5802',
        name: 'Cobranza octubre',
        type: 'PREDICTIVE',
        status: 'STOPPED',
        speed: 60,
        operation: { id: 'default', timeZone: 'America/Bogota' },
      },
    },
  },
  AddContacts: {
    addContacts: {
      __typename: 'AddContactsSuccess',
      message: 'All records has been added successfully',
      replayed: false,
      accepted: 1,
      rejected: [],
      campaign: {
        id: 'default:5801',
        campaignId: '5801',
        name: 'Cobranza septiembre',
        type: 'PREDICTIVE',
        status: 'STARTED',
        operation: { id: 'default', timeZone: 'America/Bogota' },
      },
    },
  },
  RemoveContacts: {
    removeContacts: {
      __typename: 'RemoveContactsSuccess',
      message: 'The ********** customer_id has been removed successfully',
      campaign: {
        id: 'default:5807',
        campaignId: '5807',
        name: 'Confirmación de citas',
        type: 'PREVIEW',
        status: 'STOPPED',
        contactCount: null,
        operation: { id: 'default', timeZone: 'America/Bogota' },
      },
    },
  },
  DeleteCampaign: {
    deleteCampaign: {
      __typename: 'DeleteCampaignSuccess',
      message: '1 campaigns deleted successfully. 0 operations failed.',
      id: 'default:5806',
    },
  },
  ClearCampaign: {
    clearCampaign: {
      __typename: 'ClearCampaignSuccess',
      message: 'The 5803 campaign_id has been cleared successfully',
      campaign: {
        id: 'default:5803',
        campaignId: '5803',
        name: 'Recordatorio de pago',
        type: 'PREDICTIVE',
        status: 'STOPPED',
        contactCount: 0,
        operation: { id: 'default', timeZone: 'America/Bogota' },
      },
    },
  },
  StartCampaign: {
    startCampaign: {
      __typename: 'StartCampaignSuccess',
      message: 'The 5801 campaign_id has been started successfully',
      changed: true,
      campaign: {
        id: 'default:5801',
        campaignId: '5801',
        name: 'Cobranza septiembre',
        type: 'PREDICTIVE',
        status: 'STARTED',
        operation: { id: 'default', timeZone: 'America/Bogota' },
      },
    },
  },
  CreateCampaign: {
    createCampaign: {
      __typename: 'CreateCampaignSuccess',
      message: expect.any(String) as unknown as string,
      replayed: false,
      campaign: {
        id: 'default:5809',
        campaignId: '5809',
        name: 'Cobranza noviembre',
        type: 'PREDICTIVE',
        operation: { id: 'default', timeZone: 'America/Bogota' },
      },
    },
  },
  CampaignResults: {
    campaign: {
      id: 'default:5801',
      name: 'Cobranza septiembre',
      results: {
        complete: true,
        nodes: [
          {
            customerId: '1032456789',
            phone: '93001234567',
            at: '2026-11-05T10:00:00',
            attempts: 2,
            result: 'ANSWERED',
            resultText: 'ANSWER',
            activityCode: 'PROMESA',
            secondActivityCode: null,
            comments: 'Paga el viernes',
            agentId: '20134',
            connId: 'c-1',
            contact: { firstName: 'Ana', lastName: 'Rojas', phones: ['93001234567'] },
          },
        ],
        pageInfo: { hasNextPage: false, endCursor: expect.any(String) as unknown as string },
      },
    },
  },
  GetCampaign: {
    campaign: {
      id: 'default:5801',
      campaignId: '5801',
      operation: { id: 'default', timeZone: 'America/Bogota' },
      name: 'Cobranza septiembre',
      type: 'PREDICTIVE',
      description: 'Mora',
      status: 'STOPPED',
      skill: { id: 'default:4021', skillId: '4021', name: 'Ventas' },
      contactCount: 4180,
      speed: 35,
      dialMode: 'strategy',
      lastUsedAt: '2026-10-30T18:30:00',
      recycleCount: 4,
      turboDial: true,
    },
  },
  FindContacts: {
    campaign: {
      id: 'default:5802',
      contacts: [
        {
          customerId: '1032456789',
          ...{ firstName: null, lastName: null, idType: null, age: null, gender: null, country: null, state: null },
          ...{ city: null, zone: null, address: null, phones: [], optionalFields: [], extraPhone: null },
        },
      ],
    },
  },
  GetCampaignProgress: {
    campaign: {
      id: 'default:5801',
      progress: {
        status: 'STOPPED',
        ...{ contactCount: 4180, dialed: 0, pending: 4180, answered: 0, unanswered: 0, busyOrFailed: 0 },
        ...{ answeringMachines: 0, hits: 0, callsPerMinute: 0, penetration: 0, finished: false },
        readAt: expect.any(String) as unknown as string,
      },
    },
  },
  ListCampaignProgress: {
    campaigns: {
      nodes: [
        {
          id: 'default:5801',
          name: 'Cobranza septiembre',
          progress: {
            ...{ status: 'STOPPED', contactCount: 4180, dialed: 0, pending: 4180, answered: 0, finished: false },
            readAt: expect.any(String) as unknown as string,
          },
        },
        {
          id: 'default:5802',
          name: 'Cobranza octubre',
          progress: {
            // StopCampaign was run before.
            ...{ status: 'STOPPED', contactCount: 1, dialed: 0, pending: 1, answered: 0, finished: false },
            readAt: expect.any(String) as unknown as string,
          },
        },
      ],
      pageInfo: { hasNextPage: false, endCursor: expect.any(String) as unknown as string },
    },
  },
  GetSkill: {
    skill: {
      id: 'default:4021',
      skillId: '4021',
      operation: { id: 'default' },
      name: 'Ventas',
      description: 'Ventas salientes',
      lastUsedAt: '2025-03-10T17:42:05',
    },
  },
  ListCampaigns: {
    campaigns: {
      totalCount: 2,
      nodes: [
        {
          id: 'default:5801',
          campaignId: '5801',
          name: 'Cobranza septiembre',
          type: 'PREDICTIVE',
          status: 'STOPPED',
          contactCount: 4180,
          lastUsedAt: '2026-10-30T18:30:00',
          skill: { id: 'default:4021', name: 'Ventas' },
        },
        {
          id: 'default:5802',
          campaignId: '5802',
          name: 'Cobranza octubre',
          type: 'PREDICTIVE',
          status: 'STOPPED',
          contactCount: 1,
          lastUsedAt: null,
          skill: { id: 'default:4021', name: 'Ventas' },
        },
      ],
      pageInfo: { hasNextPage: false, endCursor: expect.any(String) as unknown as string },
    },
  },
  ListOperations: {
    operations: [{ id: 'default', timeZone: 'America/Bogota' }],
    operation: { id: 'default', timeZone: 'America/Bogota' },
  },
  ListSkills: {
    skills: [
      {
        id: 'default:4021',
        skillId: '4021',
        name: 'Ventas',
        description: 'Ventas salientes',
        lastUsedAt: '2025-03-10T17:42:05',
      },
    ],
  },
  StopCampaign: {
    stopCampaign: {
      __typename: 'StopCampaignSuccess',
      message: 'The 5802 campaign_id has been stopped successfully',
      changed: true,
      campaign: {
        id: 'default:5802',
        campaignId: '5802',
        name: 'Cobranza octubre',
        type: 'PREDICTIVE',
        status: 'STOPPED',
        operation: { id: 'default', timeZone: 'America/Bogota' },
      },
    },
  },
  TokenUsage: {
    operation: {
      id: 'default',
      tokenUsage: { limit: 5000, usedToday: 1, usedTodayByAllTokens: 1 },
      capacity: { licences: 5, contactsPerCampaign: 35_000, activePredictives: 3 },
    },
  },
};

/** The other campaigns of the demo, to which the variables of some documents refer. */
const OTHERS = DEMO_DATA.campaigns.slice(2);

let simulator: Simulator;
let product: Product;
beforeAll(async () => {
  const skill = { skillId: '4021', name: 'Ventas', description: 'Ventas salientes', lastUse: '2025-03-10 17:42:05' };
  simulator = await startSimulator({ token: TOKEN, skills: [skill] });
  product = await startProduct(simulator.url);
});
afterAll(() => Promise.all([product.close(), simulator.close()]));

/** Runs a document, and returns the first result of a subscription. */
async function run(query: string, variables: Record<string, unknown>): Promise<StreamResult> {
  if (!query.includes('\nsubscription ')) return product.query(query, variables);
  const stream = await openEventStream(product.url, { query, variables });
  const result = await stream.result();
  stream.close();
  return result;
}

describe('the documents for frontends', () => {
  beforeAll(() => {
    simulator.addCampaign({
      name: 'Cobranza septiembre',
      type: 'predictive',
      description: 'Mora',
      skillId: '4021',
      records: '4180',
      speed: '35',
      lastUse: '2026-10-30 18:30:00',
      recycled: '4',
      turboDial: 'yes',
    });
    simulator.addResults('5801', [
      {
        customer_id: '1032456789',
        customer_name: 'Ana',
        customer_last_name: 'Rojas',
        tel1: '93001234567',
        telephone: '93001234567',
        date: '2026-11-05 10:00:00',
        calls: '2',
        result: 'ANSWER',
        cod_act: 'PROMESA',
        comment: 'Paga el viernes',
        agent_id: '20134',
        conn_id: 'c-1',
      },
    ]);
    const october = { name: 'Cobranza octubre', type: 'predictive', skillId: '4021', status: 'Started' } as const;
    simulator.addContacts(simulator.addCampaign(october), [{ customer_id: '1032456789' }]);
    for (const campaign of OTHERS) simulator.addCampaign(campaign);
  });

  it('are all run here, each with its variables', () => {
    const files = Object.keys(ANSWERS).flatMap((name) => [`${name}.graphql`, `${name}.variables.json`]);
    expect(readdirSync(FOLDER).sort()).toEqual(files.sort());
  });

  // TokenUsage first, which counts the calls, and StopCampaign, whose status the list shows. The other mutations last, because they change it.
  it.each(Object.entries(ANSWERS).reverse())('%s has the complete response', async (name, answer) => {
    const { data, errors } = await run(read(`${name}.graphql`), variablesOf(name));
    expect(errors).toBeUndefined();
    expect(data).toEqual(answer);
  });

  it('page through a list to its end', async () => {
    const names: string[] = [];
    let after: string | null | undefined = null;
    do {
      const { data } = await product.query(read('ListCampaigns.graphql'), { first: 1, after });
      const { nodes, pageInfo } = (data as ListCampaignsQuery).campaigns;
      names.push(...nodes.map(({ name }) => name));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after);
    const others = OTHERS.map(({ name }) => name).filter((name) => name !== 'Encuesta de satisfacción');
    expect(names).toEqual(['Cobranza septiembre', 'Cobranza octubre', ...others, 'Cobranza noviembre']);
  });

  it('are sample operations of the explorers, the creation first', () => {
    const [first, ...others] = sampleOperations();
    expect(first).toBe(SAMPLE_OPERATION);
    expect(others.map(({ document, variables }) => [document, variables])).toEqual(
      Object.keys(ANSWERS)
        .filter((name) => name !== 'CreateCampaign')
        .sort()
        .map((name) => [read(`${name}.graphql`).trim(), variablesOf(name)]),
    );
    const { document, variables } = SAMPLE_OPERATION;
    expect([document, variables]).toEqual([read('CreateCampaign.graphql').trim(), variablesOf('CreateCampaign')]);
  });
});
