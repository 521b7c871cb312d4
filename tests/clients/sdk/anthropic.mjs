// @anthropic-ai/sdk: plain, streamed and counted, its base URL from the environment.
import { expect, load } from './packages.mjs';

const { default: Anthropic } = await load('@anthropic-ai/sdk');
const client = new Anthropic();
const request = { model: 'claude-sonnet-4-5', max_tokens: 200, messages: [{ role: 'user', content: 'say hello' }] };

const plain = await client.messages.create(request);
expect(plain.usage.output_tokens > 0, 'usage in the plain answer');
const streamed = await client.messages.stream(request).finalMessage();
expect(streamed.content.length > 0, 'content in the streamed answer');
const counted = await client.messages.countTokens({ model: request.model, messages: request.messages });
expect(counted.input_tokens > 0, 'a token count');
