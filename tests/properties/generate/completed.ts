import type { Applications } from "./case.ts";
import type { Plain } from "./repaired.ts";

const block = (value: unknown): Plain => (value ?? {}) as Plain;

/** Of some sections those that somebody says. */
const said = (some: Plain): Plain =>
  Object.fromEntries(Object.entries(some).filter(([, section]) => section !== undefined));

/** As little as a gateway takes. */
export const PAYPAL = { kind: "paypal", clientId: "a", clientSecret: { secure: "v1:abc" } };
const PAYING = { gateways: [PAYPAL] };
const WATCHED = { openedx: { handlers: [{ HANDLER: "grader.Grader" }] } };

/** What a stack has to say, where it does not or no longer: how long work is kept, why it is not saved, and what some applications ask for. */
export function completed(sections: Plain, { add }: Applications): Plain {
  const { objectStorage, stores, watcher, ecommerce, keep: kept, ...others } = sections;
  const { keep, ...storage } = block(objectStorage);
  const { mysql, ...servers } = block(stores);
  return {
    ...others,
    keep: { withoutBackups: "nothing of it lasts", ...block(kept) },
    objectStorage: {
      ...storage,
      keep: { submissions: "5y", grades: "400d", tracking: "forever", ...block(keep) },
    },
    // As many connections as any scale takes: too few are refused, and that has a test of its own.
    stores: { ...servers, mysql: { maxConnections: 100_000, ...block(mysql) } },
    ...said({
      ecommerce: add.includes("ecommerce") ? (ecommerce ?? PAYING) : ecommerce,
      watcher: add.includes("xqueue-watcher") ? withQueue(block(watcher)) : watcher,
    }),
  };
}

const withQueue = ({ queues, ...watcher }: Plain): Plain => ({
  ...watcher,
  queues: Object.keys(block(queues)).length > 0 ? queues : WATCHED,
});
