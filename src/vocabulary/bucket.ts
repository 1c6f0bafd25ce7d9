import type { PURPOSES } from "../settings/sections/objectStorage.ts";

/** What a bucket is for. */
export type Purpose = (typeof PURPOSES)[number];

/** What happens to objects below a prefix as they grow older. An empty prefix is the whole bucket. */
export interface LifecycleRule {
  /** Says in the server's own list which rule it is. */
  readonly id: string;
  readonly prefix: string;
  /** Days after which they are deleted. */
  readonly expireDays?: number;
  /** Where they are moved, and after how many days. */
  readonly archive?: { readonly days: number; readonly tier: string };
}

/** Which pages of other hosts may read or write by the browser of whoever looks at them. */
export interface CorsRule {
  readonly origins: readonly string[];
  readonly methods: readonly ("GET" | "HEAD" | "PUT" | "POST")[];
}

/** One bucket in the state in which it is to be. Nothing that brings it there ever deletes a bucket, or what is in it. */
export interface Bucket {
  readonly purpose: Purpose;
  /** `<deployment>-<stage>-<purpose>`: nobody else has it, on a server that many share. */
  readonly name: string;
  /** Whether what is overwritten or deleted stays for a while. */
  readonly versioning: boolean;
  /** Days for which it stays. */
  readonly noncurrentDays: number;
  /** Days after which what was never uploaded to its end is given up. */
  readonly incompleteDays: number;
  readonly lifecycle: readonly LifecycleRule[];
  /** The most that it may hold. Absent: as much as there is. */
  readonly quota?: string;
  readonly cors: readonly CorsRule[];
  /** Prefixes that anybody may read; an empty one is the whole bucket. None: only accounts do. */
  readonly publicRead: readonly string[];
  /** Days for which nobody can delete or overwrite what was written. */
  readonly lockDays?: number;
  /** Whether it is copied to the second site, where there is one. */
  readonly replicated: boolean;
  /** Whether an update that would delete it is refused. */
  readonly keep: boolean;
}

/**
 * What an account may do in a bucket: fetch and list; that and put; that and put and delete; or list and delete, and neither see nor
 * change what is in it.
 */
export type Access = "read" | "add" | "write" | "expire";

/** What an account may do where. */
export interface Grant {
  readonly purpose: Purpose;
  readonly may: Access;
  /** Beginning of the names of the objects that it may do it with. Absent: all of the bucket. */
  readonly below?: string;
}

/** One consumer of the object storage, which may do this and nothing else. */
export interface StorageAccount {
  /** The application, or whatever else it is for: `lms`, `backup`. */
  readonly consumer: string;
  /** Name of the account on the server. */
  readonly name: string;
  readonly access: readonly { readonly bucket: string; readonly may: Access; readonly below?: string }[];
}

/** What a bucket is called in the other region. */
export const copyName = (bucket: string): string => `${bucket}-copy`;
