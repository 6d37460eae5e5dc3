// Upstream of the results benchmark: one campaign with ROWS results in the year before TO, which are made while they are sent.
// PATTERN: `even`, or `office` for Monday to Saturday from 7 to 19 h. ORDER of a report: `oldest`, `newest` or `none`.
import { once } from 'node:events';
import { createServer } from 'node:http';

const { ROWS, PATTERN, ORDER, FROM, TO } = process.env;
const COUNT = Number(ROWS);
const CAP = 60_000;
const MAX_SECONDS = 31 * 86_400;
const RESULTS = ['NO-ANSWER', 'ANSWER', 'BUSY', 'ANSWER-MACHINE', 'ABANDON', 'FAILED'];

const secondsOf = (text) => Date.parse(`${text}Z`) / 1000;
const [from, to] = [secondsOf(FROM), secondsOf(TO)];

/** Hours in which there are results, as [first second, seconds before it]. */
const hours = [];
for (let second = from; second < to; second += 3_600) {
  const date = new Date(second * 1000);
  const isOffice = date.getUTCDay() !== 0 && date.getUTCHours() >= 7 && date.getUTCHours() < 19;
  if (PATTERN === 'even' || isOffice) hours.push(second);
}
const perHour = COUNT / hours.length;

const timeOf = (nth) => Math.floor(hours[Math.floor(nth / perHour)] + ((nth % perHour) / perHour) * 3_600);

/** Number of the first row at or after a time. */
function firstAt(second) {
  let [low, high] = [0, COUNT];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOf(middle) >= second) high = middle;
    else low = middle + 1;
  }
  return low;
}

function row(nth) {
  const phone = `9300${String(1_000_000 + nth).padStart(7, '0')}`;
  const record = {
    customer_name: 'María Fernanda',
    customer_last_name: 'Rodríguez Gómez',
    id_type: 'CC',
    customer_id: `CC-${1_000_000_000 + nth}`,
    age: '42',
    gender: 'F',
    country: 'Colombia',
    state: 'Antioquia',
    city: 'Medellín',
    zone: 'Norte',
    address: `Calle ${nth % 200} # 20-30`,
  };
  for (let n = 1; n <= 12; n += 1) record[`opt${n}`] = n <= 4 ? `valor ${nth * n}` : '';
  for (let n = 1; n <= 10; n += 1) record[`tel${n}`] = n <= 2 ? phone : '';
  return {
    ...record,
    tel_extra: '',
    email: '',
    recall_date: '',
    recall_telephone: '',
    telephone: phone,
    date: new Date(timeOf(nth) * 1000).toISOString().slice(0, 19).replace('T', ' '),
    calls: String(1 + (nth % 5)),
    result: RESULTS[nth % RESULTS.length],
    cod_act: 'PROMESA',
    cod_act_2: '',
    comments: 'Promete pagar el viernes',
    agent_id: '20134',
    conn_id: `1700000000.${nth}`,
  };
}

const readTime = (text) => secondsOf(text.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6'));

/** Numbers of the rows of a report, in its order. */
function* numbers(first, end) {
  const rows = Math.min(CAP, end - first);
  // A step without a common factor visits each number once.
  for (let n = 0; n < rows; n += 1)
    yield ORDER === 'oldest' ? first + n : ORDER === 'newest' ? end - 1 - n : first + ((n * 7_919) % (end - first));
}

const counts = { reports: 0, cut: 0, rows: 0 };

const server = createServer((request, response) => {
  void answer(new URL(request.url, 'http://upstream').searchParams, response);
});

async function answer(query, response) {
  response.setHeader('content-type', 'application/json; charset=utf-8');
  if (query.get('api') !== 'detail') {
    const data = [{ campaign_id: '1', campaign_name: 'Cobranza', type_campaign: 'predictive' }];
    response.end(JSON.stringify({ code: '200', error: null, msg: '1 records were found', data }));
    return;
  }
  const [start, last] = [readTime(query.get('date_ini')), readTime(query.get('date_end'))];
  const [first, end] = last - start > MAX_SECONDS ? [0, 0] : [firstAt(start), firstAt(last + 1)];
  counts.reports += 1;
  counts.rows += Math.min(CAP, end - first);
  if (end - first >= CAP) counts.cut += 1;
  if (end === first) {
    response.statusCode = 404;
    response.end(JSON.stringify({ code: '404', error: 'error', msg: 'Validate dates entered', data: [] }));
    return;
  }
  response.write('{"code":"200","error":null,"msg":"detail","data":[');
  let text = '';
  let isFirst = true;
  for (const nth of numbers(first, end)) {
    text += `${isFirst ? '' : ','}${JSON.stringify(row(nth))}`;
    isFirst = false;
    if (text.length < 64 * 1024) continue;
    if (!response.write(text)) await once(response, 'drain');
    text = '';
  }
  response.end(`${text}]}`);
}

server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));
process.on('message', () => process.send(counts));
