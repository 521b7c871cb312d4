// The Claude Agent SDK, which starts a claude of its own.
import { expect, load } from './packages.mjs';

const { query } = await load('@anthropic-ai/claude-agent-sdk');
let result;
for await (const message of query({ prompt: 'say hello', options: { maxTurns: 1 } })) {
  if (message.type === 'result') result = message;
}
expect(result?.subtype === 'success', 'success');
