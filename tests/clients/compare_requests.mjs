// Two logs of the recorder: the same agent with and without the proxy. Requests must be equal in method, target, header
// names, their order and values, and body; what differs from run to run (ids, times, process facts) is masked first.
// usage: node compare_requests.mjs WITHOUT WITH
import { readFileSync } from 'node:fs';

// The one difference that is known: Claude Code 2.1.329 offers this only to the host api.anthropic.com itself.
const kKnown = 'mid-conversation-system-clear-at-2026-08-21,';
let known = 0;

const mask = (text) =>
  text
    .replaceAll(kKnown, () => {
      known += 1;
      return '';
    })
    .replace(/^(Bash|Read|Write)=\d+$/, '$1=<ms>')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '<uuid>')
    .replace(/[0-9a-f]{64}/gi, '<hash>')
    .replace(/\b(msg|toolu|req)_[0-9A-Za-z_]+/g, '<$1>')
    .replace(/cch=[0-9a-f]+/g, 'cch=<hash>')
    .replace(/cc_version=(\d+\.\d+\.\d+)\.[0-9a-f]+/g, 'cc_version=$1.<hash>');

const read = (file) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ url }) => url.startsWith('/v1/messages'))
    .map(({ method, url, rawHeaders, body }) => {
      const headers = [];
      for (let i = 0; i < rawHeaders.length; i += 2) {
        const value = /^content-length$/i.test(rawHeaders[i]) ? '<length>' : mask(rawHeaders[i + 1]);
        headers.push(`${rawHeaders[i]}: ${value}`);
      }
      return { method, url: mask(url), headers, body: mask(body) };
    });

const [without, through] = [read(process.argv[2]), read(process.argv[3])];
let differences = 0;
const differ = (what, left, right) => {
  differences += 1;
  console.log(`${what}\n  without: ${left}\n  with:    ${right}`);
};

if (without.length === 0) differ('no request was seen', without.length, through.length);
if (without.length !== through.length) differ('number of requests', without.length, through.length);
for (let i = 0; i < Math.min(without.length, through.length); ++i) {
  const [a, b] = [without[i], through[i]];
  if (a.method !== b.method || a.url !== b.url) differ(`request ${i}`, `${a.method} ${a.url}`, `${b.method} ${b.url}`);
  const [names, others] = [a.headers, b.headers];
  for (const line of names) if (!others.includes(line)) differ(`request ${i}, header`, line, '-');
  for (const line of others) if (!names.includes(line)) differ(`request ${i}, header`, '-', line);
  const order = (lines) => lines.map((line) => line.split(':')[0]).join(' ');
  if (order(names) !== order(others)) differ(`request ${i}, order of headers`, order(names), order(others));
  if (a.body !== b.body) {
    let at = 0;
    while (a.body[at] === b.body[at]) at += 1;
    differ(`request ${i}, body at ${at}`, a.body.slice(at - 40, at + 160), b.body.slice(at - 40, at + 160));
  }
}
console.log(`${without.length} requests compared, ${differences} differences`);
if (known > 0) console.log(`known and passed over: the beta ${kKnown.slice(0, -1)}`);
process.exit(differences === 0 ? 0 : 1);
