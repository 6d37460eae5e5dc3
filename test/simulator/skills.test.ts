import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSimulator, type ExistingSkill, type Simulator } from '../../packages/simulator/src/simulator.js';
import { listJson, SKILLS, TOKEN } from './support.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

const skillsJson = (query = ''): ReturnType<typeof listJson> => listJson(simulator.url, { path: SKILLS + query });

describe('the list of skills', () => {
  it('contains three initial skills, with text values and only the documented keys', async () => {
    expect(await skillsJson()).toEqual({
      status: 200,
      json: {
        code: 200,
        error: null,
        msg: '3 records were found',
        data: [
          {
            skill_id: '4021',
            skill_name: 'Ventas',
            skill_description: 'Ventas salientes',
            last_use: '2025-03-10 17:42:05',
          },
          {
            skill_id: '4022',
            skill_name: 'Cobranza',
            skill_description: 'Recordatorios de pago',
            last_use: '2025-03-07 09:15:30',
          },
          { skill_id: '4023', skill_name: 'Encuestas de satisfacción', skill_description: '', last_use: '' },
        ],
      },
    });
  });

  it('contains only the requested skill, and all if the id is empty', async () => {
    const { status, json } = await skillsJson('&skill=4022');
    expect([status, json.msg]).toEqual([200, '1 records were found']);
    expect(json.data).toMatchObject([{ skill_id: '4022', skill_name: 'Cobranza' }]);
    expect((await skillsJson('&skill=')).json.data).toHaveLength(3);
  });

  it('responds 404 with the id of a skill that does not exist', async () => {
    expect(await skillsJson('&skill=9')).toEqual({
      status: 404,
      json: { code: 404, error: 'Not Found', msg: 'Skill_id 9 does not exist in your operation.' },
    });
  });

  it('responds 404 with code 404 if it is empty', async () => {
    const without = await startSimulator({ token: TOKEN, skills: [] });
    const answer = await listJson(without.url, { path: SKILLS });
    await without.close();
    expect(answer).toEqual({ status: 404, json: { code: 404, error: 'Not Found', msg: 'No records were found' } });
  });
});

describe('an added skill', () => {
  it('is listed after the initial ones, with all provided values', async () => {
    const more = { description: 'de noche', skillId: '77', lastUse: '2025-03-10 08:00:00' };
    expect(simulator.addSkill({ name: 'Soporte', ...more })).toBe('77');
    const row = {
      skill_id: '77',
      skill_name: 'Soporte',
      skill_description: 'de noche',
      last_use: '2025-03-10 08:00:00',
    };
    expect(simulator.skills()).toHaveLength(4);
    expect(simulator.skills()[3]).toEqual(row);
    expect((await skillsJson()).json.data?.[3]).toEqual(row);
  });

  it('gets a free id that is not reused after a reset', () => {
    const ids: number[] = [];
    while (ids.length < 3) {
      ids.push(Number(simulator.addSkill({ name: '' })));
      simulator.addSkill({ name: '', skillId: String(Number(ids.at(-1)) + 1) });
      ids.push(Number(simulator.addSkill({ name: '' })));
      simulator.reset();
    }
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
  });

  it('is not a request, and is cleared by a reset, which restores the initial skills', async () => {
    const own = await startSimulator({ token: TOKEN, skills: [{ name: 'Soporte' }] });
    const before = own.skills();
    own.addSkill({ name: 'Ventas' });
    expect([own.skills().length, own.requests(), own.spent()]).toEqual([2, [], 0]);
    own.reset();
    expect(own.skills()).toEqual(before);
    expect(before).toMatchObject([{ skill_name: 'Soporte' }]);
    await own.close();
  });

  it.each<{ input: unknown; says: string }>([
    { input: null, says: 'A skill must be an object, for example {"name":"Ventas"}.' },
    { input: { name: 'a', id: '1' }, says: 'A skill has no id; it may have name, description, skillId, lastUse.' },
    { input: {}, says: 'name must be a string.' },
    { input: { name: 'a', description: 1 }, says: 'description must be a string.' },
    { input: { name: 'a', skillId: 5 }, says: 'skillId must be a string of digits.' },
    { input: { name: 'a', lastUse: null }, says: 'lastUse must be a string.' },
    { input: { name: 'a', skillId: '4021' }, says: 'There is a skill 4021 already.' },
  ])('is rejected with a message if it is invalid: $input', ({ input, says }) => {
    expect(() => simulator.addSkill(input as ExistingSkill)).toThrow(RangeError);
    expect(() => simulator.addSkill(input as ExistingSkill)).toThrow(says);
    expect(simulator.skills()).toHaveLength(3);
  });
});
