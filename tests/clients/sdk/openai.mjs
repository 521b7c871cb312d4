// openai: responses and chat completions, plain and streamed, its base URL from the environment.
import { expect, load } from './packages.mjs';

const { default: OpenAI } = await load('openai');
const client = new OpenAI();
const messages = [{ role: 'user', content: 'say hello' }];

const plain = await client.responses.create({ model: 'gpt-5-mini', input: 'say hello' });
expect(plain.usage.output_tokens > 0, 'usage in the plain response');
const events = await client.responses.create({ model: 'gpt-5-mini', input: 'say hello', stream: true });
let last;
for await (const event of events) last = event;
expect(last.type === 'response.completed', 'response.completed at the end');

const chat = await client.chat.completions.create({ model: 'gpt-5', messages });
expect(chat.choices.length === 1, 'one choice');
const chunks = await client.chat.completions.create({
  model: 'gpt-5', messages, stream: true, stream_options: { include_usage: true },
});
let usage;
for await (const chunk of chunks) usage = chunk.usage ?? usage;
expect(usage.total_tokens > 0, 'usage in the stream');
