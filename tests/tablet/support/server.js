// @ts-check
/**
 * A small server that speaks the sync protocol over real HTTP, for the tablet's tests: receipts signed with Ed25519,
 * tus uploads kept in memory, and faults on order.
 *
 * It stands at the network port only; what the real server does with an operation is tested on the server's side.
 */
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** @typedef {import('node:http').IncomingMessage} Request */
/** @typedef {import('node:http').ServerResponse} Response */
/** @typedef {{length: number, sha256: string, evidenceId: string, role: string, bytes: Buffer}} Upload */

export class FieldServer {
  epoch = 'epoch-1';
  /** How far its clock is behind the tablet's. */
  behindMs = 0;
  expectedSeq = 1;
  /** @type {Map<string, any>} answers by op_id */
  answered = new Map();
  /** @type {any[][]} the operations of each push, as they came */
  pushes = [];
  /** @type {any[]} what the next pull gives */
  changes = [];
  /** @type {Map<string, Upload>} */
  uploads = new Map();
  /** @type {Map<string, Buffer>} whole files by hash */
  files = new Map();
  /** @type {string[]} method and path of every request */
  log = [];
  /** Decides the outcome of a new operation; the default takes everything. @type {(operation: any, sha256: string) => any} */
  judge = (_operation, _sha256) => ({});
  /** Called before each request is handled; may answer by itself and return true. @type {(request: Request, response: Response) => boolean} */
  fault = () => false;
  /** Bytes of upload bodies to take before the line is cut; then it counts anew. */
  cutAfter = Number.POSITIVE_INFINITY;

  constructor() {
    const pair = generateKeyPairSync('ed25519');
    this.privateKey = pair.privateKey;
    this.receiptKey = /** @type {string} */ (pair.publicKey.export({ format: 'jwk' }).x);
    this.server = createServer((request, response) => void this.handle(request, response));
  }

