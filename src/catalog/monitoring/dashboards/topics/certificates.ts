import { EXPORTED_HERE, figure, HERE, lines, type Topic, table } from "../dashboard.ts";

const DAY = 86_400;
const left = `min by (exported_namespace, name) (certmanager_certificate_expiration_timestamp_seconds{${EXPORTED_HERE}}) - time()`;
const shown = `min by (host) (probe_ssl_earliest_cert_expiry{${HERE}}) - time()`;

/** How long certificates last: those in the cluster, and those that a browser is really shown. */
export const certificates: Topic = {
  title: "Certificates",
  about:
    "How long certificates last, those in the cluster and those that a browser is shown, and who does not get a new one.",
  scope: "deployments",
  panels: [
    figure(
      "The next to end",
      "dtdurations",
      ["blackbox"],
      "Of those that a browser is shown.",
      [[`min(${shown})`, "left"]],
      {
        limits: { warning: 21 * DAY, bad: 7 * DAY, below: true },
        alerts: ["HostCertificateExpires", "HostCertificateExpiresNow"],
      },
    ),
    figure(
      "Not ready",
      "none",
      ["certManager"],
      "Certificates that cert-manager has not got, or has lost.",
      [
        [
          `count(max by (exported_namespace, name) (certmanager_certificate_ready_status{${EXPORTED_HERE}, condition!="True"}) == 1) or vector(0)`,
          "certificates",
        ],
      ],
      { limits: { bad: 1 }, alerts: ["CertificateNotReady"] },
    ),
    figure(
      "Authorities not ready",
      "none",
      ["certManager"],
      "Whoever is to sign for the whole cluster, and cannot.",
      [
        [
          `count(max by (name) (certmanager_clusterissuer_ready_status{condition!="True"}) == 1) or vector(0)`,
          "issuers",
        ],
      ],
      { limits: { bad: 1 }, alerts: ["CertificateNotReady"] },
    ),
    lines(
      "What browsers are shown",
      "dtdurations",
      ["blackbox"],
      "Time left, by host. A certificate that is new in the cluster and old here is not served.",
      [[shown, "{{host}}"]],
      { limits: { warning: 21 * DAY, bad: 7 * DAY, below: true }, alerts: ["HostCertificateExpires"] },
    ),
    lines(
      "What the cluster has",
      "dtdurations",
      ["certManager"],
      "Time left, by certificate. It jumps up at each renewal.",
      [[left, "{{exported_namespace}} {{name}}"]],
      { limits: { warning: 21 * DAY, bad: 7 * DAY, below: true } },
    ),
    table("Certificates", "dateTimeAsIso", ["certManager"], "When each ends, and when it is renewed.", [
      [
        `min by (exported_namespace, name, issuer_name) (certmanager_certificate_expiration_timestamp_seconds{${EXPORTED_HERE}}) * 1000`,
        "ends",
      ],
      [
        `min by (exported_namespace, name, issuer_name) (certmanager_certificate_renewal_timestamp_seconds{${EXPORTED_HERE}}) * 1000`,
        "is renewed",
      ],
    ]),
    lines(
      "Asked of Let's Encrypt",
      "reqps",
      ["certManager"],
      "By answer. Many of 429 are too many certificates for one domain in a week.",
      [
        [
          `sum by (host, status) (rate(certmanager_http_acme_client_request_count[1h]))`,
          "{{host}} {{status}}",
        ],
      ],
    ),
  ],
};
