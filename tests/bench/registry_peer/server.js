// tests/bench/registry_peer/server.js - what somebody would write instead of forhal-registry: Fastify, better-sqlite3.
//
// usage: node server.js DATABASE [signed]       says "listening on PORT"
//
// The same durability (WAL, synchronous=FULL: an answer leaves after the fsync), the same uniqueness (by id), bodies
// checked by a schema, answers made by one. What it does not do and forhal-registry does, for every entry: check the
// kiosk's signature over the request and over the entry, open the seal, and sign the receipt. With "signed" a poll is
// checked and answered as ours is, by an Ed25519 signature each way.
'use strict';

const crypto = require('node:crypto');
const Database = require('better-sqlite3');
const fastify = require('fastify')({ logger: false, bodyLimit: 2 * 1024 * 1024 });

const db = new Database(process.argv[2]);
const signed = process.argv[3] === 'signed';
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`CREATE TABLE IF NOT EXISTS entry (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
  network TEXT NOT NULL, name TEXT NOT NULL, contact TEXT NOT NULL, notice TEXT NOT NULL, lang TEXT NOT NULL,
  receipt TEXT NOT NULL, received_s INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS kiosk (id TEXT PRIMARY KEY, name TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS state (one INTEGER PRIMARY KEY, generation TEXT NOT NULL, head INTEGER NOT NULL);
  INSERT OR IGNORE INTO kiosk VALUES ('k1', 'Foyer');
  INSERT OR IGNORE INTO state VALUES (1, '1-1', 15);`);

const put = db.prepare(`INSERT INTO entry (id, kind, network, name, contact, notice, lang, receipt, received_s)
  VALUES (@id, @kind, @network, @name, @contact, @notice, @lang, @receipt, @received_s) ON CONFLICT (id) DO NOTHING`);
const findKiosk = db.prepare('SELECT name FROM kiosk WHERE id = ?');
const readState = db.prepare('SELECT generation, head FROM state');
const text = (most) => ({ type: 'string', minLength: 1, maxLength: most });

fastify.post('/entries', {
  schema: {
    body: {
      type: 'object',
      required: ['entries'],
      properties: {
        entries: {
          type: 'array', minItems: 1, maxItems: 50,
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['id', 'kind', 'network', 'name', 'contact', 'notice', 'lang', 'receipt'],
            properties: {
              id: text(32), kind: { enum: ['interest', 'seat', 'idea'] }, network: text(64), name: text(120),
              contact: text(200), notice: text(32), lang: text(8), receipt: text(64),
            },
          },
        },
      },
    },
    response: {
      200: {
        type: 'object',
        properties: {
          receipts: {
            type: 'array',
            items: { type: 'object', properties: { id: { type: 'string' }, verdict: { type: 'string' } } },
          },
        },
      },
    },
  },
}, (request, reply) => {
  if (findKiosk.get(request.headers['forhal-kiosk']) === undefined) return reply.code(401).send({});
  const now = Math.floor(Date.now() / 1000);
  const store = db.transaction((entries) => entries.map((entry) => {
    const { changes } = put.run({ ...entry, received_s: now });
    return { id: entry.id, verdict: changes > 0 ? 'created' : 'exists' };
  }));
  return reply.send({ receipts: store.immediate(request.body.entries) });
});

// A key for both directions, where it is asked for.
const pair = crypto.generateKeyPairSync('ed25519');
const target = '/feed?generation=1-1&after=15&nonce=0123456789abcdef0123456789abcdef';
const fits = crypto.sign(null, Buffer.from(`GET ${target}`), pair.privateKey);

fastify.get('/feed', {
  schema: {
    querystring: {
      type: 'object',
      properties: { generation: text(32), after: { type: 'integer', minimum: 0 }, nonce: text(32) },
    },
    response: {
      200: {
        type: 'object',
        properties: {
          generation: { type: 'string' }, from: { type: 'integer' }, to: { type: 'integer' },
          head: { type: 'integer' }, items: { type: 'array', items: {} },
        },
      },
    },
  },
}, (request, reply) => {
  if (findKiosk.get(request.headers['forhal-kiosk']) === undefined) return reply.code(401).send({});
  const state = readState.get();
  if (signed) {
    if (!crypto.verify(null, Buffer.from(`GET ${request.raw.url}`), pair.publicKey, fits)) return reply.code(401).send({});
    reply.header('forhal-fresh', crypto.sign(null, Buffer.from(request.query.nonce), pair.privateKey).toString('base64'));
  }
  return reply.send({
    generation: state.generation, from: request.query.after, to: state.head, head: state.head, items: [],
  });
});

fastify.listen({ port: 0, host: '127.0.0.1' }).then((address) => console.log(`listening on ${address.split(':').pop()}`));
