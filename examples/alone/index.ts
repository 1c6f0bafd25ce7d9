import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { learning } from "./learning.ts";
import { library } from "./library.ts";

const config = new pulumi.Config();
const cluster = new k8s.Provider("cluster", {
  clusterIdentifier: "campus",
  enableServerSideApply: true,
  enableConfigMapMutable: true,
  enableSecretMutable: true,
});

export const catalogue = library(config, { providers: [cluster] });
export const courses = learning(config, { providers: [cluster] });
