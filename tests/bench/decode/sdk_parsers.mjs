// The same streams through the stream parsers of the providers' own SDKs, in memory: no network, pieces of 16 KiB.
// usage: node sdk_parsers.mjs PACKAGES STREAMS   prints "<stream> <MB/s>" per line, best of some rounds, CPU time
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [packages, streams] = process.argv.slice(2);
const resolve = createRequire(`${packages}/package.json`).resolve;
const load = async (name) => import(pathToFileURL(resolve(name)));
const { Stream: OpenAIStream } = await load('openai/core/streaming');
const { Stream: AnthropicStream } = await load('@anthropic-ai/sdk/core/streaming');

const rounds = 3;
const piece = 16 * 1024;

function answerOf(bytes) {
  let at = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at + piece));
      at += piece;
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

async function measure(Stream, name) {
  const bytes = readFileSync(`${streams}/${name}.sse`);
  let best = 0;
  for (let round = 0; round < rounds; round++) {
    const begin = process.cpuUsage();
    let events = 0;
    for await (const event of Stream.fromSSEResponse(answerOf(bytes), new AbortController())) events += event ? 1 : 0;
    const { user, system } = process.cpuUsage(begin);
    if (events < 1000) throw new Error(`${name}: ${events} events`);
    best = Math.max(best, bytes.length / (user + system));
  }
  console.log(`${name} ${best.toFixed(1)}`);
}

await measure(OpenAIStream, 'openai_chat_without_usage');
await measure(OpenAIStream, 'openai_chat');
await measure(OpenAIStream, 'openai_responses');
await measure(AnthropicStream, 'anthropic_messages');
