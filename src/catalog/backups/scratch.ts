import type { Initial, Resources } from "../../vocabulary/workload.ts";
import type { ApplicationContext } from "../context.ts";
import { FILES, HOME, mount, share, type Workshop } from "./steps.ts";

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
  resources: share(workshop, "500m", resources),
});

export const scratchMysql = (workshop: Workshop): Initial => ({
  ...scratchServer(workshop, workshop.said.drill.memory),
  name: "scratch-mysql",
  image: workshop.context.serverImage("mysql"),
  args: [`--bind-address=${ALONE}`, "--skip-log-bin", "--mysqlx=OFF"],
  environment: { MYSQL_ROOT_PASSWORD_FILE: `${HOME}/mysql/password` },
  mounts: [
    mount(FILES.mysql, "mysql"),
    { from: "scratch", name: "mysql-data", path: "/var/lib/mysql", size: workshop.said.workspace },
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
    { from: "scratch", name: "mongodb-data", path: "/data/db", size: workshop.said.workspace },
    { from: "scratch", name: "mongodb-config", path: "/data/configdb", size: "16Mi" },
    { from: "scratch", name: "mongodb-tmp", path: "/tmp", size: "256Mi" },
  ],
});
