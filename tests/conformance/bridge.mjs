// Speaks HTTP on one side and starts a stdio server on the other: the official conformance suite
// has no stdio mode. Thin on purpose: it passes messages on, waits for the answers, and streams
// what comes before them; it knows no method but `initialize`, which opens a process of its own.
//
// Usage: node bridge.mjs COMMAND [ARGS...]    takes a free port and prints it
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

const [command, ...args] = process.argv.slice(2);
const sessions = new Map();

class Session {
  constructor() {
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.waiting = new Map(); // request id as JSON -> response stream
    this.listeners = new Set(); // GET streams
    this.child.on('exit', (code, signal) => {
      if (!this.child.stdin.writableEnded) { // nobody told it to end
        console.error(`the server ended: ${signal ?? code}`);
        process.exit(1);
      }
    });
    createInterface({ input: this.child.stdout }).on('line', line => this.deliver(line));
  }

  deliver(line) {
    const message = JSON.parse(line);
    const isResponse = !('method' in message);
    const owner = this.owner(message, isResponse);
    if (owner && !owner.headersSent && message.error && httpStatus(message.error)) {
      owner.writeHead(httpStatus(message.error), { 'content-type': 'application/json' });
      owner.end(line);
    } else if (owner) {
      if (!owner.headersSent) owner.writeHead(200, { 'content-type': 'text/event-stream' });
      owner.write(`event: message\ndata: ${line}\n\n`);
      if (isResponse) owner.end();
    }
    if (isResponse) this.waiting.delete(JSON.stringify(message.id));
  }

  // Over HTTP a message belongs to a stream: answers and subscriptions by their id; progress and
  // questions to the request in flight.
  owner(message, isResponse) {
    const subscription = message.params?._meta?.['io.modelcontextprotocol/subscriptionId'];
    const id = isResponse ? message.id : subscription;
    if (id !== undefined) return this.waiting.get(JSON.stringify(id));
    return [...this.waiting.values()].at(-1) ?? [...this.listeners][0];
  }

  send(body, response) {
    const message = JSON.parse(body);
    if ('id' in message && 'method' in message) {
      const key = JSON.stringify(message.id);
      this.waiting.set(key, response);
      response.on('close', () => {
        if (this.waiting.delete(key)) this.cancel(message.id); // over HTTP, closing is cancelling
      });
    } else {
      response.writeHead(202).end();
    }
    this.child.stdin.write(JSON.stringify(message) + '\n');
  }

  cancel(requestId) {
    const notice = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } };
    this.child.stdin.write(JSON.stringify(notice) + '\n');
  }
}

// What HTTP says of an error that the request as such is to blame for; nothing for others.
function httpStatus({ code, message }) {
  if (code === -32601) return 404;
  if (code === -32020 || code === -32021 || code === -32022) return 400;
  return code === -32602 && message.includes('_meta') ? 400 : undefined;
}

const shared = new Session(); // requests of the stateless revisions

function refuse(response, status, id, code, message, data) {
  const error = { code, message, ...(data && { data }) };
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ jsonrpc: '2.0', id, error }));
}

function post(request, response, body) {
  let message;
  try {
    message = JSON.parse(body);
  } catch {
    return refuse(response, 400, null, -32700, 'Parse error');
  }
  if (message.method === 'initialize' && !message.params?._meta?.['io.modelcontextprotocol/protocolVersion']) {
    const id = randomUUID();
    sessions.set(id, new Session());
    response.setHeader('mcp-session-id', id);
    return sessions.get(id).send(body, response);
  }
  const named = request.headers['mcp-protocol-version'];
  const meant = message.params?._meta?.['io.modelcontextprotocol/protocolVersion'];
  if (meant && named !== meant) {
    return refuse(response, 400, message.id ?? null, -32020, 'Header mismatch: MCP-Protocol-Version');
  }
  const id = request.headers['mcp-session-id'];
  if (id && !sessions.has(id)) return refuse(response, 404, message.id ?? null, -32600, 'No such session');
  (sessions.get(id) ?? shared).send(body, response);
}

const server = createServer((request, response) => {
  // A local server checks who talks to it: a browser page of another origin does not.
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  const origin = request.headers.origin && new URL(request.headers.origin).hostname;
  const local = ['localhost', '127.0.0.1', '[::1]'];
  if (!local.includes(host) || (origin && !local.includes(origin))) {
    return refuse(response, 403, null, -32600, 'Not a local request');
  }
  const session = sessions.get(request.headers['mcp-session-id']);
  if (request.method === 'DELETE') {
    session?.child.stdin.end();
    sessions.delete(request.headers['mcp-session-id']);
    return response.writeHead(200).end();
  }
  if (request.method === 'GET') {
    if (!session) return response.writeHead(405).end();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    session.listeners.add(response);
    return request.on('close', () => session.listeners.delete(response));
  }
  let body = '';
  request.on('data', chunk => (body += chunk));
  request.on('end', () => post(request, response, body));
}).listen(0, '127.0.0.1', () => console.log(server.address().port));
