import { readFileSync } from "node:fs";

const read = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8");

/** Creates databases and users on MySQL, or looks whether somebody has. */
export const mysqlDatabases = read("./mysql_databases.sh");

/** Creates users on MongoDB, or looks whether somebody has. Begins the replica set of a server of ours. */
export const mongodbDatabases = read("./mongodb_databases.js");
