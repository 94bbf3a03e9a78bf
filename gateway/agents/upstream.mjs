// A scripted upstream that plays a model in every dialect: it calls a shell tool once, and answers
// with words once the tool's result is there. What it saw decides whether a turn was complete.
import http from 'node:http';

/** What the tool is told to do; the shell alone turns it into RESULT. */
export const COMMAND = 'printf relay-%d 052';
export const RESULT = 'relay-42';
export const DONE = 'TURN-COMPLETE';

const SHELL = /^(bash|shell|shell_command|exec_command|run_shell_command|local_shell)$/i;
const ID = 'call_1';

/** A value for a schema, with the command wherever it is asked for. */
function sample(schema, name = '') {
  const type = Array.isArray(schema?.type) ? schema.type[0] : schema?.type;
  switch (String(type ?? 'object').toLowerCase()) {
    case 'string': return schema.enum?.[0] ?? (/^(command|cmd)$/.test(name) ? COMMAND : 'a test');
    case 'integer': case 'number': return 1;
    case 'boolean': return false;
    case 'array': return /^(command|cmd)$/.test(name) ? ['bash', '-c', COMMAND] : [];
    default: {
      const out = {};
      for (const key of schema?.required ?? []) out[key] = sample(schema.properties?.[key], key);
      return out;
    }
  }
}

const pick = tools => tools.find(tool => SHELL.test(tool.name));

/** What each dialect asks: the tools, whether a result has come, and its text. */
const asked = {
  chat: body => ({
    tools: (body.tools ?? []).filter(t => t.function).map(t => ({ name: t.function.name, schema: t.function.parameters })),
    results: body.messages.filter(m => m.role === 'tool').map(m => JSON.stringify(m.content)),
  }),
  responses: body => {
    const tools = [...(body.tools ?? [])];
    const input = Array.isArray(body.input) ? body.input : [];
    for (const item of input) if (item.type === 'additional_tools') tools.push(...item.tools);
    return {
      tools: tools.flatMap(t => t.type === 'namespace' ? [] : [t]).filter(t => t.type === 'function')
        .map(t => ({ name: t.name, schema: t.parameters })),
      results: input.filter(i => /_output$/.test(i.type ?? '')).map(i => JSON.stringify(i.output)),
    };
  },
  anthropic: body => ({
    tools: (body.tools ?? []).filter(t => t.input_schema).map(t => ({ name: t.name, schema: t.input_schema })),
    results: body.messages.flatMap(m => Array.isArray(m.content) ? m.content : [])
      .filter(b => b.type === 'tool_result').map(b => JSON.stringify(b.content)),
  }),
  gemini: body => ({
    tools: (body.tools ?? []).flatMap(t => t.functionDeclarations ?? [])
      .map(f => ({ name: f.name, schema: f.parametersJsonSchema ?? f.parameters })),
    results: body.contents.flatMap(c => c.parts ?? []).filter(p => p.functionResponse)
      .map(p => JSON.stringify(p.functionResponse.response)),
  }),
};

