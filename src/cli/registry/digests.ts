import { createHash } from "node:crypto";
import { parse } from "yaml";
import * as z from "zod";
import { registryNameOf } from "./name.ts";
import { RegistryRefusal } from "./refused.ts";
import type { Registries } from "./registries.ts";
import { bytesOf, type Patience, request } from "./web.ts";

/** Lists of an image for several processors come first: their digest is that of all of them. */
const IMAGE_KINDS = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
] as const;
const [, , OCI_MANIFEST] = IMAGE_KINDS;
const CHART_LAYER = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

const MANIFEST_SIZE = 4 * 1024 ** 2;
const INDEX_SIZE = 64 * 1024 ** 2;
const ARCHIVE_SIZE = 64 * 1024 ** 2;

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const sha256 = (bytes: Uint8Array): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** What a tag stands for now. */
export async function imageDigest(
  registries: Registries,
  image: string,
  patience: Patience,
): Promise<string> {
  const name = registryNameOf(image);
  const head = await registries.manifest("HEAD", name, IMAGE_KINDS);
  await head.body?.cancel();
  kindOf(head, image, IMAGE_KINDS);
  return toldDigest(head) ?? sha256((await manifestOf(registries, image, IMAGE_KINDS, patience)).bytes);
}

const toldDigest = ({ headers }: Response): string | undefined => {
  const told = headers.get("docker-content-digest");
  return told !== null && DIGEST.test(told) ? told : undefined;
};

/** The bytes themselves, which have to be what the registry says that they are. */
async function manifestOf(
  registries: Registries,
  image: string,
  kinds: readonly string[],
  patience: Patience,
): Promise<{ readonly bytes: Buffer }> {
  const answer = await registries.manifest("GET", registryNameOf(image), kinds);
  kindOf(answer, image, kinds);
  const bytes = await bytesOf(answer, MANIFEST_SIZE, patience);
  const told = toldDigest(answer);
  if (told !== undefined && told !== sha256(bytes))
    throw new RegistryRefusal(
      `${new URL(answer.url).host} calls ${image} ${told} and sends ${sha256(bytes)}.`,
      "Ask whoever runs the registry: what it sends is not what it holds.",
    );
  return { bytes };
}

function kindOf(answer: Response, image: string, kinds: readonly string[]): void {
  const kind = answer.headers.get("content-type")?.split(";")[0]?.trim() ?? "nothing";
  if (kinds.includes(kind)) return;
  const { host } = new URL(answer.url);
  throw kind === "text/html"
    ? new RegistryRefusal(
        `${host} answers ${image} with a page for people.`,
        "A proxy or a login page has answered in its place. Look at the address with a browser.",
      )
    : new RegistryRefusal(
        `${host} has ${image} as ${kind}, which is no image of today.`,
        "Push it again with a tool of today.",
      );
}

/** A chart as a stack names it. */
export interface ChartName {
  readonly chart: string;
  readonly version: string;
  /** Absent: `chart` begins with `oci://`. */
  readonly repository?: string;
}

/** The archive of a chart, by its digest: it stays the same in whatever registry somebody puts it. */
export const chartDigest = (
  registries: Registries,
  { chart, version, repository }: ChartName,
  patience: Patience,
): Promise<string> =>
  repository === undefined
    ? inRegistry(registries, chart, version, patience)
    : inRepository(chart, version, repository, patience);

const chartManifest = z.object({
  layers: z.array(z.object({ mediaType: z.string(), digest: z.string().regex(DIGEST) })),
});

async function inRegistry(
  registries: Registries,
  chart: string,
  version: string,
  patience: Patience,
): Promise<string> {
  // A tag may hold no plus, and Helm writes this instead.
  const image = `${chart.slice("oci://".length)}:${version.replaceAll("+", "_")}`;
  const { bytes } = await manifestOf(registries, image, [OCI_MANIFEST], patience);
  const found = chartManifest.safeParse(jsonIn(bytes));
  const layer = found.data?.layers.find(({ mediaType }) => mediaType === CHART_LAYER);
  if (layer === undefined)
    throw new RegistryRefusal(`${image} is no chart.`, "Look whether an image is pushed there by mistake.");
  return layer.digest;
}

const index = z.object({
  entries: z.record(
    z.string(),
    z.array(
      z.object({ version: z.string(), digest: z.string().optional(), urls: z.array(z.string()).default([]) }),
    ),
  ),
});

async function inRepository(
  chart: string,
  version: string,
  repository: string,
  patience: Patience,
): Promise<string> {
  const base = new URL(repository.endsWith("/") ? repository : `${repository}/`);
  const address = new URL("index.yaml", base);
  const listed = index.safeParse(yamlIn(await download(address, INDEX_SIZE, patience)));
  if (!listed.success)
    throw new RegistryRefusal(
      `${address} is no list of charts.`,
      "Look at it with a browser: a proxy may have answered in its place.",
    );
  const found = listed.data.entries[chart]?.find((one) => plain(one.version) === plain(version));
  if (found === undefined)
    throw new RegistryRefusal(
      `${repository} has no ${chart} ${version}.`,
      "It may have been taken away. Look at its list, and ask whoever publishes it.",
    );
  const told = found.digest && `sha256:${found.digest.replace(/^sha256:/, "")}`;
  if (told && DIGEST.test(told)) return told;
  const [archive] = found.urls;
  if (archive === undefined)
    throw new RegistryRefusal(
      `${repository} says neither the digest of ${chart} ${version} nor where it is.`,
      "Ask whoever publishes it.",
    );
  return sha256(await download(new URL(archive, base), ARCHIVE_SIZE, patience));
}

/** Helm takes a version with and without its `v` for the same. */
const plain = (version: string): string => version.replace(/^v/, "");

async function download(url: URL, most: number, patience: Patience): Promise<Buffer> {
  const answer = await request(url, {}, patience);
  if (answer.ok) return bytesOf(answer, most, patience);
  await answer.body?.cancel();
  throw new RegistryRefusal(
    `${url} answers ${answer.status}.`,
    "Look at it with a browser. It may have moved; what is locked already is not lost.",
  );
}

function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

function yamlIn(bytes: Buffer): unknown {
  try {
    return parse(bytes.toString("utf8"), { maxAliasCount: 0 });
  } catch {
    return undefined;
  }
}
