/** Where the stores answer inside the namespace: the name of the Service is the name of the store. */
export const addresses = {
  mysql: { host: "mysql", port: 3306 },
  mongodb: { host: "mongodb", port: 27017 },
  cache: { host: "cache", port: 6379 },
  sessions: { host: "sessions", port: 6379 },
  broker: { host: "broker", port: 6379 },
  search: { host: "search", port: 7700 },
} as const;
export type StoreName = keyof typeof addresses;

/** Every web process of Open edX listens here. */
export const WEB_PORT = 8000;
