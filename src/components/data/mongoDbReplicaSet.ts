import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type * as z from "zod";
import type { Beside, OperatedStore } from "../../vocabulary/store.ts";
import type { mongoDbCommunity } from "../custom/databases.ts";
import { customKinds } from "../custom/kinds.ts";
import { metadata, type Placement } from "../placement.ts";
import { registerAccount } from "../pods/account.ts";
import { budgetArgs } from "../pods/budget.ts";
import { tokens } from "../tokens.ts";
import {
  amounts,
  apart,
  claimOf,
  memberLabels,
  Operated,
  type OperatedArgs,
  pulls,
  securedAs,
  spread,
  urgency,
} from "./operated.ts";

export type MongoDbReplicaSetArgs = OperatedArgs;

/** MongoDB in three members. The operator of MongoDB keeps it; what its agents may do in the namespace is registered here. */
export class MongoDbReplicaSet extends Operated {
  constructor(name: string, args: MongoDbReplicaSetArgs, opts?: pulumi.ComponentResourceOptions) {
    const particular = {
      kind: customKinds.mongoDbCommunity,
      spec: mongoDbSpec(args.store, args.placement),
      ready: "{.status.phase}=Running",
      claims: ["spec.statefulSet.spec.volumeClaimTemplates"],
    };
    super(tokens.mongoDbReplicaSet, name, { ...args, particular }, opts);
    const { placement, store } = args;
    const within = { parent: this, dependsOn: [...(args.after ?? [])] };
    const object = metadata(placement, store.name, "store");
    registerAccount(name, placement, accountOf(store), "store", within);
    new k8s.rbac.v1.Role(name, { metadata: object, rules: AGENT }, within);
    new k8s.rbac.v1.RoleBinding(name, bindingArgs(object, accountOf(store)), within);
    new k8s.policy.v1.PodDisruptionBudget(name, budgetArgs(placement, store.name, "store"), within);
  }
}

/** Each agent reads the state that the members should have, and says of its pod which it has reached. */
const AGENT = [
  { apiGroups: [""], resources: ["secrets"], verbs: ["get"] },
  { apiGroups: [""], resources: ["pods"], verbs: ["patch", "delete", "get"] },
];

/** Not that of a server alone: where one was before, an object that is there is not created again. */
const accountOf = ({ name }: OperatedStore): string => `${name}-members`;

const bindingArgs = (object: ReturnType<typeof metadata>, account: string): k8s.rbac.v1.RoleBindingArgs => ({
  metadata: object,
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: object.name },
  subjects: [{ kind: "ServiceAccount", name: account, namespace: object.namespace }],
});

/** User of its images. */
const USER = 2000;

export function mongoDbSpec(store: OperatedStore, placement: Placement): z.input<typeof mongoDbCommunity> {
  const { beside = [] } = store;
  return {
    type: "ReplicaSet",
    members: store.members,
    version: store.version,
    // Users that a Job creates are none of its business.
    security: { authentication: { modes: ["SCRAM"], ignoreUnknownUsers: true } },
    users: [
      {
        name: "root",
        db: "admin",
        passwordSecretRef: { name: store.credentials.object, key: "root" },
        roles: [{ name: "root", db: "admin" }],
        scramCredentialsSecretName: `${store.name}-root`,
      },
    ],
    statefulSet: {
      spec: {
        template: {
          metadata: { labels: memberLabels(placement, store.name) },
          spec: {
            serviceAccountName: accountOf(store),
            ...pulls(placement),
            affinity: apart(store.name),
            topologySpreadConstraints: spread(store.name),
            ...urgency(placement),
            securityContext: securedAs(USER),
            containers: [
              { name: "mongod", image: store.image, resources: amounts(store.resources) },
              ...beside.filter(({ initial }) => !initial).map(containerOf),
            ],
            initContainers: beside.filter(({ initial }) => initial).map(containerOf),
          },
        },
        volumeClaimTemplates: [
          { metadata: { name: "data-volume" }, spec: claimOf(store.volume) },
          { metadata: { name: "logs-volume" }, spec: claimOf({ ...store.volume, size: "2Gi" }) },
        ],
      },
    },
  };
}

const containerOf = ({ name, image, resources }: Beside) => ({ name, image, resources: amounts(resources) });
