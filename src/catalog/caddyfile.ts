import type { SupportedRelease } from "../releases/release.ts";

/** Where both servers listen, say that they live, and count what they serve. */
export const CADDY = { port: 8002, metrics: 9180, health: "/_health" } as const;

/** A server of the micro-frontends in their image. */
export interface MfeServer {
  /** Micro-frontends of the image, by the path that each has. */
  readonly apps: readonly string[];
  /** The image also has the one site that newer applications are part of; it answers for every other path. */
  readonly site: boolean;
  readonly release: SupportedRelease;
  /** Public address of the LMS: `https://learn.example.edu`. It is where somebody goes who asks for no application. */
  readonly home: string;
  /** The LMS inside the cluster, and the host that it is asked as. */
  readonly lms: { readonly address: string; readonly host: string };
  /** Address of the server that has the files of the images before this one, and of the one that comes after it. */
  readonly elsewhere: string;
}

/** A server of the static files of the LMS and of Studio. */
export interface AssetServer {
  /** Images of the platform whose files are served, the newest in `/assets/1`. */
  readonly images: number;
  /** Images of the micro-frontends whose files are served, the newest in `/chunks/1`. */
  readonly chunks: number;
}

/** Folders in the containers, which a trial on one machine has elsewhere. */
export interface Folders {
  readonly dist: string;
  readonly assets: string;
  readonly chunks: string;
}

const FOLDERS: Folders = { dist: "/openedx/dist", assets: "/assets", chunks: "/chunks" };

/** Below this, the server of static files has those of the micro-frontends, which their own server asks for. */
const CHUNKS = "/chunks";

/** Everything that is written lies here: the rest of the file system is read-only. */
const SCRATCH = "/tmp";

export const caddyEnvironment = {
  XDG_CONFIG_HOME: `${SCRATCH}/config`,
  XDG_DATA_HOME: `${SCRATCH}/data`,
} as const;

/**
 * The image lets its binary open ports below 1024. A kernel refuses to start such a binary in a container that may not hand that
 * right out, and ours may hand out none: a copy has no rights of its own.
 */
export const caddyCommand = (file: string): readonly string[] => [
  "sh",
  "-c",
  `cp /usr/bin/caddy ${SCRATCH}/caddy && exec ${SCRATCH}/caddy run --adapter caddyfile --config ${file}`,
];

/** A name with a hash never stands for other content: `app.9f8e7d6c5b4a.js`, `font.0a1b2c3d.woff2`, `3f2e1d0c9b8a7f6e.svg`. */
const HASHED = String.raw`(?:[^/]+[.-])?[0-9a-f]{8,64}(?:\.chunk)?\.[a-z0-9]+(?:\.map)?$`;

/** Caddyfile of the image of the micro-frontends. */
export function mfeCaddyfile(server: MfeServer, folders: Folders = FOLDERS): string {
  const apps = server.apps.map(literally).join("|");
  return caddyfile([
    ...(server.apps.length > 0
      ? [
          ...newestFirst("app_chunk", `^/(?:${apps})/(?:.*/)?${HASHED}`, [folders.dist], ask(server, "")),
          ...page("app", `^/(${apps})(?:/.*)?$`, folders.dist, "/{re.app.1}/index.html"),
        ]
      : []),
    ...Object.entries(server.release.dialect.mfeRedirects).flatMap(moved),
    ...runtimeConfiguration(server),
    block("handle /", [`redir ${server.home}/ 302`]),
    ...(server.site ? site(server, `${folders.dist}/site`) : [nothingHere]),
  ]);
}

const site = (server: MfeServer, folder: string): readonly string[] => [
  ...newestFirst("site_chunk", `^/(?:.*/)?${HASHED}`, [folder], ask(server, "/site")),
  ...page("site", "^/", folder, "/index.html"),
];

/** A page of another image may ask this pod: during an update both are there. The server of static files has what either wants. */
const ask = ({ elsewhere }: MfeServer, folder: string): string =>
  block("handle", [
    `rewrite * ${CHUNKS}${folder}{uri}`,
    block(`reverse_proxy ${elsewhere}`, ["lb_try_duration 5s"]),
  ]);

