import type { Connection } from "../../vocabulary/connection.ts";
import { type Files, files, text } from "../../vocabulary/content.ts";
import type { Late, Tree } from "../../vocabulary/late.ts";
import type { Context } from "../context.ts";
import { bucketAccess, bucketConnections, bucketEnvironment } from "../storage/access.ts";
import { HUB, NOTEBOOK, notebooksOf } from "./settings.ts";

const SECRET = "notebook-storage";
/** Where a server finds it, and the one file in it. */
const FOLDER = "/run/storage";
const FILE = "credentials";

const wanted = ({ settings }: Context): boolean => notebooksOf(settings).bucket !== "none";

/** The one account of the hub, for every server of a learner. */
export function storageFiles(context: Context): readonly Files[] {
  const { key } = bucketAccess(HUB, context);
  if (!wanted(context) || key === undefined) return [];
  const { accessKey, secretKey } = key as Readonly<Record<"accessKey" | "secretKey", string | Late>>;
  const written = text(
    "[default]\naws_access_key_id=",
    accessKey,
    "\naws_secret_access_key=",
    secretKey,
    "\n",
  );
  return [files(SECRET, "stable", { [FILE]: written }, context.versionOf)];
}

/** How each server mounts it: a variable would be inherited by whatever it starts. */
export const storageVolumes = (context: Context): readonly Tree[] =>
  storageFiles(context).map(({ object }) => ({ name: SECRET, secret: { secretName: object } }));

export const storageMounts = (context: Context): readonly Tree[] =>
  storageFiles(context).map(() => ({ name: SECRET, mountPath: FOLDER, readOnly: true }));

/** What a client of S3 reads from the environment of a server. */
export function storageEnvironment(context: Context): { readonly [name: string]: Tree } {
  if (!wanted(context)) return {};
  const { endpoint, region, bucket } = bucketAccess(HUB, context);
  return {
    AWS_SHARED_CREDENTIALS_FILE: `${FOLDER}/${FILE}`,
    AWS_DEFAULT_REGION: region,
    ...(endpoint ? { AWS_ENDPOINT_URL: endpoint } : {}),
    ...bucketEnvironment(context),
    COMPUTATION_BUCKET: bucket("computation"),
  };
}

export const storageConnections = (context: Context): readonly Connection[] =>
  wanted(context)
    ? bucketConnections(context, [NOTEBOOK]).map((one) => ({
        ...one,
        why: "notebooks and what they compute",
      }))
    : [];
