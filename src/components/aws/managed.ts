import { SecurityGroup, type SecurityGroupArgs } from "@pulumi/aws/ec2/securityGroup.js";
import type * as pulumi from "@pulumi/pulumi";
import type { ManagedStore } from "../../vocabulary/store.ts";
import type { Reveal } from "../placement.ts";

/** What every server that Amazon runs needs to be placed. */
export interface ManagedArgs<Kind extends ManagedStore> {
  /** The store: where it stands, its size, its version, who may connect. */
  readonly store: Kind;
  /** Looks up its password. */
  readonly reveal: Reveal;
}

/** What lets the clients of a server in, and nobody else. A change of what cannot change would leave it without one. */
export const registerGroup = (
  name: string,
  store: ManagedStore,
  opts: pulumi.CustomResourceOptions,
): SecurityGroup =>
  new SecurityGroup(name, groupArgs(store), { ...opts, ignoreChanges: ["name", "description", "vpcId"] });

function groupArgs({ identifier, port, place }: ManagedStore): SecurityGroupArgs {
  const of = (begin: (client: string) => boolean) => place.clients.filter(begin);
  const isGroup = (client: string) => client.startsWith("sg-");
  const isV6 = (client: string) => client.includes(":");
  return {
    name: `${identifier}-clients`,
    description: `Who may connect to ${identifier}`,
    vpcId: place.vpc,
    ingress: [
      {
        protocol: "tcp",
        fromPort: port,
        toPort: port,
        securityGroups: of(isGroup),
        cidrBlocks: of((client) => !isGroup(client) && !isV6(client)),
        ipv6CidrBlocks: of((client) => !isGroup(client) && isV6(client)),
      },
    ],
    tags: { ...place.tags },
  };
}
