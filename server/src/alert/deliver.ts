import { createHmac } from "node:crypto";
import { createTransport } from "nodemailer";
import type { ChannelTarget } from "../contract/alert.ts";
import type { AlertMessage } from "./alert-message.ts";

/** Sends a message; throws with a reason in words where it did not arrive. */
export async function deliver(
  target: ChannelTarget,
  secret: string | null,
  message: AlertMessage,
): Promise<void> {
  if (target.kind === "mail") await sendMail(target, secret, message);
  else if (target.kind === "webhook") await callWebhook(target.url, secret, message);
  else await publish(target, secret, message);
}

type Target<Kind> = Extract<ChannelTarget, { kind: Kind }>;

async function sendMail(
  target: Target<"mail">,
  password: string | null,
  message: AlertMessage,
): Promise<void> {
  const transport = createTransport({
    host: target.host,
    port: target.port,
    secure: target.security === "tls",
    requireTLS: target.security === "starttls",
    ignoreTLS: target.security === "none",
    ...(target.user === "" ? {} : { auth: { user: target.user, pass: password ?? "" } }),
    connectionTimeout: ANSWER_MS_MAX,
    greetingTimeout: ANSWER_MS_MAX,
    socketTimeout: ANSWER_MS_MAX,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from: target.from,
      to: target.to,
      subject: `${message.box}: ${message.title}`,
      text: `${message.detail}\n\n${new Date(message.timeMs).toISOString()}, ${message.box}\n`,
      // Mail programs that answer by themselves are not to answer these.
      headers: { "auto-submitted": "auto-generated" },
    });
  } finally {
    transport.close();
  }
}

/** The signature holds the time as well, so that a message cannot be sent again later by somebody else. */
async function callWebhook(url: string, key: string | null, message: AlertMessage): Promise<void> {
  const body = JSON.stringify(message);
  const timestamp = String(Math.floor(message.timeMs / 1000));
  const signature = (secret: string) =>
    createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
  await post(url, body, {
    "x-larder-timestamp": timestamp,
    ...(key === null ? {} : { "x-larder-signature": `sha256=${signature(key)}` }),
  });
}

async function publish(
  { url, topic }: Target<"ntfy">,
  token: string | null,
  { box, title, detail, event }: AlertMessage,
): Promise<void> {
  const isOver = event !== "raised";
  const body = JSON.stringify({
    topic,
    title: `${box}: ${title}`,
    message: detail,
    priority: isOver ? 3 : 4,
    tags: [isOver ? "white_check_mark" : "warning"],
  });
  await post(url, body, token === null ? {} : { authorization: `Bearer ${token}` });
}

/** To where the administrator wrote, and nowhere that a redirect leads. */
async function post(url: string, body: string, headers: Record<string, string>): Promise<void> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", "user-agent": "larder", ...headers },
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
  } catch (error) {
    throw new Error(reasonOf(error));
  }
  await response.body?.cancel();
  if (response.ok) return;
  const isRedirect = response.status >= 300 && response.status < 400;
  throw new Error(
    isRedirect
      ? `It answered ${response.status}, a redirect, which is not followed: enter the address that it leads to.`
      : `It answered ${response.status}.`,
  );
}

const ANSWER_MS_MAX = 10_000;

/** What fetch says is "fetch failed"; why is in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  if (error.name === "TimeoutError") return "It does not answer.";
  return error.cause instanceof Error ? error.cause.message : error.message;
}
