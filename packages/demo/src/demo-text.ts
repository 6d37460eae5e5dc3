import type { EXPLORERS } from '../../../dist/config/config.js';
import { SAMPLE_OPERATION } from '../../../dist/explorer/sample-operations.js';
import { SWITCHES } from '../../simulator/dist/page/switches.js';
import type { PickedExplorer } from './pick-explorer.js';

type Explorer = (typeof EXPLORERS)[number];

/** Texts of the demo on the terminal, in every language. */
export interface DemoText {
  readonly here: string;
  readonly explorer: string;
  /** Description of each explorer. */
  readonly shown: Readonly<Record<Explorer, string>>;
  readonly because: Readonly<Record<PickedExplorer['because'], string>>;
  readonly control: string;
  readonly controlNote: string;
  /** Label of the desk that `npm run example` adds. */
  readonly desk: string;
  /** Texts of the five steps, without their commands. */
  readonly open: string;
  readonly create: string;
  readonly list: string;
  readonly received: string;
  readonly lose: (title: string) => string;
  readonly again: string;
  readonly keyed: string;
  readonly normal: string;
  readonly change: string;
}

export type DemoLanguage = keyof typeof DEMO_TEXTS;

/** Returns Spanish if the locale starts with `es`. LC_ALL takes precedence over LANG; an empty variable is ignored. */
export function demoLanguage({ LC_ALL, LANG }: Readonly<Record<string, string | undefined>>): DemoLanguage {
  const configured = [LC_ALL, LANG].find((locale) => locale !== undefined && locale !== '');
  return configured !== undefined && /^es/i.test(configured) ? 'es' : 'en';
}

export const DEMO_TEXTS = {
  en: {
    here: 'wolkvox-graphql demo. Everything runs on this machine; wolkvox is not called.',
    explorer: 'Explorer',
    shown: {
      sandbox: 'Apollo Sandbox with a mutation ready to run',
      graphiql: 'GraphiQL with every operation ready to run',
      none: 'None',
    },
    because: {
      asked: 'set by EXPLORER.',
      online: 'this machine has the internet that it needs. EXPLORER=graphiql needs none.',
      offline: 'Apollo Sandbox cannot be loaded from the internet here.',
    },
    control: 'Control page',
    controlNote: 'The requests that wolkvox received, and switches for its failures.',
    desk: 'Desk',
    open: 'Open the explorer and the control page side by side.',
    create: 'Create a campaign, in the explorer or here:',
    list: 'See it in the list, among the campaigns of the demo:',
    received: 'and see the request and the answer on the control page.',
    lose: (title) => `Switch on "${title}" on the control page, or:`,
    again:
      'Run the call of step 2 again. wolkvox creates the campaign, and its answer is lost. Step 2 created one of the same name,\n' +
      '   so the result is WolkvoxOutcomeUnknown, and `candidates` lists the possible campaign. Each repeat creates another one.',
    keyed:
      'Then run this call several times. It has another name and an idempotencyKey. The answer is lost too, but the server\n' +
      '   finds the campaign in the list: the result is CreateCampaignSuccess. Repeats return it with `replayed: true`.',
    normal: 'Back to normal, on the control page, or:',
    change:
      'To change it: schema in src/graphql, mapping in src/wolkvox/endpoints, failures in src/domain/failure.ts,\n' +
      'operations to copy in schema/operations, variables for a real wolkvox in docs/reference/configuration.md. Stop with Ctrl+C.',
  },
  es: {
    here: 'Demo de wolkvox-graphql. Todo corre en esta máquina; no se llama a wolkvox.',
    explorer: 'Explorador',
    shown: {
      sandbox: 'Apollo Sandbox con una mutación lista',
      graphiql: 'GraphiQL con todas las operaciones listas',
      none: 'Ninguno',
    },
    because: {
      asked: 'lo dice EXPLORER.',
      online: 'responde internet, que necesita; EXPLORER=graphiql no lo necesita.',
      offline: 'aquí no se puede obtener Apollo Sandbox de internet.',
    },
    control: 'Control',
    controlNote: 'Lo que recibió wolkvox, e interruptores para lo que puede hacer mal.',
    desk: 'Panel',
    open: 'Abra el explorador y la página de control, una al lado de la otra.',
    create: 'Cree una campaña, en el explorador o aquí:',
    list: 'Véala en la lista, entre las campañas de la demo:',
    received: 'y en la página de control lo que wolkvox recibió y respondió.',
    lose: (title) => `Active «${title}» en la página de control, o:`,
    again:
      'Ejecute otra vez la llamada del paso 2. wolkvox crea la campaña y su respuesta se pierde. El paso 2 creó una con el mismo\n' +
      '   nombre: el resultado es WolkvoxOutcomeUnknown, y `candidates` trae la campaña que podría ser. Cada reintento crea otra.',
    keyed:
      'Luego ejecute varias veces esta llamada, con otro nombre y una idempotencyKey. La respuesta también se pierde, pero el\n' +
      '   servidor encuentra la campaña en la lista: el resultado es CreateCampaignSuccess. Los reintentos reciben la misma campaña y `replayed: true`.',
    normal: 'Vuelva a lo normal, en la página de control, o:',
    change:
      'Para cambiar cosas: el esquema en src/graphql, el mapeo en src/wolkvox/endpoints, las fallas en\n' +
      'src/domain/failure.ts, operaciones para copiar en schema/operations, las variables para un wolkvox real en\n' +
      'docs/reference/configuration.md. Se termina con Ctrl+C.',
  },
} as const satisfies Record<string, DemoText>;

