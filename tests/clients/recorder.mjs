// api.anthropic.com of a namespace: answers from the simulator over TLS, and writes down every request as it came.
// usage: node recorder.mjs CERTIFICATE KEY SIMULATOR LOG
import { appendFileSync, readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';

const [certificate, key, simulator, log] = process.argv.slice(2);

https
  .createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (request, answer) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces);
      const { method, url, rawHeaders } = request;
      appendFileSync(log, JSON.stringify({ method, url, rawHeaders, body: body.toString('latin1') }) + '\n');
      const onward = http.request(simulator + url, { method, headers: request.headers }, (from) => {
        answer.writeHead(from.statusCode, from.rawHeaders);
        from.pipe(answer);
      });
      onward.end(body);
    });
  })
  .listen(443, '127.0.0.1', () => console.log('listening'));
