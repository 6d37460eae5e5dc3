/** Invented data of a contact centre, for the demo. */
import type { ExistingCampaign } from './fixtures.js';
import type { SimulatorOptions } from './settings.js';
import { DEFAULT_SKILLS } from './skills.js';

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
    records: '3925',
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
    type: 'preview',
    description: 'Primera semana',
    skillId: '4021',
    status: 'Started',
    records: '318',
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
  { name: 'Confirmación de citas', type: 'preview', description: 'Citas del lunes', skillId: '4026', records: '96' },
  { name: 'Retención: bajas de octubre', type: 'preview', skillId: '4025' },
];

/** Skills, and campaigns of both types: running, stopped and never used. */
export const DEMO_DATA = {
  skills: [
    ...DEFAULT_SKILLS,
    { skillId: '4024', name: 'Soporte técnico', description: 'Segundo nivel', lastUse: '2026-10-30 18:20:11' },
    { skillId: '4025', name: 'Retención', description: 'Bajas y renovaciones', lastUse: '2026-10-30 16:47:09' },
    { skillId: '4026', name: 'Agendamiento de citas' },
  ],
  campaigns: CAMPAIGNS,
} as const satisfies Pick<SimulatorOptions, 'skills' | 'campaigns'>;
