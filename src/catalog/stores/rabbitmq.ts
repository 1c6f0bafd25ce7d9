import { files, json, text } from "../../vocabulary/content.ts";
import { secret } from "../../vocabulary/late.ts";
import { bytesOf } from "../../vocabulary/quantity.ts";
import { RABBITMQ_FIGURES } from "../../vocabulary/store.ts";
import type { Context } from "../context.ts";
import { longestHold } from "../django/broker.ts";
import { RABBIT_USER, virtualHostOf } from "../logins.ts";
import { measuring } from "../monitoring/exporters/exporter.ts";
import { type StoreContext, type StorePart, serverResources, volume } from "./store.ts";

type Said = Extract<Context["settings"]["stores"]["broker"], { readonly driver: "rabbitmq" }>;

/** Where the pod finds the files of this configuration. */
const FOLDER = "/run/configuration";

/**
 * RabbitMQ: queues that are acknowledged one task at a time. It reads who there is when it starts, so that nobody needs to be its
 * administrator: one user, with one virtual host, and none with a tag.
 */
export function rabbitmq(context: StoreContext, said: Said): StorePart {
  const { host, port } = context.stores.broker;
  const { image, arguments: released } = context.server("rabbitmq");
  const configuration = {
    "rabbitmq.conf": text(rabbitmqConfiguration(said, port, longestHold(context))),
    "definitions.json": json(definitions(virtualHostOf(context))),
    // Its measures, which also tell that it works: a tool of its own would start a virtual machine for each question.
    enabled_plugins: text("[rabbitmq_prometheus].\n"),
  };
  return {
    store: {
      kind: "rabbitmq",
      driver: said.driver,
      use: "broker",
      name: host,
      port,
      image,
      arguments: released,
      resources: serverResources(said.memory, "250m"),
      volume: volume(context, `${host}-data`, said.volume),
      configuration: files(`${host}-configuration`, "hashed", configuration, context.versionOf),
    },
    preparations: [],
    connections: measuring(host, RABBITMQ_FIGURES, context),
    hosts: [],
  };
}

const MEBIBYTE = 1024 ** 2;

/**
 * @param hold Seconds for which a worker may keep a task that it has not acknowledged: half an hour by default, and then the channel is
 *   closed and everything on it handed out again. A worker keeps what is put off until its time has come, and what is acknowledged late until it is done.
 */
function rabbitmqConfiguration(
  { memory, volume: disk }: Pick<Said, "memory" | "volume">,
  port: number,
  hold: number,
): string {
  const lines = [
    `listeners.tcp.default = ${port}`,
    "definitions.import_backend = local_filesystem",
    `definitions.local.path = ${FOLDER}/definitions.json`,
    // What it sees is the memory of the node.
    `total_memory_available_override_value = ${bytesOf(memory)}`,
    `vm_memory_high_watermark.absolute = ${Math.floor((bytesOf(memory) * 0.6) / MEBIBYTE)}MiB`,
    // A disk that is full loses what is written; before that it takes no more.
    `disk_free_limit.absolute = ${Math.floor(bytesOf(disk) / 10 / MEBIBYTE)}MiB`,
    `consumer_timeout = ${hold * 1000}`,
    `prometheus.tcp.port = ${RABBITMQ_FIGURES}`,
    "log.console = true",
    "log.file = false",
  ];
  return `${lines.join("\n")}\n`;
}

const definitions = (virtualHost: string) => ({
  vhosts: [{ name: virtualHost }],
  users: [{ name: RABBIT_USER, password: secret("broker/password"), tags: [] }],
  permissions: [{ user: RABBIT_USER, vhost: virtualHost, configure: ".*", write: ".*", read: ".*" }],
});
