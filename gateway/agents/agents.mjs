// Drives real clients through a tool-calling turn; see README.md.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { COMMAND, DONE, RESULT, startUpstream } from './upstream.mjs';

const [root, modules, ...only] = process.argv.slice(2);
const KEY = 'a-client-key-for-agents';
const PROMPT = `Run this shell command and tell me what it prints: ${COMMAND}`;
const LIMIT = 180_000;

/** A model of each provider, which has it in one dialect. */
const MODELS = {
  'OpenAI chat': 'chatter/gpt-5',
  Responses: 'openai/gpt-5-codex',
  Anthropic: 'anthropic/claude-sonnet-4-5',
  Gemini: 'gemini/gemini-2.5-pro',
};

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'keyrelay-agents-'));
const bin = name => path.join(modules, '.bin', name);
const version = name => JSON.parse(fs.readFileSync(path.join(modules, name, 'package.json'))).version;

/** Nothing of the caller's own settings and credentials reaches an agent. */
function surroundings(home, more) {
  return {
    PATH: process.env.PATH, HOME: home, TERM: 'dumb', LANG: 'C.UTF-8', SHELL: '/bin/bash', NO_COLOR: '1', CI: '1',
    DISABLE_TELEMETRY: '1', DO_NOT_TRACK: '1', ...more,
  };
}

function write(file, content) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
}

const sdk = client => (gateway, model, home, provider) => ({
  command: process.execPath,
  args: [path.join(modules, '..', 'sdks.mjs'), client, gateway, model],
  env: { KEYRELAY_KEY: KEY, ...(provider === 'Responses' && { NATIVE_RESPONSES: '1' }) },
});

const opencode = (npm, suffix) => (gateway, model, home) => {
  write(path.join(home, 'work', 'opencode.json'), {
    $schema: 'https://opencode.ai/config.json', autoupdate: false, share: 'disabled', permission: { bash: 'allow' }, enabled_providers: ['relay'],
    provider: { relay: { npm, name: 'KeyRelay', options: { baseURL: gateway + suffix, apiKey: KEY }, models: { [model]: { name: model } } } },
  });
  return { command: bin('opencode'), args: ['run', '-m', `relay/${model}`, PROMPT], env: { OPENCODE_DISABLE_AUTOUPDATE: '1', OPENCODE_DISABLE_MODELS_FETCH: '1' } };
};

const qwen = (type, env) => (gateway, model) => ({
  command: bin('qwen'),
  args: ['--auth-type', type, '-m', model, '--yolo', '-p', PROMPT],
  env: env(gateway, model),
});

/** Every client: its package, and how it is started. */
const CLIENTS = {
  'OpenAI SDK, chat': ['openai', sdk('openai chat')],
  'OpenAI SDK, responses': ['openai', sdk('openai responses')],
  'Anthropic SDK': ['@anthropic-ai/sdk', sdk('anthropic')],
  'Google GenAI SDK': ['@google/genai', sdk('google genai')],
  'Claude Code': ['@anthropic-ai/claude-code', (gateway, model) => ({
    command: bin('claude'),
    args: ['-p', PROMPT, '--model', model, '--allowedTools', 'Bash'],
    env: {
      ANTHROPIC_BASE_URL: gateway, ANTHROPIC_AUTH_TOKEN: KEY, CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      ANTHROPIC_DEFAULT_HAIKU_MODEL: model, DISABLE_AUTOUPDATER: '1',
    },
  })],
  Codex: ['@openai/codex', (gateway, model, home) => {
    write(path.join(home, '.codex', 'config.toml'), `
model = "${model}"
model_provider = "relay"
[model_providers.relay]
name = "KeyRelay"
base_url = "${gateway}/v1"
env_key = "KEYRELAY_KEY"
wire_api = "responses"
`);
    return { command: bin('codex'), args: ['exec', '--skip-git-repo-check', '-s', 'danger-full-access', PROMPT], env: { KEYRELAY_KEY: KEY } };
  }],
  'Gemini CLI': ['@google/gemini-cli', (gateway, model, home) => {
    write(path.join(home, '.gemini', 'settings.json'), {
      security: { auth: { selectedType: 'gemini-api-key' } }, privacy: { usageStatisticsEnabled: false }, general: { disableAutoUpdate: true },
    });
    return { command: bin('gemini'), args: ['-m', model, '--yolo', '--skip-trust', '-p', PROMPT], env: { GOOGLE_GEMINI_BASE_URL: gateway, GEMINI_API_KEY: KEY } };
  }],
  'opencode, openai-compatible': ['opencode-ai', opencode('@ai-sdk/openai-compatible', '/v1')],
  'opencode, openai': ['opencode-ai', opencode('@ai-sdk/openai', '/v1')],
  'opencode, anthropic': ['opencode-ai', opencode('@ai-sdk/anthropic', '/v1')],
  'opencode, google': ['opencode-ai', opencode('@ai-sdk/google', '/v1beta')],
  'Qwen Code, openai': ['@qwen-code/qwen-code', qwen('openai', gateway => ({ OPENAI_BASE_URL: `${gateway}/v1`, OPENAI_API_KEY: KEY }))],
  'Qwen Code, anthropic': ['@qwen-code/qwen-code', qwen('anthropic', (gateway, model) => ({ ANTHROPIC_BASE_URL: gateway, ANTHROPIC_API_KEY: KEY, ANTHROPIC_MODEL: model }))],
  'Qwen Code, gemini': ['@qwen-code/qwen-code', qwen('gemini', (gateway, model) => ({ GOOGLE_GEMINI_BASE_URL: gateway, GEMINI_API_KEY: KEY, GEMINI_MODEL: model }))],
};

