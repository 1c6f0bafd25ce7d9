import { bytesOf } from "../../vocabulary/quantity.ts";
import type { Initial, Resources } from "../../vocabulary/workload.ts";
import type { ApplicationContext } from "../context.ts";
import { FILES, HOME, mount, room, roomOnTheNode, share, type Workshop } from "./steps.ts";

/** A server of the scratch: nobody but the containers of its pod can reach it. */
export const ALONE = "127.0.0.1";

export const scratchMysqlServer = ({ databases }: ApplicationContext) => ({
  MYSQL_HOST: ALONE,
  MYSQL_PORT: "3306",
  MYSQL_USER: "root",
  DATABASES: databases.mysql.map(({ name }) => name).join(" "),
});

const scratchServer = (workshop: Workshop, resources: Resources["memory"]["limit"]) => ({
  beside: true as const,
  resources: share("500m", resources, tables(workshop)),
});

/** Its own directory of temporary tables is on the node in any case. */
const tables = (workshop: Workshop): Resources["scratch"] =>
  workshop.said.disk === "claim" ? { request: "256Mi", limit: "2Gi" } : roomOnTheNode(workshop);

/** A database that is restored takes what it takes on the server that it is of. Of a server elsewhere nobody here knows. */
function sizeOf({ context, said: { disk, workspace } }: Workshop, store: "mysql" | "mongodb"): string {
  const server = context.settings.stores[store];
  const there = "volume" in server ? server.volume : "storage" in server ? server.storage : workspace;
  return disk === "claim" && bytesOf(there) > bytesOf(workspace) ? there : workspace;
}

export const scratchMysql = (workshop: Workshop): Initial => ({
  ...scratchServer(workshop, workshop.said.drill.memory),
  name: "scratch-mysql",
  image: workshop.context.serverImage("mysql"),
  args: [`--bind-address=${ALONE}`, "--skip-log-bin", "--mysqlx=OFF"],
  environment: { MYSQL_ROOT_PASSWORD_FILE: `${HOME}/mysql/password` },
  mounts: [
    mount(FILES.mysql, "mysql"),
    room(workshop, "mysql-data", "/var/lib/mysql", sizeOf(workshop, "mysql")),
    { from: "scratch", name: "mysql-run", path: "/var/run/mysqld", size: "16Mi" },
    { from: "scratch", name: "mysql-files", path: "/var/lib/mysql-files", size: "16Mi" },
    { from: "scratch", name: "mysql-tmp", path: "/tmp", size: "1Gi" },
  ],
});

export const scratchMongodb = (workshop: Workshop): Initial => ({
  ...scratchServer(workshop, workshop.said.drill.memory),
  name: "scratch-mongodb",
  image: workshop.context.serverImage("mongodb"),
  args: ["--bind_ip", ALONE],
  environment: { HOME: "/tmp" },
  mounts: [
    room(workshop, "mongodb-data", "/data/db", sizeOf(workshop, "mongodb")),
    { from: "scratch", name: "mongodb-config", path: "/data/configdb", size: "16Mi" },
    { from: "scratch", name: "mongodb-tmp", path: "/tmp", size: "256Mi" },
  ],
});
