// Begins the replica set of one member where there is none, creates the users that are missing and sets every password to what it
// should be. It never drops anything, and is safe to run again at any time. Without an administrator it looks whether somebody
// else has created them. Runs in mongosh, with `wanted.json` and a password a file beside it.
const folder = process.env.CREDENTIALS;
const readFile = (path) => require("fs").readFileSync(path, "utf8");
const read = (name) => readFile(`${folder}/${name}`);
const {
  address,
  administrator,
  logins,
  databases,
  initiate,
  watcher,
  accounts = [],
} = JSON.parse(read("wanted.json"));

const NOT_YET_INITIALIZED = 94;

function begin(admin) {
  try {
    admin.runCommand({ replSetGetStatus: 1 });
  } catch (error) {
    if (error.code !== NOT_YET_INITIALIZED) throw error;
    admin.runCommand({ replSetInitiate: initiate });
  }
  for (let tries = 0; !admin.runCommand({ hello: 1 }).isWritablePrimary; tries++) {
    if (tries > 120) throw new Error("The replica set has no primary.");
    sleep(500);
  }
}

function create() {
  const admin = new Mongo(address).getDB("admin");
  admin.auth(administrator, readFile(process.env.STORE_ADMINISTRATOR_PASSWORD ?? `${folder}/root`));
  if (initiate) begin(admin);
  for (const { name, user } of databases) {
    give(admin.getSiblingDB(logins ?? name), user, [{ role: "readWrite", db: name }]);
  }
  for (const { user, role } of accounts) {
    give(
      admin,
      user,
      databases.map(({ name }) => ({ role, db: name })),
    );
  }
  // It sees how the server is, and how far its log reaches back.
  if (watcher)
    give(admin, watcher, [
      { role: "clusterMonitor", db: "admin" },
      { role: "read", db: "local" },
    ]);
}

function give(database, user, roles) {
  const account = { pwd: read(user), roles };
  if (database.getUser(user)) database.updateUser(user, account);
  else database.createUser({ user, ...account });
}

function look() {
  for (const { name, user } of databases) {
    const database = new Mongo(address).getDB(logins ?? name);
    database.auth(user, read(user));
    database.getSiblingDB(name).runCommand({ ping: 1 });
  }
}

if (administrator) create();
else look();
