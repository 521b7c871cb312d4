// Vercel's ai with its Anthropic provider, which appends /messages without a version.
import { expect, load } from './packages.mjs';

const { generateText, streamText } = await load('ai');
const { anthropic } = await load('@ai-sdk/anthropic');
const request = { model: anthropic('claude-sonnet-4-5'), prompt: 'say hello' };

expect((await generateText(request)).text.length > 0, 'a text');
let streamed = '';
for await (const piece of streamText(request).textStream) streamed += piece;
expect(streamed.length > 0, 'a streamed text');
