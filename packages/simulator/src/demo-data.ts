/** Invented data of a contact centre, for the demo. */
import { demoContacts } from './demo-contacts.js';
import type { ExistingCampaign } from './fixtures.js';
import type { SimulatorOptions } from './settings.js';
import { DEFAULT_SKILLS } from './skills.js';

/** The contact of the documents in schema/operations, so that they work in the demo. */
const SAMPLE_CONTACT = {
  customer_id: '1032456789',
  customer_name: 'Ana',
  customer_last_name: 'Rojas',
  tel1: '957300900',
};

const CAMPAIGNS: readonly ExistingCampaign[] = [
  {
    name: 'Cobranza septiembre',
    type: 'predictive',
    description: 'Mora de 30 a 60 días',
    skillId: '4022',
    status: 'Stopped',
    records: '4180',
    speed: '3',
    lastUse: '2026-09-30 17:58:41',
    recycled: '2',
    turboDial: 'yes',
  },
  {
    name: 'Cobranza octubre',
    type: 'predictive',
    description: 'Mora de 30 a 60 días',
    skillId: '4022',
    status: 'Started',
    contacts: [...demoContacts(1, 3924, 2410), SAMPLE_CONTACT],
    speed: '4',
    lastUse: '2026-10-30 18:02:17',
    recycled: '1',
    turboDial: 'yes',
  },
  {
    name: 'Recordatorio de pago',
    type: 'predictive',
    description: 'Vence en tres días',
    skillId: '4022',
    status: 'Stopped',
    records: '1260',
    speed: '2',
    lastUse: '2026-10-28 11:30:00',
  },
  {
    name: 'Renovación de pólizas',
    type: 'preview',
    description: 'Vencen este trimestre',
    skillId: '4025',
    status: 'Started',
    records: '742',
    lastUse: '2026-10-30 16:47:09',
  },
  {
    name: 'Bienvenida a clientes nuevos',
    type: 'predictive',
    description: 'Primera semana',
    skillId: '4021',
    status: 'Started',
    contacts: demoContacts(5001, 60, 0),
    lastUse: '2026-10-30 15:12:55',
  },
  {
    name: 'Encuesta de satisfacción',
    type: 'predictive',
    description: 'Casos cerrados',
    skillId: '4023',
    status: 'Stopped',
    records: '2050',
    speed: '3',
    lastUse: '2026-10-16 09:05:20',
    recycled: '3',
  },
  {
    name: 'Confirmación de citas',
    type: 'preview',
    description: 'Citas del lunes',
    skillId: '4026',
    records: '95',
    contacts: [SAMPLE_CONTACT],
  },
  { name: 'Retención: bajas de octubre', type: 'preview', skillId: '4025' },
];

/**
 * Skills, and campaigns of both types: running, stopped and never used. Of the running predictive ones, one has results of
 * the last three weeks, and one is small and new.
 */
export const DEMO_DATA = {
  skills: [
    ...DEFAULT_SKILLS,
    { skillId: '4024', name: 'Soporte técnico', description: 'Segundo nivel', lastUse: '2026-10-30 18:20:11' },
    { skillId: '4025', name: 'Retención', description: 'Bajas y renovaciones', lastUse: '2026-10-30 16:47:09' },
    { skillId: '4026', name: 'Agendamiento de citas' },
  ],
  campaigns: CAMPAIGNS,
} as const satisfies Pick<SimulatorOptions, 'skills' | 'campaigns'>;
