// Goes through ldapts against one server and prints what came back.
//   node client.mjs LDAP_URL LDAPS_URL CA_FILE BIND_DN SECRET PEOPLE_DN USER
import { readFileSync } from 'node:fs';
import { Client } from './ldapts.mjs';

const [ldap, ldaps, caFile, dn, secret, people, user] = process.argv.slice(2);
const tlsOptions = { ca: [readFileSync(caFile)] };
const results = {};

async function codeOf(action) {
  try {
    await action();
    return 0;
  } catch (error) {
    return error.code ?? String(error);
  }
}

const client = new Client({ url: ldaps, tlsOptions });
await client.bind(dn, secret);
const rootDse = await client.search('', { scope: 'base', attributes: ['namingContexts', 'supportedLDAPVersion'] });
results.rootDse = rootDse.searchEntries[0];
const found = await client.search(people, { filter: `(&(objectClass=posixAccount)(uid=${user}))`, attributes: ['uid', 'uidNumber', 'sshPublicKey'] });
results.found = found.searchEntries;
const paged = await client.search(people, { filter: '(objectClass=posixAccount)', attributes: ['uid'], paged: { pageSize: 4 } });
results.paged = paged.searchEntries.map((entry) => entry.uid);
results.isTrue = await client.compare(`uid=${user},${people}`, 'uid', user);
results.isFalse = await client.compare(`uid=${user},${people}`, 'uidNumber', '1');
results.noSuchObject = await codeOf(() => client.search(`uid=nobody,${people}`, { scope: 'base' }));
results.refusedWrite = await codeOf(() => client.del(`uid=${user},${people}`));
await client.unbind();

const other = new Client({ url: ldap });
results.wrongPassword = await codeOf(() => other.bind(dn, 'wrong'));
await other.startTLS(tlsOptions);
await other.bind(dn, secret);
results.overStartTls = (await other.search(people, { filter: `(uid=${user})` })).searchEntries.length;
await other.unbind();
const stranger = new Client({ url: ldaps, tlsOptions: { ca: [] } });
results.unknownAuthority = await codeOf(() => stranger.bind(dn, secret));
console.log(JSON.stringify(results));
