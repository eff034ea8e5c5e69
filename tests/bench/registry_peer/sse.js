// tests/bench/registry_peer/sse.js - a Node server that tells news by server-sent events, as EventSource hears them.
//
// usage: node sse.js DATABASE       says "listening on PORT"
//
// GET /events waits; POST /publish puts the body into the database, durably, and writes it to all who wait.
'use strict';

const http = require('node:http');
const Database = require('better-sqlite3');

const db = new Database(process.argv[2]);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec('CREATE TABLE IF NOT EXISTS item (seq INTEGER PRIMARY KEY, body TEXT NOT NULL)');
const put = db.prepare('INSERT INTO item (body) VALUES (?)');
const waiting = new Set();

const server = http.createServer((request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': here\n\n');
    waiting.add(response);
    response.on('close', () => waiting.delete(response));
    return;
  }
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (part) => { body += part; });
  request.on('end', () => {
    const { lastInsertRowid } = put.run(body);
    const event = `id: ${lastInsertRowid}\ndata: ${body}\n\n`;
    for (const one of waiting) one.write(event);
    response.end('{}');
  });
});
server.listen(0, '127.0.0.1', 16384, () => console.log(`listening on ${server.address().port}`));
