import type { Tree } from "./late.ts";

/** A bucket that objects and volumes of a cluster are saved in. */
export interface BackupLocation {
  readonly name: string;
  readonly bucket: string;
  /** Where in the bucket. */
  readonly prefix: string;
  readonly endpoint: string;
  readonly region: string;
  readonly accessKey: Tree;
  readonly secretKey: Tree;
  /** How the bucket encrypts what it is given. */
  readonly encryption: "AES256" | "aws:kms";
}

/** When what is saved where. */
export interface ClusterSchedule {
  readonly name: string;
  readonly cron: string;
  readonly location: string;
  /** Hours for which it stays. */
  readonly hours: number;
}

/** What Velero saves of a deployment. */
export interface ClusterBackups {
  /** Namespace of Velero, where it looks for all of these. */
  readonly home: string;
  readonly namespaces: readonly string[];
  readonly locations: readonly BackupLocation[];
  readonly schedules: readonly ClusterSchedule[];
}
