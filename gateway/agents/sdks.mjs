// A tool-calling turn with the SDKs for Node: the model asks for the shell, the SDK's caller runs
// the command, and the model answers. Prints what the model says last.
//   node sdks.mjs <client> <gateway> <model>      with KEYRELAY_KEY in the environment
import { execSync } from 'node:child_process';

const [client, gateway, model] = process.argv.slice(2);
const apiKey = process.env.KEYRELAY_KEY;
const parameters = { type: 'object', properties: { command: { type: 'string' } }, required: ['command'], additionalProperties: false };
const ask = 'Run the command.';
const run = ({ command }) => execSync(command, { shell: '/bin/bash' }).toString();

const clients = {
  async 'openai chat'() {
    const { default: OpenAI } = await import('openai');
    const openai = new OpenAI({ apiKey, baseURL: `${gateway}/v1`, maxRetries: 0 });
    const runner = openai.chat.completions.runTools({
      model, stream: true, messages: [{ role: 'user', content: ask }],
      tools: [{ type: 'function', function: { name: 'shell', parameters, parse: JSON.parse, function: run } }],
    });
    return runner.finalContent();
  },
  async 'openai responses'() {
    const { default: OpenAI } = await import('openai');
    const openai = new OpenAI({ apiKey, baseURL: `${gateway}/v1`, maxRetries: 0 });
    const tools = [{ type: 'function', name: 'shell', parameters, strict: true }];
    const first = await openai.responses.stream({ model, input: ask, tools }).finalResponse();
    const call = first.output.find(item => item.type === 'function_call');
    const output = { type: 'function_call_output', call_id: call.call_id, output: run(JSON.parse(call.arguments)) };
    // The scripted upstream keeps nothing, so the whole conversation goes to where it would be kept.
    const second = await openai.responses.create(
      process.env.NATIVE_RESPONSES
        ? { model, tools, input: [{ role: 'user', content: ask }, call, output] }
        : { model, tools, input: [output], previous_response_id: first.id });
    return second.output_text;
  },
  async anthropic() {
    const { default: Anthropic } = await import('@anthropic-ai/sdk');
    const anthropic = new Anthropic({ apiKey, baseURL: gateway, maxRetries: 0 });
    const tools = [{ name: 'shell', input_schema: parameters }];
    const messages = [{ role: 'user', content: ask }];
    const turn = () => anthropic.messages.stream({ model, max_tokens: 1000, tools, messages }).finalMessage();
    const first = await turn();
    const call = first.content.find(block => block.type === 'tool_use');
    messages.push({ role: 'assistant', content: first.content });
    messages.push({ role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: run(call.input) }] });
    return (await turn()).content.map(block => block.text).join('');
  },
  async 'google genai'() {
    const { GoogleGenAI } = await import('@google/genai');
    const google = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: gateway } });
    const config = { tools: [{ functionDeclarations: [{ name: 'shell', parametersJsonSchema: parameters }] }] };
    const contents = [{ role: 'user', parts: [{ text: ask }] }];
    const parts = [];
    for await (const chunk of await google.models.generateContentStream({ model, contents, config })) {
      parts.push(...(chunk.candidates?.[0]?.content?.parts ?? []));
    }
    const call = parts.find(part => part.functionCall).functionCall;
    contents.push({ role: 'model', parts });
    contents.push({ role: 'user', parts: [{ functionResponse: { id: call.id, name: call.name, response: { output: run(call.args) } } }] });
    return (await google.models.generateContent({ model, contents, config })).text;
  },
};

console.log(await clients[client]());
