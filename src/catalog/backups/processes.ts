/** The processes of backups, each with an account of its own on the object storage. */
export const CONSUMERS = {
  backup: "backup",
  logs: "backup-logs",
  offsite: "backup-offsite",
  expiry: "backup-expiry",
  drill: "restore-drill",
  restore: "restore",
  course: "restore-course",
} as const;
/** Who saves the state of the cluster: no process of ours, with an account of its own all the same. */
export const VELERO = "velero";
export type Consumer = (typeof CONSUMERS)[keyof typeof CONSUMERS];

/** The file with the key of an account of the object storage. */
export const storageFile = (consumer: Consumer): string => `${consumer}-storage`;
