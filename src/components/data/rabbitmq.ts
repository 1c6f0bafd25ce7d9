import type * as pulumi from "@pulumi/pulumi";
import { METRICS } from "../../vocabulary/monitoring.ts";
import { RABBITMQ_FIGURES, type RabbitmqStore } from "../../vocabulary/store.ts";
import type { Pod } from "../../vocabulary/workload.ts";
import { tokens } from "../tokens.ts";
import { CONFIGURATION, Instance, PORT, type StoreArgs } from "./instance.ts";

export type RabbitmqArgs = StoreArgs<RabbitmqStore>;

/** A RabbitMQ server of one pod. Who there is, with which virtual host, stands in its configuration. */
export class Rabbitmq extends Instance {
  constructor(name: string, args: RabbitmqArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      tokens.rabbitmq,
      name,
      { ...args, pod: rabbitmqPod(args.store), files: [args.store.configuration] },
      opts,
    );
  }
}

/** A connection that says nothing would be a line in its log each time; whoever works tells measures. */
export const asksMeasures = (port: number): string =>
  `exec 3<>/dev/tcp/127.0.0.1/${port} && printf 'GET /metrics HTTP/1.0\\r\\n\\r\\n' >&3 && read -r answer <&3 && [[ $answer == *" 200 "* ]]`;

const DATA = "/var/lib/rabbitmq";
const HOME = "/run/rabbitmq";

const rabbitmqPod = (store: RabbitmqStore): Pod => ({
  image: store.image,
  command: ["rabbitmq-server"],
  args: store.arguments,
  environment: rabbitmqEnvironment(CONFIGURATION, DATA, HOME),
  user: { uid: 999, gid: 999 },
  port: { name: PORT, number: store.port },
  figures: { name: METRICS, number: RABBITMQ_FIGURES },
  probes: {
    // It listens when every queue is read again from its disk.
    startup: { by: "tcp", seconds: 900 },
    readiness: { by: "command", command: ["bash", "-c", asksMeasures(RABBITMQ_FIGURES)] },
    liveness: { by: "tcp" },
  },
  resources: store.resources,
  mounts: [
    { from: "volume", volume: store.volume.name, path: DATA },
    { from: "files", files: store.configuration.name, path: CONFIGURATION },
    { from: "scratch", name: "home", path: HOME, size: "16Mi" },
    { from: "scratch", name: "tmp", path: "/tmp", size: "64Mi" },
  ],
  grace: 120,
});

/** A server on a root file system that it cannot write to, which is a cluster of itself and speaks to no other. */
export const rabbitmqEnvironment = (
  configuration: string,
  data: string,
  home: string,
): Readonly<Record<string, string>> => ({
  // Its cookie is made anew here at each start: on the volume the group could read it, and then Erlang refuses it.
  HOME: home,
  // Its data is found again under this name, whatever the pod is called.
  RABBITMQ_NODENAME: "rabbit@localhost",
  RABBITMQ_CONFIG_FILE: `${configuration}/rabbitmq.conf`,
  RABBITMQ_ENABLED_PLUGINS_FILE: `${configuration}/enabled_plugins`,
  RABBITMQ_MNESIA_BASE: data,
  RABBITMQ_LOG_BASE: home,
  RABBITMQ_LOGS: "-",
  RABBITMQ_PID_FILE: `${home}/pid`,
  ERL_EPMD_ADDRESS: "127.0.0.1",
  RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "-kernel inet_dist_use_interface {127,0,0,1}",
});
