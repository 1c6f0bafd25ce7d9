import type { Mail } from "../../settings/sections/mail.ts";
import { type Connection, component, network } from "../../vocabulary/connection.ts";
import type { Tree } from "../../vocabulary/late.ts";
import type { Contribution } from "../configuration.ts";
import type { Context } from "../context.ts";

/** Every address that the platform writes from or names, unless somebody says otherwise. */
const SENDERS = [
  "DEFAULT_FROM_EMAIL",
  "SERVER_EMAIL",
  "BULK_EMAIL_DEFAULT_FROM_EMAIL",
  "API_ACCESS_FROM_EMAIL",
];
const CONTACTS = [
  "CONTACT_EMAIL",
  "DEFAULT_FEEDBACK_EMAIL",
  "TECH_SUPPORT_EMAIL",
  "BUGS_EMAIL",
  "UNIVERSITY_EMAIL",
  "PRESS_EMAIL",
  "PAYMENT_SUPPORT_EMAIL",
  "API_ACCESS_MANAGER_EMAIL",
];

/** The relay of a deployment that has one: its component, and where it listens. */
export const RELAY = { name: "smtp", port: 8025 } as const;

/** Django's own settings of the server that takes mail. Without one it is written to the log, where a newcomer finds the links. */
export function mailServer({ settings: { mail }, hostOf }: Context): Readonly<Record<string, Tree>> {
  if (mail === undefined) return { EMAIL_BACKEND: "django.core.mail.backends.console.EmailBackend" };
  const backend = { EMAIL_BACKEND: "django.core.mail.backends.smtp.EmailBackend" };
  if (mail.via === "relay") {
    const { name, port } = RELAY;
    return {
      ...backend,
      EMAIL_HOST: hostOf(name),
      EMAIL_PORT: port,
      EMAIL_USE_TLS: false,
      EMAIL_USE_SSL: false,
    };
  }
  return {
    ...backend,
    EMAIL_HOST: mail.host,
    EMAIL_PORT: mail.port,
    EMAIL_USE_TLS: mail.security === "starttls",
    EMAIL_USE_SSL: mail.security === "tls",
    ...(mail.user && mail.password ? { EMAIL_HOST_USER: mail.user, EMAIL_HOST_PASSWORD: mail.password } : {}),
  };
}

/** Whom learners see as the sender. */
export const senderOf = ({ settings: { mail, site } }: Context): string => mail?.from ?? site.contact;

/** Mail of the platform. */
export const mail = (context: Context): Contribution => {
  const { site } = context.settings;
  const all = (names: readonly string[], address: string) =>
    Object.fromEntries(names.map((name) => [name, address]));
  return {
    source: "catalog: mail",
    values: {
      ...all(CONTACTS, site.contact),
      ...all(SENDERS, senderOf(context)),
      ...mailServer(context),
      ACE_ENABLED_CHANNELS: ["django_email"],
      ACE_CHANNEL_DEFAULT_EMAIL: "django_email",
      ACE_CHANNEL_TRANSACTIONAL_EMAIL: "django_email",
      BULK_EMAIL_SEND_USING_EDX_ACE: true,
    },
  };
};

/** The way to that server, where there is one. */
export function mailConnections(from: string, mail: Mail | undefined): readonly Connection[] {
  if (mail === undefined) return [];
  if (mail.via === "relay")
    return [{ from: component(from), to: component(RELAY.name), port: RELAY.port, why: "mail" }];
  return mail.egress.map((range) => ({
    from: component(from),
    to: network("mail", range),
    port: mail.port,
    why: `mail through ${mail.host}`,
  }));
}
