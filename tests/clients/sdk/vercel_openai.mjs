// Vercel's ai with its OpenAI provider: responses and chat completions.
import { expect, load } from './packages.mjs';

const { generateText, streamText } = await load('ai');
const { openai } = await load('@ai-sdk/openai');

for (const model of [openai('gpt-5-mini'), openai.chat('gpt-5')]) {
  expect((await generateText({ model, prompt: 'say hello' })).text.length > 0, 'a text');
  let streamed = '';
  for await (const piece of streamText({ model, prompt: 'say hello' }).textStream) streamed += piece;
  expect(streamed.length > 0, 'a streamed text');
}