const said = {
  chat(call, stream, model) {
    const message = call
      ? { role: 'assistant', content: null, tool_calls: [{ index: 0, id: ID, type: 'function', function: { name: call.name, arguments: JSON.stringify(call.input) } }] }
      : { role: 'assistant', content: DONE };
    const reason = call ? 'tool_calls' : 'stop';
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
    const head = { id: 'chatcmpl-1', created: 1, model };
    if (!stream) return { ...head, object: 'chat.completion', choices: [{ index: 0, message, finish_reason: reason }], usage };
    const chunk = (delta, finish = null) => ({ ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] });
    return [chunk(message), chunk({}, reason), { ...head, object: 'chat.completion.chunk', choices: [], usage }, '[DONE]'];
  },
  responses(call, stream, model) {
    const item = call
      ? { type: 'function_call', id: 'fc_1', call_id: ID, name: call.name, arguments: JSON.stringify(call.input), status: 'completed' }
      : { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: DONE, annotations: [], logprobs: [] }] };
    const usage = { input_tokens: 10, input_tokens_details: { cached_tokens: 0 }, output_tokens: 5, output_tokens_details: { reasoning_tokens: 0 }, total_tokens: 15 };
    const response = (status, output) => ({
      id: 'resp_1', object: 'response', created_at: 1, status, error: null, incomplete_details: null, instructions: null, model, output,
      parallel_tool_calls: true, temperature: 1, tool_choice: 'auto', tools: [], top_p: 1, metadata: {}, usage: status === 'completed' ? usage : null,
    });
    if (!stream) return response('completed', [item]);
    const place = { item_id: item.id, output_index: 0 };
    const events = [
      { type: 'response.created', response: response('in_progress', []) },
      { type: 'response.output_item.added', output_index: 0, item: { ...item, status: 'in_progress', ...(call ? { arguments: '' } : { content: [] }) } },
      ...(call
        ? [{ type: 'response.function_call_arguments.delta', ...place, delta: item.arguments },
           { type: 'response.function_call_arguments.done', ...place, arguments: item.arguments }]
        : [{ type: 'response.content_part.added', ...place, content_index: 0, part: { ...item.content[0], text: '' } },
           { type: 'response.output_text.delta', ...place, content_index: 0, delta: DONE, logprobs: [] },
           { type: 'response.output_text.done', ...place, content_index: 0, text: DONE, logprobs: [] },
           { type: 'response.content_part.done', ...place, content_index: 0, part: item.content[0] }]),
      { type: 'response.output_item.done', output_index: 0, item },
      { type: 'response.completed', response: response('completed', [item]) },
    ];
    return events.map((event, n) => ({ ...event, sequence_number: n }));
  },
  anthropic(call, stream, model) {
    const block = call ? { type: 'tool_use', id: 'toolu_1', name: call.name, input: call.input } : { type: 'text', text: DONE };
    const stop = { stop_reason: call ? 'tool_use' : 'end_turn', stop_sequence: null };
    const usage = { input_tokens: 10, output_tokens: 5 };
    const message = { id: 'msg_1', type: 'message', role: 'assistant', model, content: [block], ...stop, usage };
    if (!stream) return message;
    return [
      { type: 'message_start', message: { ...message, content: [], stop_reason: null, usage: { input_tokens: 10, output_tokens: 1 } } },
      { type: 'content_block_start', index: 0, content_block: call ? { ...block, input: {} } : { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: call ? { type: 'input_json_delta', partial_json: JSON.stringify(call.input) } : { type: 'text_delta', text: DONE } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: stop, usage: { output_tokens: 5 } },
      { type: 'message_stop' },
    ];
  },
  gemini(call, stream, model) {
    const part = call ? { functionCall: { name: call.name, args: call.input }, thoughtSignature: 'c2lnbmF0dXJl' } : { text: DONE };
    const answer = {
      candidates: [{ content: { role: 'model', parts: [part] }, finishReason: 'STOP', index: 0 }],
      usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 }, modelVersion: model, responseId: 'r1',
    };
    return stream ? [answer] : answer;
  },
};

function dialectOf(path) {
  if (path.endsWith('/chat/completions')) return 'chat';
  if (path.endsWith('/responses')) return 'responses';
  if (path.endsWith('/messages')) return 'anthropic';
  return /:(stream)?[gG]enerateContent$/.test(path) ? 'gemini' : undefined;
}

/** Starts one; `seen` has every call, `results` every tool result that arrived. */
export function startUpstream() {
  const seen = [];
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url, 'http://upstream');
      const json = (status, body) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      };
      if (request.method === 'GET') return json(200, { object: 'list', data: [], models: [] });
      const body = JSON.parse(Buffer.concat(chunks).toString() || '{}');
      if (url.pathname.endsWith(':countTokens')) return json(200, { totalTokens: 10 });
      if (url.pathname.endsWith('/count_tokens')) return json(200, { input_tokens: 10 });
      const dialect = dialectOf(url.pathname);
      if (!dialect) return json(404, { error: { message: `no script for ${url.pathname}` } });
      const { tools, results } = asked[dialect](body);
      const tool = pick(tools);
      seen.push({ dialect, path: url.pathname, tools: tools.map(t => t.name), results, body });
      const call = tool && !results.length ? { name: tool.name, input: sample(tool.schema) } : undefined;
      const stream = dialect === 'gemini' ? url.pathname.includes(':stream') : body.stream === true;
      const answer = said[dialect](call, stream, body.model ?? 'gemini');
      if (!stream) return json(200, answer);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const event of answer) {
        if (event.type) response.write(`event: ${event.type}\n`);
        response.write(`data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`);
      }
      response.end();
    });
  });
  return new Promise(done => server.listen(0, '127.0.0.1', () => done({
    uri: `http://127.0.0.1:${server.address().port}`,
    seen,
    close: () => server.close(),
  })));
}