/** Runs a program to its end, or kills it and what it started. */
function run({ command, args, env }, home) {
  return new Promise(done => {
    const work = path.join(home, 'work');
    fs.mkdirSync(work, { recursive: true });
    const child = spawn(command, args, { cwd: work, env: surroundings(home, env), stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let out = '';
    child.stdout.on('data', text => { out += text; });
    child.stderr.on('data', text => { out += text; });
    const timer = setTimeout(() => { out += '\n(killed: no end in time)'; process.kill(-child.pid, 'SIGKILL'); }, LIMIT);
    child.on('error', error => { out += error; done({ code: -1, out }); });
    child.on('close', code => { clearTimeout(timer); done({ code, out }); });
  });
}

/** The gateway on a free port, with every provider pointed at the upstream. */
function startGateway(upstream) {
  const home = path.join(scratch, 'gateway');
  fs.mkdirSync(home);
  const key = 'upstream-key-0001';
  const child = spawn(process.env.KEYRELAY_COMMAND ?? path.join(root, 'keyrelay'), ['serve'], {
    cwd: home, detached: true, stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH, HOME: process.env.HOME, KEYRELAY_HOME: home, PORT: '0', PROXY_API_KEY: KEY,
      JAVA_HOME: process.env.JAVA_HOME ?? '', KEYRELAY_JAVA_HOME: process.env.KEYRELAY_JAVA_HOME ?? '',
      CHATTER_API_KEY: key, CHATTER_API_BASE: `${upstream}/v1`, OPENAI_API_KEY: key, OPENAI_API_BASE: `${upstream}/v1`,
      ANTHROPIC_API_KEY: key, ANTHROPIC_API_BASE: upstream, GEMINI_API_KEY: key, GEMINI_API_BASE: upstream,
    },
  });
  return new Promise((started, failed) => {
    let out = '';
    const look = text => {
      out += text;
      const found = out.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (found) started({ uri: found[0], stop: () => process.kill(-child.pid, 'SIGTERM') });
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.on('close', code => failed(new Error(`the gateway ended with ${code}:\n${out}`)));
  });
}

/** Why a turn is not complete; empty if it is. */
function verdict(result, calls, provider) {
  const dialect = { 'OpenAI chat': 'chat', Responses: 'responses', Anthropic: 'anthropic', Gemini: 'gemini' }[provider];
  if (!calls.length) return 'upstream was not called';
  if (dialect && calls.some(call => call.dialect !== dialect)) return `upstream was called in ${calls.map(call => call.dialect)}`;
  if (!calls.some(call => call.results.some(text => text.includes(RESULT)))) return 'no result of the tool came';
  if (!result.out.includes(DONE)) return 'the answer was not shown';
  return result.code === 0 ? '' : `exit code ${result.code}`;
}

const upstream = await startUpstream();
const gateway = await startGateway(upstream.uri);
const rows = [];
let failures = 0;
try {
  for (const [client, [name, start]] of Object.entries(CLIENTS)) {
    if (only.length && !only.some(word => client.toLowerCase().includes(word.toLowerCase()))) continue;
    if (!fs.existsSync(path.join(modules, name))) {
      rows.push([client, 'not installed', ...Object.keys(MODELS).map(() => '–')]);
      continue;
    }
    const cells = [];
    for (const [provider, model] of Object.entries(MODELS)) {
      const home = fs.mkdtempSync(path.join(scratch, 'home-'));
      upstream.seen.length = 0;
      const result = await run(start(gateway.uri, model, home, provider), home);
      const why = verdict(result, upstream.seen, provider);
      const log = path.join(modules, '..', 'logs', `${client} to ${provider}.log`.replace(/[ ,]+/g, '-'));
      write(log, `${why || 'complete'}\n\n${result.out}\n\n${JSON.stringify(upstream.seen, null, 1)}\n`);
      process.stderr.write(`${client} → ${provider}: ${why || 'complete'}\n`);
      failures += why ? 1 : 0;
      cells.push(why ? `no: ${why}` : 'complete');
    }
    rows.push([client, version(name), ...cells]);
  }
} finally {
  gateway.stop();
  upstream.close();
  fs.rmSync(scratch, { recursive: true, force: true });
}
const line = cells => `| ${cells.join(' | ')} |`;
const head = ['client', 'version', ...Object.keys(MODELS)];
console.log([line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n'));
process.exit(failures ? 1 : 0);
