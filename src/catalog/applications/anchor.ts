import { component, network } from "../../vocabulary/connection.ts";
import { json, text } from "../../vocabulary/content.ts";
import { type Late, secret, type Tree } from "../../vocabulary/late.ts";
import type { Application } from "../application.ts";
import { addressOf, type Context } from "../context.ts";
import { WEB_PORT } from "../openedxImage.ts";
import { anchorCertificates } from "../python/python.ts";
import { resourcesOf } from "../scale.ts";

const NAME = "credentials-anchor";
const SECRET = "credentials-anchor/oauth";
const FOLDER = "/run/anchor";
const DISK = "/anchored";

type Blockcerts = NonNullable<Context["settings"]["credentials"]["blockcerts"]>;

/** How the tool calls the address of a node, by chain. One for trying has none. */
const RPC: Readonly<Record<Blockcerts["chain"], (rpc: Late) => Readonly<Record<string, Tree>>>> = {
  ethereum_mainnet: (rpc) => ({ ethereum_rpc_url: rpc }),
  ethereum_sepolia: (rpc) => ({ sepolia_rpc_url: rpc }),
  mockchain: () => ({}),
};

const wantedOf = (context: Context, said: Blockcerts): Tree => ({
  service: `http://${context.hostOf("credentials")}:${WEB_PORT}`,
  service_public: addressOf(context, "credentials"),
  tokens: `http://${context.hostOf("lms")}:${WEB_PORT}/oauth2/access_token`,
  client: { id: NAME, secret: secret(SECRET) },
  issuer: said.profile,
  address: said.address,
  verification_method: said.verificationMethod,
  chain: said.chain,
  rpc: RPC[said.chain](said.rpc),
  most: said.most,
});

/** Anchors what the credentials service has issued on a blockchain, by the tool of the Blockcerts project. */
export const anchor: Application = {
  name: NAME,
  builtFrom: "credentials",
  group: "credentials",
  present: ({ settings }) => settings.credentials.blockcerts !== undefined,
  needs: [],
  secrets: [{ name: SECRET, shape: { kind: "password", length: 50 }, loss: "cheap" }],
  clients: ({ settings }) => [
    {
      name: NAME,
      user: { name: NAME, email: `${NAME}@${settings.edge.domain}`, staff: true, superuser: false },
      grant: "client-credentials",
      id: NAME,
      secret: SECRET,
      redirects: [],
      scopes: ["user_id"],
    },
  ],
  connections: () => [
    { from: component(NAME), to: component("lms"), port: WEB_PORT, why: "tokens" },
    { from: component(NAME), to: component("credentials"), port: WEB_PORT, why: "what was issued" },
    { from: component(NAME), to: network("blockchain", "internet"), port: 443, why: "a node of the chain" },
  ],
  files: (context) => {
    const said = context.settings.credentials.blockcerts;
    return said
      ? {
          [NAME]: {
            "anchor.py": text(anchorCertificates),
            "key.txt": text(said.key),
            "wanted.json": json(wantedOf(context, said)),
          },
        }
      : {};
  },
  volumes: ({ settings: { credentials, keep } }) =>
    credentials.blockcerts ? [{ name: NAME, size: credentials.blockcerts.storage, keep: keep.data }] : [],
  schedules: ({ settings: { credentials } }) =>
    credentials.blockcerts
      ? [
          {
            name: NAME,
            cron: credentials.blockcerts.cron,
            longest: 2 * 3600,
            // What was not anchored is tried by the next run. A second try at once would pay the fee again where only the answer was lost.
            retries: 0,
            pod: {
              image: credentials.blockcerts.image,
              command: ["python", `${FOLDER}/anchor.py`],
              environment: { ANCHOR_FOLDER: DISK, HOME: "/tmp", PYTHONDONTWRITEBYTECODE: "1" },
              user: { uid: 1000, gid: 1000 },
              resources: resourcesOf({ cpu: "100m", memory: "512Mi" }),
              mounts: [
                { from: "files", files: NAME, path: FOLDER },
                { from: "volume", volume: NAME, path: DISK },
                { from: "scratch", name: "tmp", path: "/tmp", size: "256Mi" },
              ],
              grace: 60,
            },
          },
        ]
      : [],
};