  /** @returns {Promise<string>} its address */
  async start() {
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', () => resolve(null)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (this.server.address());
    return `http://127.0.0.1:${port}`;
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** @param {string} id @param {string} sha256 */
  receipt(id, sha256) {
    const at = '2023-07-18T02:38:21.000Z';
    const signature = sign(null, Buffer.from(`${id}\n${sha256}\n${at}`), this.privateKey).toString('base64url');
    return { id, sha256, at, signature };
  }

  /** @param {Request} request @param {Response} response */
  async handle(request, response) {
    const path = request.url ?? '';
    this.log.push(`${request.method} ${path}`);
    if (this.fault(request, response)) return;
    if (path.startsWith('/sync/uploads')) return this.handleUpload(request, response);
    const body = await bodyOf(request);
    if (path === '/sync/push') return sendJson(response, this.push(body));
    if (path.startsWith('/sync/pull')) return sendJson(response, this.pull());
    if (path === '/sync/hello') return sendJson(response, this.hello());
    return sendJson(response, { error: { code: 'not_found', message: '没有', details: {}, id: 'x' } }, 404);
  }

  time() {
    return new Date(Date.now() - this.behindMs).toISOString();
  }

  hello() {
    return { protocol_min: 1, protocol_max: 1, epoch: this.epoch, server_time: this.time() };
  }

  /** @param {any} message */
  push(message) {
    this.pushes.push(message.operations);
    const common = { protocol: 1, epoch: this.epoch, server_time: this.time() };
    if (message.epoch !== this.epoch) {
      return { ...common, expected_seq: this.expectedSeq, outcomes: [], resend_from: this.expectedSeq };
    }
    const outcomes = [];
    let resendFrom = null;
    for (const operation of message.operations) {
      const known = this.answered.get(operation.op_id);
      if (operation.seq > this.expectedSeq || (operation.seq < this.expectedSeq && !known)) {
        resendFrom = this.expectedSeq;
        break;
      }
      outcomes.push(known ? { ...known, result: 'duplicate', seq: operation.seq } : this.take(operation));
      this.expectedSeq = Math.max(this.expectedSeq, operation.seq + 1);
    }
    return { ...common, expected_seq: this.expectedSeq, outcomes, resend_from: resendFrom };
  }

  /** @param {any} operation */
  take(operation) {
    const { seq, ...content } = operation;
    const sha256 = createHash('sha256').update(JSON.stringify(sorted(content))).digest('hex');
    const versions = Object.fromEntries(Object.keys(operation.fields).map((name) => [name, (operation.base[name] ?? 0) + 1]));
    const receipt = this.receipt(operation.op_id, sha256);
    const plain = { op_id: operation.op_id, seq, result: 'applied', versions, receipt, conflicts: [], refusal: null };
    const outcome = { ...plain, ...this.judge(operation, sha256) };
    if (outcome.result === 'rejected' || outcome.result === 'deferred') outcome.receipt = null;
    if (outcome.result !== 'deferred') this.answered.set(operation.op_id, outcome);
    return outcome;
  }

  pull() {
    const changes = this.changes;
    this.changes = [];
    return { protocol: 1, epoch: this.epoch, cursor: `c${this.log.length}`, more: false, changes };
  }

  /** @param {Request} request @param {Response} response */
  async handleUpload(request, response) {
    if (request.method === 'POST') return this.createUpload(request, response);
    const id = (request.url ?? '').split('/').at(-1) ?? '';
    const upload = this.uploads.get(id);
    if (!upload) return sendJson(response, { error: { code: 'upload_gone', message: '没有', details: {}, id: 'x' } }, 404);
    if (request.method === 'PATCH') {
      if (Number(request.headers['upload-offset']) !== upload.bytes.length) return end(response, 409, {});
      for await (const chunk of request) {
        const taken = chunk.subarray(0, Math.max(0, this.cutAfter));
        upload.bytes = Buffer.concat([upload.bytes, taken]);
        this.cutAfter -= taken.length;
        if (taken.length < chunk.length) return request.socket.destroy();
      }
    }
    return end(response, request.method === 'PATCH' ? 204 : 200, this.progress(upload));
  }

  /** @param {Request} request @param {Response} response */
  createUpload(request, response) {
    const pairs = String(request.headers['upload-metadata']).split(',').map((pair) => pair.split(' '));
    const about = Object.fromEntries(pairs.map(([name, value]) => [name, Buffer.from(value ?? '', 'base64').toString()]));
    const id = randomUUID();
    const known = this.files.get(about.sha256);
    const upload = {
      length: Number(request.headers['upload-length']),
      sha256: about.sha256,
      evidenceId: about.evidence_id,
      role: about.role,
      bytes: known ?? Buffer.alloc(0),
    };
    this.uploads.set(id, upload);
    end(response, 201, { Location: `/sync/uploads/${id}`, ...this.progress(upload) });
  }

  /** @param {Upload} upload */
  progress(upload) {
    /** @type {Record<string, string>} */
    const headers = { 'Upload-Offset': String(upload.bytes.length), 'Upload-Length': String(upload.length) };
    if (upload.bytes.length < upload.length) return headers;
    const sha256 = createHash('sha256').update(upload.bytes).digest('hex');
    this.files.set(sha256, upload.bytes);
    headers['Upload-Receipt'] = Buffer.from(JSON.stringify(this.receipt(randomUUID(), sha256))).toString('base64');
    return headers;
  }
}

/** @param {Request} request */
async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  if (bytes.length === 0) return null;
  return JSON.parse((request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString());
}

/** @param {Response} response @param {number} status @param {Record<string, string>} headers */
function end(response, status, headers) {
  response.writeHead(status, { 'Tus-Resumable': '1.0.0', ...headers });
  response.end();
}

/** @param {Response} response @param {unknown} body @param {number} [status] @param {Record<string, string>} [headers] */
export function sendJson(response, body, status = 200, headers = {}) {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/**
 * A fault that answers every request with a refusal.
 * @param {number} status
 * @param {string} code '' for an answer that is not the server's own
 * @param {Record<string, string>} [headers]
 * @returns {FieldServer['fault']}
 */
export function refusing(status, code, headers = {}) {
  const body = code ? { error: { code, message: '…', details: {}, id: 'x' } } : { login: '请登录无线网' };
  return (request, response) => {
    request.resume().on('end', () => sendJson(response, body, status, headers));
    return true;
  };
}

/** Cuts the line before anything is answered. @type {FieldServer['fault']} */
export function cutLine(request) {
  request.socket.destroy();
  return true;
}

/** @param {any} value @returns {any} */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]));
}
