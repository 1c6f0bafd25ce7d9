import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { MongodbStore, MysqlStore } from "../../vocabulary/store.ts";
import type { Job, Mount, Pod } from "../../vocabulary/workload.ts";
import { registerAccount } from "../pods/account.ts";
import { jobArgs, jobOptions } from "../pods/job.ts";
import type { Instance, StoreArgs } from "./instance.ts";

/** Where the passwords of a store are mounted, one a file. */
export const CREDENTIALS = "/run/credentials";

export const fileOf = (secretName: string): string => `${CREDENTIALS}/${secretName.replaceAll("/", "-")}`;

/** Component of the Job that creates databases: it may reach the store, and nothing may reach it. */
export const databasesComponent = (store: string): string => `${store}-databases`;

interface Run extends Pick<Pod, "environment" | "user"> {
  readonly command: readonly string[];
  readonly scratch: readonly Mount[];
}

/** The Job that creates the databases of a store and their users. It runs again when a database or a password changes. */
export function databasesJob(store: MysqlStore | MongodbStore, run: Run): Job {
  const component = databasesComponent(store.name);
  return {
    kind: "job",
    name: component,
    object: `${component}-${store.databasesJob.hash}`,
    component,
    pod: {
      image: store.image,
      command: run.command,
      environment: run.environment,
      user: run.user,
      resources: store.databasesJob.resources,
      mounts: [{ from: "files", files: `${store.name}-credentials`, path: CREDENTIALS }, ...run.scratch],
      grace: 30,
    },
    longest: 900,
    retries: 5,
  };
}

/** Registers that Job: it runs once the server is there. */
export function registerDatabases(
  parent: pulumi.ComponentResource,
  name: string,
  { placement, store, after }: StoreArgs<MysqlStore | MongodbStore>,
  job: Job,
  { files, server }: Instance,
): k8s.batch.v1.Job {
  const account = registerAccount(`${name}-databases`, placement, job.component, "job", {
    parent,
    dependsOn: [...(after ?? [])],
  });
  return new k8s.batch.v1.Job(
    `${name}-databases`,
    jobArgs(job, placement, store.files),
    jobOptions(job, { parent, dependsOn: [account, ...files, server] }),
  );
}