/** Caddyfile of the server of static files. Its paths are those of the site: `/static/…`. */
export function assetsCaddyfile({ images, chunks }: AssetServer, folders: Folders = FOLDERS): string {
  const numbered = (folder: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${folder}/${index + 1}`);
  const all = numbered(folders.assets, images);
  const [newest = folders.assets] = all;
  return caddyfile([
    block("@static path /static/*", []).trim(),
    block("handle @static", [
      // Pages of the LMS, of Studio and of the micro-frontends stand on other hosts and use the same fonts.
      "header Access-Control-Allow-Origin *",
      block("route", [
        "uri strip_prefix /static",
        ...newestFirst("asset", `^/(?:.*/)?${HASHED}`, all),
        block("handle", [`root * ${newest}`, REVALIDATE, "file_server"]),
      ]),
    ]),
    `@chunks path ${CHUNKS}/*`,
    block("handle @chunks", [
      block("route", [
        `uri strip_prefix ${CHUNKS}`,
        ...newestFirst("chunk", `^/(?:.*/)?${HASHED}`, numbered(folders.chunks, chunks)),
        block("handle", [nothing]),
      ]),
    ]),
    nothingHere,
  ]);
}

const FOREVER = 'header Cache-Control "public, max-age=31536000, immutable"';
export const REVALIDATE = "header Cache-Control no-cache";

const nothing = "header Cache-Control no-store\nrespond 404";
const nothingHere = `handle {\n${nothing.replaceAll(/^/gm, "\t")}\n}`;

/** Files that never change: of the newest image that has them, or nothing. A page in their place would be run as a script. */
function newestFirst(
  name: string,
  pattern: string,
  folders: readonly string[],
  otherwise = nothingHere,
): readonly string[] {
  const found = folders.flatMap((folder, index) => [
    block(`@${name}_${index}`, [`file {\n\troot ${folder}\n}`]),
    block(`handle @${name}_${index}`, [`root * ${folder}`, FOREVER, "file_server"]),
  ]);
  return [`@${name} path_regexp ${name} ${pattern}`, block(`handle @${name}`, [...found, otherwise])];
}

/** An application of one page: whatever is no file of it is a path that the page itself understands. */
const page = (name: string, pattern: string, folder: string, index: string): readonly string[] => [
  `@${name} path_regexp ${name} ${pattern}`,
  block(`handle @${name}`, [`root * ${folder}`, REVALIDATE, `try_files {path} ${index}`, "file_server"]),
];

/** A path that was given up, with all below it and with its query. */
function moved([from, to]: readonly [string, string], index: number): readonly string[] {
  return [
    `@moved_${index} path ${from} ${from}/*`,
    block(`handle @moved_${index}`, [
      block("route", [`uri strip_prefix ${from}`, `redir * ${to}{uri} permanent`]),
    ]),
  ];
}

/** Micro-frontends ask their own host what they are part of, and the LMS knows. */
const runtimeConfiguration = ({ lms, release }: MfeServer): readonly string[] => [
  `@configuration path /api/mfe_config/*${release.dialect.frontendSite ? " /api/frontend_site_config/*" : ""}`,
  block("handle @configuration", [
    block(`reverse_proxy ${lms.address}`, [
      // The LMS refuses hosts that it does not know.
      `header_up Host ${lms.host}`,
      // A pod that is just replaced is no reason to fail.
      "lb_try_duration 5s",
    ]),
  ]),
];

/** What both have in common, around what each serves. */
export const caddyfile = (served: readonly string[]): string =>
  `${[
    block("", [
      "admin off",
      "auto_https off",
      "persist_config off",
      // The kubelet takes a pod out of its Service first; whoever is being served is served to the end.
      "grace_period 20s",
      block("servers", ["metrics", "trusted_proxies static private_ranges"]),
    ]),
    block(`:${CADDY.port}`, [
      block("log", [
        "output stdout",
        // What people are reading is nobody's business, and some of it is a password that is being reset.
        block("format filter", [
          "wrap json",
          block("fields", [
            "request>headers delete",
            String.raw`request>uri regexp \?.* ""`,
            "resp_headers delete",
          ]),
        ]),
      ]),
      "encode zstd gzip",
      "header X-Content-Type-Options nosniff",
      "header -Server",
      "request_body {\n\tmax_size 2MB\n}",
      `@health path ${CADDY.health}`,
      "skip_log @health",
      block("handle @health", ["respond OK 200"]),
      ...served,
    ]),
    block(`:${CADDY.metrics}`, ["metrics /metrics", "respond /metrics/* 404"]),
  ].join("\n\n")}\n`;

export const block = (head: string, lines: readonly string[]): string =>
  lines.length === 0 ? head : `${head} {\n${lines.map(indented).join("\n")}\n}`.trimStart();

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, "\t");

const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
