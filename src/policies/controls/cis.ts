import { type ControlList, RIGHTS } from "./control.ts";

const WHO_MAY = "Who may do what in the cluster is for its administrators to say; no deployment adds to it.";

/** Section 5 of the CIS benchmark: what the benchmark asks of those who use a cluster. */
export const cisPolicies: ControlList = {
  title: "CIS Kubernetes benchmark 1.12, section 5: policies",
  source: "Numbers as in https://github.com/aquasecurity/kube-bench (cfg/cis-1.12/policies.yaml)",
  controls: [
    { id: "5.1.1", asks: "cluster-admin is given only where it is needed.", without: RIGHTS },
    { id: "5.1.2", asks: "Few may read Secrets.", cluster: WHO_MAY },
    { id: "5.1.3", asks: "Roles name what they allow, without wildcards.", without: RIGHTS },
    { id: "5.1.4", asks: "Few may create pods.", cluster: WHO_MAY },
    {
      id: "5.1.5",
      asks: "The account `default` is used by nothing, and gets no token.",
      partly: [{ rule: "pod-service-account" }],
      but: "Kubernetes makes the account `default` in every namespace. No pod here uses it; that it would get a token stays as Kubernetes has it.",
    },
    {
      id: "5.1.6",
      asks: "Pods get a token of their account only where they use it.",
      met: [{ rule: "pod-no-token" }],
    },
    { id: "5.1.7", asks: "Nobody is in the group system:masters.", cluster: WHO_MAY },
    { id: "5.1.8", asks: "Few may bind, impersonate or escalate.", without: RIGHTS },
    { id: "5.1.9", asks: "Few may create volumes.", cluster: WHO_MAY },
    { id: "5.1.10", asks: "Few may reach nodes through the API server.", cluster: WHO_MAY },
    { id: "5.1.11", asks: "Few may approve certificates.", cluster: WHO_MAY },
    { id: "5.1.12", asks: "Few may change webhooks.", cluster: WHO_MAY },
    { id: "5.1.13", asks: "Few may make tokens of accounts.", cluster: WHO_MAY },
    {
      id: "5.2.1",
      asks: "Something in the cluster refuses pods that are too powerful.",
      met: [
        { kind: "Namespace" },
        {
          test: "tests/scanners/monokle.test.ts",
          named: "finds that the pods of every namespace meet the level that it enforces",
        },
      ],
      note: "Every namespace enforces a level of the Pod Security Standards.",
    },
    { id: "5.2.2", asks: "No container is privileged.", met: [{ rule: "container-not-privileged" }] },
    { id: "5.2.3", asks: "No pod sees the processes of its node.", met: [{ rule: "pod-host-namespaces" }] },
    { id: "5.2.4", asks: "No pod shares memory with its node.", met: [{ rule: "pod-host-namespaces" }] },
    { id: "5.2.5", asks: "No pod uses the network of its node.", met: [{ rule: "pod-host-namespaces" }] },
    {
      id: "5.2.6",
      asks: "No process can gain rights that it did not start with.",
      met: [{ rule: "container-no-escalation" }],
    },
    { id: "5.2.7", asks: "No container runs as root.", met: [{ rule: "container-not-root" }] },
    {
      id: "5.2.8",
      asks: "No container has the capability NET_RAW.",
      met: [{ rule: "container-capabilities" }],
    },
    { id: "5.2.9", asks: "Containers drop all capabilities.", met: [{ rule: "container-capabilities" }] },
    {
      id: "5.2.10",
      asks: "No container runs on a Windows node as the node itself.",
      met: [{ rule: "container-confined" }],
    },
    { id: "5.2.11", asks: "No pod mounts a directory of its node.", met: [{ rule: "pod-volume-types" }] },
    { id: "5.2.12", asks: "No container opens a port of its node.", met: [{ rule: "container-host-ports" }] },
    {
      id: "5.3.1",
      asks: "The network of the cluster obeys network policies.",
      cluster: "It is a property of the network plugin.",
    },
    {
      id: "5.3.2",
      asks: "Every namespace has network policies.",
      met: [
        { rule: "network-closed" },
        { rule: "network-policy-present" },
        { kind: "NetworkPolicy", named: "closed" },
      ],
    },
    {
      id: "5.4.1",
      asks: "Secrets reach containers as files.",
      met: [{ rule: "secret-as-file" }, { rule: "environment-plain" }],
    },
    {
      id: "5.4.2",
      asks: "Secrets may live outside of the cluster.",
      met: [
        {
          test: "tests/cli/render.test.ts",
          named: "no form of secrets shows a stand-in, and each writes what it is called after",
        },
      ],
      note: "`arboretum render --secrets external` writes ExternalSecrets.",
    },
    {
      id: "5.5.1",
      asks: "Only images of known origin are admitted.",
      partly: [{ rule: "image-version" }, { rule: "image-pinned" }],
      but: "Images are named exactly and pinned by digest once they are in images.lock.yaml; their signatures nobody checks.",
    },
    {
      id: "5.6.1",
      asks: "Namespaces keep apart what belongs to different people.",
      met: [{ rule: "object-namespace" }, { kind: "ResourceQuota", named: "quota" }],
    },
    {
      id: "5.6.2",
      asks: "System calls are filtered by the profile of the runtime.",
      met: [{ rule: "container-seccomp" }],
    },
    {
      id: "5.6.3",
      asks: "Pods and containers say what they may.",
      met: [
        { rule: "container-not-root" },
        { rule: "container-read-only" },
        { rule: "container-no-escalation" },
      ],
    },
    { id: "5.6.4", asks: "Nothing is in the namespace `default`.", met: [{ rule: "object-namespace" }] },
  ],
};
