import { type ControlList, RIGHTS } from "./control.ts";

/** The hardening guide of NSA and CISA, in the controls that Kubescape made of it. */
export const nsaHardening: ControlList = {
  title: "NSA and CISA: Kubernetes hardening guidance",
  source:
    "Controls of the framework NSA in https://github.com/kubescape/regolibrary (frameworks/nsaframework.json)",
  controls: [
    {
      id: "C-0002",
      asks: "Nobody may run commands in containers who need not.",
      without: RIGHTS,
    },
    {
      id: "C-0005",
      asks: "The API server answers on no port without TLS.",
      cluster: "The port is gone since Kubernetes 1.24.",
    },
    {
      id: "C-0012",
      asks: "No credentials stand in configuration that anybody may read.",
      met: [{ rule: "secret-not-shown" }, { rule: "environment-plain" }, { rule: "secret-at-home" }],
    },
    { id: "C-0013", asks: "Containers do not run as root.", met: [{ rule: "container-not-root" }] },
    {
      id: "C-0016",
      asks: "No process can gain rights that it did not start with.",
      met: [{ rule: "container-no-escalation" }],
    },
    {
      id: "C-0017",
      asks: "No container can write to its own image.",
      met: [{ rule: "container-read-only" }],
    },
    {
      id: "C-0030",
      asks: "Traffic into and out of every pod is closed but for what is declared.",
      met: [{ rule: "network-policy-present" }, { rule: "network-exact" }],
    },
    {
      id: "C-0034",
      asks: "No pod gets a token for the API server that it does not use.",
      met: [{ rule: "pod-no-token" }, { rule: "pod-service-account" }],
    },
    {
      id: "C-0035",
      asks: "Few have the rights of an administrator.",
      without: RIGHTS,
    },
    {
      id: "C-0038",
      asks: "No pod sees the processes or the memory of its node.",
      met: [{ rule: "pod-host-namespaces" }],
    },
    { id: "C-0041", asks: "No pod uses the network of its node.", met: [{ rule: "pod-host-namespaces" }] },
    { id: "C-0044", asks: "No container opens a port of its node.", met: [{ rule: "container-host-ports" }] },
    {
      id: "C-0046",
      asks: "No container has dangerous capabilities.",
      met: [{ rule: "container-capabilities" }],
    },
    {
      id: "C-0054",
      asks: "Every namespace has a network policy.",
      met: [{ rule: "network-closed" }, { kind: "NetworkPolicy", named: "closed" }],
    },
    {
      id: "C-0055",
      asks: "Every container is confined by seccomp, AppArmor, SELinux or fewer capabilities.",
      met: [
        { rule: "container-seccomp" },
        { rule: "container-capabilities" },
        { rule: "container-confined" },
      ],
    },
    { id: "C-0057", asks: "No container is privileged.", met: [{ rule: "container-not-privileged" }] },
    {
      id: "C-0058",
      asks: "No kubelet follows links out of a volume (CVE-2021-25741).",
      cluster: "It is mended since Kubernetes 1.22; `arboretum doctor` asks for 1.33 or newer.",
    },
    {
      id: "C-0059",
      asks: "No annotation puts text into the configuration of ingress-nginx (CVE-2021-25742).",
      without: ["Ingress"],
    },
    {
      id: "C-0066",
      asks: "Secrets are encrypted where the API server keeps them.",
      cluster: "An option of the API server.",
    },
    {
      id: "C-0067",
      asks: "The API server keeps a log of who did what.",
      cluster: "An option of the API server.",
    },
    {
      id: "C-0068",
      asks: "The cluster itself refuses pods that are too powerful.",
      met: [
        { kind: "Namespace" },
        {
          test: "tests/scanners/monokle.test.ts",
          named: "finds that the pods of every namespace meet the level that it enforces",
        },
      ],
      note: "Pod Security Admission took the place of what the control asks for by name. Every namespace enforces its level.",
    },
    {
      id: "C-0069",
      asks: "No kubelet answers those whom it does not know.",
      cluster: "An option of the kubelet.",
    },
    {
      id: "C-0070",
      asks: "Every kubelet asks its clients for a certificate.",
      cluster: "An option of the kubelet.",
    },
    { id: "C-0270", asks: "Every container has a limit of CPU.", met: [{ rule: "container-resources" }] },
    { id: "C-0271", asks: "Every container has a limit of memory.", met: [{ rule: "container-resources" }] },
    {
      id: "C-0292",
      asks: "The cluster does not run ingress-nginx, which nobody mends any more.",
      without: ["Ingress"],
    },
  ],
};
