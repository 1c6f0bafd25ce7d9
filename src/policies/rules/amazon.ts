import { lateHostsIn } from "../../vocabulary/lateHost.ts";
import { type Rule, rule } from "../rule.ts";
import type { Scene, Subject } from "../scene.ts";

/** What has to be so of each kind of server that Amazon runs. */
const CLOSED: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
  "aws:rds/instance:Instance": { publiclyAccessible: false, storageEncrypted: true },
  "aws:elasticache/replicationGroup:ReplicationGroup": {
    atRestEncryptionEnabled: true,
    transitEncryptionEnabled: true,
  },
};

const open = ({ resource: { type, inputs } }: Subject): readonly string[] =>
  Object.entries(CLOSED[type] ?? {})
    .filter(([argument, value]) => inputs[argument] !== value)
    .map(([argument]) => argument);

const servers = ({ rendering }: Scene): readonly Subject[] =>
  rendering.resources.filter(({ type }) => type in CLOSED).map((resource) => ({ resource }));

/** Where a host may be meant that nobody knows before Amazon has made it up. */
const mentioning = (scene: Scene): readonly Subject[] =>
  servers(scene).length === 0
    ? []
    : scene.rendering.resources.filter(({ custom }) => custom).map((resource) => ({ resource }));

const leftIn = ({ resource }: Subject): readonly string[] => lateHostsIn(JSON.stringify(resource.inputs));

export const amazon: readonly Rule[] = [
  rule("amazon-closed", {
    why: "A server with the accounts of learners is for its clients alone, on the way and on its disk.",
    over: servers,
    holds: (found) => open(found).length === 0,
    wrong: (found) => `${open(found).join(" and ")} would let somebody read it who has no business there.`,
    remedy: "Leave the server private, and encrypted.",
  }),
  rule("host-known", {
    why: "A stand-in for a host leads nowhere: whoever has it finds no server.",
    over: mentioning,
    holds: (found) => leftIn(found).length === 0,
    wrong: (found) => `It has ${leftIn(found).join(", ")} instead of the host that this stands for.`,
    remedy: "Put the host in its place where the resource is registered: withHosts.",
  }),
];
