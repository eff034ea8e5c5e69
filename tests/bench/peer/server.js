// The peer's registry: express-pouchdb on LevelDB, with a database "networks" of COUNT documents like ours.
//   node server.js FOLDER CONTENT.json COUNT    prints "listening PORT" when the documents are in.
'use strict';
const fs = require('fs');
const express = require('express');
const PouchDB = require('pouchdb');

const [folder, file, count] = process.argv.slice(2);
const Local = PouchDB.defaults({ prefix: folder + '/' });
const content = JSON.parse(fs.readFileSync(file));

async function fill() {
    const db = new Local('networks');
    for (let from = 0; from < Number(count); from += 1000) {
        const docs = [];
        for (let at = from; at < Math.min(from + 1000, Number(count)); at++) docs.push({ _id: content[at].id, ...content[at] });
        await db.bulkDocs(docs);
    }
}

fill().then(() => {
    const app = express();
    app.use('/db', require('express-pouchdb')(Local, { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: folder + '/log.txt' }));
    const server = app.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
});
