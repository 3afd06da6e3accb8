// Asks once in one piece and once by stream, as `node clients.mjs openai|anthropic TEXT`; prints what came as JSON.
import { EnvHttpProxyAgent, setGlobalDispatcher } from "undici";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

setGlobalDispatcher(new EnvHttpProxyAgent()); // HTTPS_PROXY; the CA comes by NODE_EXTRA_CA_CERTS
const [vendor, text] = process.argv.slice(2);
const messages = [{ role: "user", content: text }];

async function openai() {
  const client = new OpenAI({ apiKey: "sk-test" });
  const answer = await client.chat.completions.create({ model: "m", messages });
  const pieces = [];
  for await (const chunk of await client.chat.completions.create({ model: "m", messages, stream: true })) {
    pieces.push(chunk.choices[0]?.delta?.content ?? "");
  }
  const response = await client.responses.create({ model: "m", input: text });
  return { whole: answer.choices[0].message.content, pieces, response: response.output_text };
}

async function anthropic() {
  const client = new Anthropic({ apiKey: "sk-test" });
  const answer = await client.messages.create({ model: "m", max_tokens: 99, messages });
  const pieces = [];
  const stream = client.messages.stream({ model: "m", max_tokens: 99, messages });
  stream.on("text", (piece) => pieces.push(piece));
  const final = await stream.finalMessage();
  return { whole: answer.content[0].text, pieces, response: final.content[0].text };
}

let result;
try {
  result = await { openai, anthropic }[vendor]();
} catch (error) {
  result = { error: error.constructor.name, status: error.status ?? null, message: String(error.message) };
}
console.log(JSON.stringify(result));
