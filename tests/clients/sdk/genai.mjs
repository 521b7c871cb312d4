// @google/genai: plain and streamed, its base URL from the environment.
import { expect, load } from './packages.mjs';

const { GoogleGenAI } = await load('@google/genai');
const client = new GoogleGenAI({ apiKey: process.env.GEMINI_API_KEY });
const request = { model: 'gemini-2.5-flash', contents: 'say hello' };

const plain = await client.models.generateContent(request);
expect(plain.usageMetadata.promptTokenCount > 0, 'usage in the plain answer');
let last;
for await (const chunk of await client.models.generateContentStream(request)) last = chunk;
expect(last.usageMetadata.promptTokenCount > 0, 'usage in the stream');
