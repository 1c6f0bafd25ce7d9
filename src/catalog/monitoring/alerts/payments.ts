import { type AlertKind, perPlace } from "./kind.ts";

/** Seconds after which the watch must have asked again: fifteen rounds. */
const ASKED = 300;

/** The shop lives by itself, and so does the pod that a person has to look at. */
const asked = (expr: (here: () => string) => string) => perPlace("gateways", expr);

const LOOK = [
  "What the watch has seen: `kubectl -n <namespace> logs deploy/ecommerce-gateways --tail=100`.",
  "What the company says of itself: <https://status.stripe.com>, <https://www.paypal-status.com>, <https://status.cybersource.com>.",
  "Ask the gateway from the pod, because only this namespace gets there: `kubectl -n <namespace> exec deploy/ecommerce-gateways -- python -c \"import urllib.request as u; print(u.urlopen('https://api.stripe.com/v1/charges', timeout=5).status)\"`. A refusal (401, 405) is an answer.",
];
const MEND = [
  "It is their outage: nothing is to be done. The watch offers the gateway again when it has answered five times.",
  "It answers elsewhere and not from here: its addresses have changed (`ecommerce.gateways[].networks`), or the DNS of the cluster fails.",
];

export const paymentKinds: readonly AlertKind[] = [
  {
    name: "PaymentGatewayDown",
    severity: "ticket",
    summary: "{{ $labels.gateway }} does not answer; learners are offered {{ $labels.by }}",
    when: asked((here) => `max by (gateway, by) (arboretum_payment_gateway_replaced${here()}) == 1`),
    runbook: {
      means:
        "One payment gateway has not answered for a minute. The next one is offered in its place; whoever was paying just then has to begin again.",
      look: [
        ...LOOK,
        "What learners see now: `arboretum_payment_gateway_offered` in Prometheus, or a basket of the shop.",
      ],
      mend: [
        ...MEND,
        "The one that stands in is not meant for all of them: its limits and its fees are in its own dashboard.",
      ],
    },
  },
  {
    name: "PaymentsDown",
    severity: "page",
    summary: "No payment gateway answers: nobody can pay",
    when: asked((here) => `max(arboretum_payment_gateway_up${here()}) == 0`),
    runbook: {
      means:
        "All gateways have not answered for a minute. The first stays on the page, because an empty one would help nobody, and it takes no money.",
      look: LOOK,
      mend: [
        "All of them at once is rarely all of them: look at the way out first, `kubectl -n <namespace> get networkpolicy`, the DNS, the proxy.",
        ...MEND,
        "It takes long: say so on the site, and move the end of the enrolment.",
      ],
    },
  },
  {
    name: "PaymentGatewaysUnwatched",
    severity: "ticket",
    for: "5m",
    summary: "Nobody has asked the payment gateways for {{ $value | humanizeDuration }}",
    when: asked(
      (here) => `time() - max(arboretum_payment_gateway_asked_timestamp_seconds${here()}) > ${ASKED}`,
    ),
    runbook: {
      means: "The watch runs and does not get on. A gateway that fails now stays on the page.",
      look: [
        "What it waits for: `kubectl -n <namespace> logs deploy/ecommerce-gateways --tail=100`; most often the database of the shop.",
      ],
      mend: [
        "`kubectl -n <namespace> rollout restart deploy/ecommerce-gateways`: it begins where the switches are.",
      ],
    },
  },
];
