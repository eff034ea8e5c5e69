// The peer's kiosk: replicates once from URL into LevelDB in FOLDER.
//   node pull.js FOLDER URL BATCH    prints {"ms":replication alone,"docs":written,"total":documents there}
'use strict';
const PouchDB = require('pouchdb');
const [folder, url, batch] = process.argv.slice(2);

(async () => {
    const db = new PouchDB(folder + '/kiosk');
    await db.info();
    const begun = process.hrtime.bigint();
    const result = await PouchDB.replicate(url, db, { batch_size: Number(batch) });
    const ms = Number(process.hrtime.bigint() - begun) / 1e6;
    const info = await db.info();
    await db.close();
    console.log(JSON.stringify({ ms, docs: result.docs_written, total: info.doc_count }));
})();
