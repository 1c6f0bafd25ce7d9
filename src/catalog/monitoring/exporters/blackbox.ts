import { component, edge, network } from "../../../vocabulary/connection.ts";
import { yaml } from "../../../vocabulary/content.ts";
import { publicPort } from "../../context.ts";
import { type Exporter, isMeasured, small } from "./exporter.ts";

const NAME = "blackbox-exporter";
const FOLDER = "/run/configuration";
export const PROBER = { component: NAME, port: 9115 } as const;

const module = (
  http: Readonly<Record<string, boolean | string | readonly number[]>>,
  unverified = false,
) => ({
  prober: "http",
  timeout: "10s",
  http: {
    preferred_ip_protocol: "ip4",
    ...(unverified ? { tls_config: { insecure_skip_verify: true } } : {}),
    ...http,
  },
});

/** A bucket that nobody may read answers with a refusal, and a refusal is an answer. */
const BUCKET = { valid_status_codes: [200, 403] };

/** How answers are judged: a page is there, a bucket answers. Certificates for trying, and of an authority of one's own, are believed. */
const MODULES = {
  page: module({}),
  "page-unverified": module({}, true),
  bucket: module(BUCKET),
  "bucket-unverified": module(BUCKET, true),
} as const;
export type ProbeModule = keyof typeof MODULES;

/** Asks the public hosts, as a learner would. What it sees from within is not yet what somebody sees from far away. */
export const blackboxExporter: Exporter = {
  name: NAME,
  producer: "blackbox",
  present: isMeasured,
  image: "docker.io/prom/blackbox-exporter:v0.28.0",
  port: PROBER.port,
  resources: small(),
  run: () => ({
    args: [`--config.file=${FOLDER}/blackbox.yml`],
    mounts: [{ from: "files", files: NAME, path: FOLDER }],
  }),
  files: () => ({ [NAME]: { "blackbox.yml": yaml({ modules: MODULES }) } }),
  asks: (context) => {
    const there = { from: component(NAME), port: publicPort(context), why: "asks the public hosts" };
    return [
      { ...there, to: edge },
      ...(context.settings.monitoring?.egress ?? []).map((range) => ({
        ...there,
        to: network("public hosts", range),
      })),
    ];
  },
};
