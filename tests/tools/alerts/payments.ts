import { type Case, N, series } from "./case.ts";

const namespace = `${N}-ecommerce`;
const up = (gateway: string) => series("arboretum_payment_gateway_up", { namespace, gateway });
const replaced = series("arboretum_payment_gateway_replaced", { namespace, gateway: "Stripe", by: "PayPal" });
const asked = series("arboretum_payment_gateway_asked_timestamp_seconds", { namespace });

const stack = "a shop";

export const paymentCases: readonly Case[] = [
  {
    alert: "PaymentGatewayDown",
    stack,
    at: "10m",
    fires: { [up("Stripe")]: "1x5 0x15", [up("PayPal")]: "1x20", [replaced]: "_x5 1x15" },
    silent: { [up("Stripe")]: "1x20", [up("PayPal")]: "1x20" },
    of: { gateway: "Stripe", by: "PayPal", namespace },
  },
  {
    // It has answered again for five minutes.
    alert: "PaymentGatewayDown",
    stack,
    at: "15m",
    fires: { [replaced]: "_x5 1x15" },
    silent: { [replaced]: "_x5 1x5 stale _x10", [up("Stripe")]: "1x5 0x5 1x10" },
  },
  {
    alert: "PaymentsDown",
    stack,
    at: "10m",
    fires: { [up("Stripe")]: "0x20", [up("PayPal")]: "0x20" },
    silent: { [up("Stripe")]: "0x20", [up("PayPal")]: "1x20" },
  },
  {
    alert: "PaymentGatewaysUnwatched",
    stack,
    at: "20m",
    fires: { [asked]: "0x30" },
    silent: { [asked]: "0+60x30" },
  },
];
