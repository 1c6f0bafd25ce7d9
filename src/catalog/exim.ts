/** Where its process may write, and where it finds what it runs by. */
export const EXIM = {
  configuration: "/etc/exim/exim.conf",
  spool: "/var/spool/exim",
  log: "/var/log/exim",
} as const;

const LOGS = ["mainlog", "rejectlog", "paniclog"];

/** It names its logs itself and writes to no pipe: links in their place lead to where a pod writes. The image runs it as its first process does. */
export const eximArguments: readonly string[] = [
  "sh",
  "-euc",
  `for log in ${LOGS.join(" ")}; do ln -sf /dev/stdout ${EXIM.log}/$log; done; exec exim -bdf -q5m`,
];

/**
 * Configuration of Exim 4.96 as a relay that takes mail of everybody who reaches it, which the network policies say, and brings it
 * to whoever receives for its domain. The one in the image relays for private addresses of three ranges alone.
 */
export const eximConfiguration = (domain: string, port: number): string => `\
# Receivers look this name up.
primary_hostname = ${domain}
daemon_smtp_ports = ${port}
spool_directory = ${EXIM.spool}
log_file_path = ${EXIM.log}/%slog
keep_environment =
tls_advertise_hosts =
# What the inside of the cluster is called is nobody's business.
received_header_text =
message_size_limit = 25M
# Nobody reads what lies here: what cannot be brought back either is thrown away.
ignore_bounce_errors_after = 0s
timeout_frozen_after = 1d
acl_smtp_rcpt = everybody

begin acl

everybody:
  accept

begin routers

receivers:
  driver = dnslookup
  transport = receiver
  ignore_target_hosts = <; 0.0.0.0 ; 127.0.0.0/8 ; ::1
  no_more

begin transports

receiver:
  driver = smtp
  port = 25

begin retry

# Receivers that do not know us yet ask to come again in a few minutes.
* * F,2h,5m; G,16h,1h,1.5; F,4d,6h
`;
