import { type AlertKind, matching, type Watched } from "./kind.ts";

const DAY = 86_400;

const asked = (metric: string, compared: string) => (watched: Watched) => [
  `max by (host, name) (${metric}${matching({ namespace: watched.home })}) ${compared}`,
];

const seen = (days: number) => (watched: Watched) => {
  if (!watched.settings.edge.https) return [];
  const expiry = `min by (host, name) (probe_ssl_earliest_cert_expiry${matching({ namespace: watched.home })})`;
  return [`${expiry} - time() < ${days * DAY}`];
};

const RENEW = [
  "Ask cert-manager to renew at once, by [its own tool](https://cert-manager.io/docs/reference/cmctl/): `cmctl renew <name>-certificate -n <namespace>`.",
  "A given certificate (`certificates.issuer: given`): bring the new one, `pulumi config set --path --secret arboretum:certificates.certificate` and the same for `arboretum:certificates.key`, then `pulumi up`.",
];
const SERVED =
  "What is served: `openssl s_client -connect <host>:443 -servername <host> </dev/null | openssl x509 -noout -dates -issuer`.";
const lookAt = (certificate: string) => [
  `What cert-manager says: \`kubectl -n <namespace> describe certificate ${certificate}\`, then \`kubectl -n <namespace> describe orders,challenges\`.`,
  "A challenge by http has to get through: port 80 open, no redirect before the gateway, the DNS pointing at it.",
];

export const hostKinds: readonly AlertKind[] = [
  {
    name: "HostDown",
    severity: "page",
    for: "3m",
    summary: "{{ $labels.host }} does not answer",
    when: asked("probe_success", "== 0"),
    runbook: {
      means:
        "A probe from within the cluster gets no good answer from this public host. Nobody outside gets one either, unless only the way of the probe is broken.",
      look: [
        "Ask it yourself, from outside: `curl -sv https://<host>/`.",
        "One host or all? All: the gateway, its address, the DNS. One: its pods.",
        "What the prober saw: `kubectl -n <namespace> exec deploy/blackbox-exporter -- wget -qO- 'http://127.0.0.1:9115/probe?debug=true&module=page&target=https://<host>/'`.",
        "Its pods: `kubectl -n <namespace> get pods -l app.kubernetes.io/component=web -o wide`.",
      ],
      mend: [
        "Pods that are not ready: their log and their stores; after an update the image before.",
        "The gateway: `kubectl -n arboretum-edge get pods,svc`, and whether its Service still has its address.",
        "From outside it answers: the network of the probe (`monitoring.egress`), or the DNS within the cluster.",
      ],
    },
  },
  {
    name: "HostCertificateExpires",
    severity: "ticket",
    for: "1h",
    summary: "The certificate that {{ $labels.host }} shows is good for {{ $value | humanizeDuration }} only",
    when: seen(14),
    runbook: {
      means:
        "What browsers see runs out within two weeks. Certificates are renewed long before, so a renewal has failed.",
      look: [SERVED, ...lookAt("<name>-certificate")],
      mend: RENEW,
    },
  },
  {
    name: "HostCertificateExpiresNow",
    severity: "page",
    for: "10m",
    summary: "In {{ $value | humanizeDuration }} every browser refuses {{ $labels.host }}",
    when: seen(2),
    runbook: {
      means:
        "Within two days nobody gets to this host any more: browsers refuse it, and HSTS lets nobody pass on.",
      look: [SERVED, ...lookAt("<name>-certificate")],
      mend: [
        ...RENEW,
        "As the last way, a certificate from elsewhere as `given`, until renewal works again.",
      ],
    },
  },
  {
    name: "CertificateNotReady",
    severity: "ticket",
    for: "1h",
    summary: "cert-manager has not got the certificate {{ $labels.name }}",
    when: (watched) =>
      watched.has("certManager") && watched.entry?.certification.by === "issuer"
        ? [
            `max by (name) (certmanager_certificate_ready_status${matching({ exported_namespace: watched.home, condition: "True" })}) == 0`,
          ]
        : [],
    runbook: {
      means:
        "A certificate was asked for and has not come. A new host is not reachable; one that had a certificate has it until it runs out.",
      // Here the label is the name of the certificate itself.
      look: lookAt("<name>"),
      mend: [
        "Mend what the challenge says.",
        "Too many tries: Let's Encrypt makes you wait an hour, or a week for duplicates.",
      ],
    },
  },
  {
    name: "DeploymentClosed",
    severity: "note",
    summary: "The site is closed by its settings",
    when: ({ closed }) => (closed ? ["vector(1)"] : []),
    runbook: {
      means:
        "`maintenance.closed` is set, or the stack is a standby that waits. Alerts about its hosts are kept quiet while this one stands.",
      look: ["Who set it: `git log -p` of the stack file."],
      mend: ["Take `maintenance` out of the settings when the work is done."],
    },
  },
];
