// Upstream of the soak test: a list of CAMPAIGNS campaigns, serialized once because it is sent thousands of times, and
// creations. The list contains the latest created campaigns. Every FAIL_EVERY-th list is an error 500.
import { Buffer } from 'node:buffer';
import { createServer } from 'node:http';

const CAMPAIGNS = Number(process.env.CAMPAIGNS ?? 60_000);
const FAIL_EVERY = Number(process.env.FAIL_EVERY ?? 0);
const FIRST_ID = 100_001;
const MOST_CREATED = 100;

const row = (id, name) => ({
  campaign_id: String(id),
  campaign_name: name,
  campaign_description: 'Clientes con saldo vencido de más de treinta días',
  type_campaign: id % 2 === 0 ? 'preview' : 'predictive',
  status: 'Started',
  records: '1200',
  speed: '50',
  dial_mode: 'strategy',
  last_use: '2026-11-22 18:30:00',
  recycled: '0',
  turbo_dial: 'no',
  skill_id: '4021',
});
const listed = Array.from({ length: CAMPAIGNS }, (_, nth) =>
  JSON.stringify(row(FIRST_ID + nth, `Campaña de cobranza número ${nth}`)),
).join(',');
const head = Buffer.from(`{"code":"200","error":null,"msg":"${CAMPAIGNS} records were found","data":[${listed}`);

const created = [];
let nextId = FIRST_ID + CAMPAIGNS;
const counts = { lists: 0, creations: 0, underWay: 0 };

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://upstream');
  const api = url.searchParams.get('api');
  counts.underWay += 1;
  response.once('close', () => {
    counts.underWay -= 1;
  });
  response.setHeader('content-type', 'application/json; charset=utf-8');
  if (api === 'campaigns') {
    counts.lists += 1;
    if (FAIL_EVERY > 0 && counts.lists % FAIL_EVERY === 0) {
      response.statusCode = 500;
      response.end('{"code":"500","error":"error","msg":"Internal error"}');
    } else response.end(Buffer.concat([head, Buffer.from(`${created.map((text) => `,${text}`).join('')}]}`)]));
  } else if (api === 'create_campaign') {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      counts.creations += 1;
      const id = nextId;
      nextId += 1;
      const { campaign_name: name } = JSON.parse(body);
      created.push(JSON.stringify(row(id, name)));
      if (created.length > MOST_CREATED) created.shift();
      response.statusCode = 201;
      const data = [{ id_campaign: String(id), name_campaign: name }];
      response.end(JSON.stringify({ code: 201, error: null, msg: 'The campaign was created', data }));
    });
  } else {
    response.statusCode = 404;
    response.end('{"code":"404","error":"error","msg":"No records were found"}');
  }
});
server.listen(0, '127.0.0.1', () =>
  process.send({ url: `http://127.0.0.1:${server.address().port}`, firstId: FIRST_ID, campaigns: CAMPAIGNS }),
);
process.on('message', () => process.send({ ...counts }));