/** Addresses of the running demo, and its explorer. */
export interface RunningDemo {
  readonly server: string;
  readonly simulator: string;
  readonly explorer: PickedExplorer;
}

/** Returns a label and an address, aligned with the other address lines. */
export function addressLine(language: DemoLanguage, what: 'explorer' | 'control' | 'desk', address: string): string {
  const text: DemoText = DEMO_TEXTS[language];
  return text[what].padEnd(labelWidth(text)) + address;
}

const labelWidth = ({ explorer, control, desk }: DemoText): number =>
  Math.max(explorer.length, control.length, desk.length) + 4;

/** Returns the welcome text: the addresses, and five steps with the commands to copy. */
export function welcome(language: DemoLanguage, { server, simulator, explorer }: RunningDemo): string {
  const text: DemoText = DEMO_TEXTS[language];
  const lost = SWITCHES['lost-answer'];
  const graphql = (body: object): string =>
    `curl -s ${server}/graphql -H 'content-type: application/json' -H 'accept-language: ${language}' -d '${JSON.stringify(body)}'`;
  const create = (input: object): string => graphql({ query: SHORT_MUTATION, variables: { input } });
  const behave = JSON.stringify({ ...lost.behaviour, times: 'always' });
  const indent = ' '.repeat(labelWidth(text));
  return `
${text.here}

${addressLine(language, 'explorer', `${server}/graphql`)}
${indent}${text.shown[explorer.shown as Explorer]}: ${text.because[explorer.because]}
${addressLine(language, 'control', `${simulator}/`)}
${indent}${text.controlNote}

1. ${text.open}

2. ${text.create}

${create(SAMPLE_OPERATION.variables.input as object)}

3. ${text.list}

${graphql({ query: LIST_QUERY })}

   ${text.received}

4. ${text.lose(lost.title[language])}

curl -s ${simulator}/control/behave -d '${behave}'

5. ${text.again}
   ${text.keyed}

${create(IDEMPOTENT_INPUT)}

   ${text.normal}

curl -s -X POST ${simulator}/control/normal

${text.change}

`;
}

const SHORT_MUTATION =
  'mutation($input:CreateCampaignInput!){createCampaign(input:$input){__typename ...on CreateCampaignSuccess{message replayed campaign{id name}} ...on WolkvoxError{code message} ...on WolkvoxOutcomeUnknown{candidates{id name}}}}';

const LIST_QUERY = '{campaigns{totalCount nodes{id name type status}}}';

/** Input with a unique name, so that reconciliation finds the campaign in the list. */
const IDEMPOTENT_INPUT = {
  type: 'PREVIEW',
  name: 'Encuesta de diciembre',
  skillId: '4023',
  idempotencyKey: 'demo-diciembre',
};
