import { component } from "../../vocabulary/connection.ts";
import { files, json, text } from "../../vocabulary/content.ts";
import { secret, type Tree } from "../../vocabulary/late.ts";
import type { Preparation } from "../../vocabulary/workload.ts";
import { wayTo } from "../addresses.ts";
import type { Context } from "../context.ts";
import { longestHold } from "../django/broker.ts";
import { indexPrefix } from "../django/search.ts";
import { searchKeyOf, virtualHostOf } from "../logins.ts";
import { openedxImage } from "../openedxImage.ts";
import { brokerAccount, redisAccount, searchAccount } from "../python/python.ts";
import { guestName, searchKeyUid } from "./shared.ts";
import {
  ADMINISTRATOR,
  CREDENTIALS,
  componentOf,
  outside,
  type StoreContext,
  type StorePart,
  scriptPreparation,
} from "./store.ts";

const AUTHORITY = "authority.pem";

/** Stores whose servers are of many, each with the Job that makes the account of this deployment. */
const ACCOUNTS = {
  broker: "broker-account",
  cache: "cache-account",
  sessions: "sessions-account",
  // Whoever waits for the key of a server of its own waits for this one.
  search: "search-key",
} as const;
type Account = keyof typeof ACCOUNTS;

/** What waits for such an account: whatever uses the store. */
export const accountNeeds = ({ stores }: Context["settings"]): readonly string[] =>
  (Object.keys(ACCOUNTS) as readonly Account[]).flatMap((store) =>
    stores[store].driver === "shared" ? [ACCOUNTS[store]] : [],
  );

/** A virtual host of RabbitMQ, and the one user that gets in there and nowhere else. */
export function sharedBroker(context: StoreContext): StorePart {
  const { broker } = context.stores;
  const administered = { ...broker, port: context.shared.broker?.management ?? broker.port };
  return {
    store: { ...outside("rabbitmq", "broker", broker), driver: "shared" },
    preparations: [
      account("broker", brokerAccount, administered.port, context, {
        virtual_host: virtualHostOf(context),
        hold: longestHold(context) * 1000,
      }),
    ],
    connections: wayTo(
      administered,
      component(componentOf(ACCOUNTS.broker, context)),
      "makes the virtual host and its user",
    ),
    hosts: [],
  };
}

/** A user of Redis that reaches the keys alone that begin with the name of the deployment. */
export function sharedRedis(context: StoreContext, use: "cache" | "sessions"): StorePart {
  const server = context.stores[use];
  return {
    store: { ...outside("redis", use, server), driver: "shared" },
    preparations: [account(use, redisAccount, server.port, context, { evicts: use === "cache" })],
    connections: wayTo(server, component(componentOf(ACCOUNTS[use], context)), "makes the user"),
    hosts: [],
  };
}

/** A key of Meilisearch that reaches the indexes alone that begin with the name of the deployment. */
export function sharedSearch(context: StoreContext, generation: number): StorePart {
  const { search } = context.stores;
  const uid = searchKeyUid(context, generation);
  const particular = { uid, indexes: `${indexPrefix(context)}*` };
  return {
    store: { ...outside("meilisearch", "search", search), driver: "shared" },
    preparations: [account("search", searchAccount, search.port, context, particular)],
    connections: wayTo(search, component(componentOf(ACCOUNTS.search, context)), "makes the key"),
    hosts: [],
  };
}

/** Who is the administrator, where there is a name for it. */
const nameOf = (server: StoreContext["shared"][Account]): string =>
  server && "user" in server.administrator ? server.administrator.user : "";

function account(
  store: Account,
  script: string,
  port: number,
  context: StoreContext,
  particular: Readonly<Record<string, Tree>>,
): Preparation {
  const { host, tls } = context.stores[store];
  const guest = guestName(context);
  const wanted = {
    host,
    port,
    tls: tls !== undefined,
    ...(tls?.authority ? { authority: `${CREDENTIALS}/${AUTHORITY}` } : {}),
    administrator: nameOf(context.shared[store]),
    user: guest,
    password: store === "search" ? searchKeyOf(context.settings) : secret(`${store}/password`),
    ...particular,
  };
  const entries = {
    "account.py": text(script),
    "wanted.json": json(wanted),
    ...(tls?.authority ? { [AUTHORITY]: text(tls.authority) } : {}),
  };
  const wantedFiles = files(ACCOUNTS[store], "stable", entries, context.versionOf, guest);
  return scriptPreparation(ACCOUNTS[store], {
    needs: store,
    works: wantedFiles.hash,
    image: context.python,
    command: ["python", `${CREDENTIALS}/account.py`],
    environment: {
      PYTHONDONTWRITEBYTECODE: "1",
      WANTED: `${CREDENTIALS}/wanted.json`,
      STORE_ADMINISTRATOR_PASSWORD: `${ADMINISTRATOR}/password`,
    },
    user: openedxImage.user,
    files: wantedFiles,
    path: CREDENTIALS,
    shared: { store, guest },
  });
}
