/** Messages of WS-Discovery (2005/04) and of the Devices Profile, by which Windows shows a box under Network. */
import type { BoxFacts } from "./service-records.ts";
import { escapeXml, qualified, readXml, type XmlElement } from "./xml-element.ts";

const SOAP = "http://www.w3.org/2003/05/soap-envelope";
const WSA = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
const WSD = "http://schemas.xmlsoap.org/ws/2005/04/discovery";
const WSX = "http://schemas.xmlsoap.org/ws/2004/09/mex";
const WST = "http://schemas.xmlsoap.org/ws/2004/09/transfer";
const WSDP = "http://schemas.xmlsoap.org/ws/2006/02/devprof";
const PUB = "http://schemas.microsoft.com/windows/pub/2005/07";
const PNPX = "http://schemas.microsoft.com/windows/pnpx/2005/10";

const EVERYBODY = "urn:schemas-xmlsoap-org:ws:2005:04:discovery";
const ANONYMOUS = `${WSA}/role/anonymous`;

/** What this box is, by name space and name. */
const OWN_TYPES = new Set([`{${WSDP}}Device`, `{${PUB}}Computer`]);

export interface WsRequest {
  readonly action: "probe" | "resolve" | "get" | "other";
  readonly messageId: string;
  /** Probe: whether a box like this is looked for. */
  readonly isForUs: boolean;
  /** Resolve: whom; Get: to whom. */
  readonly address: string;
}

/** null: no message of these. */
export function readWsMessage(bytes: Uint8Array): WsRequest | null {
  const envelope = readXml(bytes);
  if (envelope?.name !== `{${SOAP}}Envelope`) return null;
  const header = child(envelope, `{${SOAP}}Header`);
  const body = child(envelope, `{${SOAP}}Body`);
  const messageId = child(header, `{${WSA}}MessageID`)?.text ?? "";
  const action = ACTIONS[child(header, `{${WSA}}Action`)?.text ?? ""] ?? "other";
  if (messageId === "" || messageId.length > MESSAGE_ID_LENGTH_MAX) return null;
  const probe = child(body, `{${WSD}}Probe`);
  const resolved = child(child(body, `{${WSD}}Resolve`), `{${WSA}}EndpointReference`);
  const to = child(header, `{${WSA}}To`)?.text ?? "";
  return {
    action,
    messageId,
    isForUs: action === "probe" && probe !== undefined && isLookedFor(probe),
    address: action === "resolve" ? (child(resolved, `{${WSA}}Address`)?.text ?? "") : to,
  };
}

const MESSAGE_ID_LENGTH_MAX = 256;

const ACTIONS: Readonly<Record<string, WsRequest["action"]>> = {
  [`${WSD}/Probe`]: "probe",
  [`${WSD}/Resolve`]: "resolve",
  [`${WST}/Get`]: "get",
};

/** [WS-Discovery] 5.1: all the types that are asked for, and no scope, of which this box is in none. */
function isLookedFor(probe: XmlElement): boolean {
  const types = child(probe, `{${WSD}}Types`);
  const wanted = types?.text.split(/\s+/).filter((name) => name !== "") ?? [];
  const scopes = child(probe, `{${WSD}}Scopes`)?.text ?? "";
  const prefixes = types?.prefixes ?? new Map<string, string>();
  return scopes === "" && wanted.every((name) => OWN_TYPES.has(qualified(name, prefixes)));
}

export interface WsOwn {
  readonly box: BoxFacts;
  /** Where metadata is had: "http://192.168.1.5:5357/…". */
  readonly place: string;
  /** Grows with each start, so that what is late is known to be. */
  readonly instanceId: number;
}

export interface WsEnvelope {
  readonly messageId: string;
  readonly messageNumber: number;
}

export function helloMessage(own: WsOwn, envelope: WsEnvelope): string {
  return announced("Hello", own, envelope, endpoint(own, true));
}

export function byeMessage(own: WsOwn, envelope: WsEnvelope): string {
  return announced("Bye", own, envelope, endpoint(own, false));
}

export function probeMatches(own: WsOwn, envelope: WsEnvelope, relatesTo: string): string {
  return matches("Probe", own, envelope, relatesTo);
}

export function resolveMatches(own: WsOwn, envelope: WsEnvelope, relatesTo: string): string {
  return matches("Resolve", own, envelope, relatesTo);
}

function announced(word: string, own: WsOwn, envelope: WsEnvelope, inner: string): string {
  const header = headerOf(`${WSD}/${word}`, EVERYBODY, envelope.messageId, null);
  return soap(`${header}${sequence(own, envelope)}`, `<wsd:${word}>${inner}</wsd:${word}>`);
}

function matches(word: string, own: WsOwn, envelope: WsEnvelope, relatesTo: string): string {
  const header = headerOf(`${WSD}/${word}Matches`, ANONYMOUS, envelope.messageId, relatesTo);
  const match = `<wsd:${word}Match>${endpoint(own, true)}</wsd:${word}Match>`;
  return soap(
    `${header}${sequence(own, envelope)}`,
    `<wsd:${word}Matches>${match}</wsd:${word}Matches>`,
  );
}

/** What Windows reads the name and the workgroup from. */
export function getResponse(own: WsOwn, messageId: string, relatesTo: string): string {
  const { box } = own;
  const urn = urnOf(box);
  const section = (dialect: string, inner: string) =>
    `<wsx:MetadataSection Dialect="${WSDP}/${dialect}">${inner}</wsx:MetadataSection>`;
  const name = escapeXml(box.name);
  const device =
    `<wsdp:ThisDevice><wsdp:FriendlyName>${escapeXml(box.comment || box.name)}</wsdp:FriendlyName>` +
    `<wsdp:FirmwareVersion>${escapeXml(box.version)}</wsdp:FirmwareVersion>` +
    `<wsdp:SerialNumber>${box.uuid}</wsdp:SerialNumber></wsdp:ThisDevice>`;
  const model =
    "<wsdp:ThisModel><wsdp:Manufacturer>Larder</wsdp:Manufacturer>" +
    "<wsdp:ModelName>Larder</wsdp:ModelName>" +
    "<pnpx:DeviceCategory>Computers</pnpx:DeviceCategory></wsdp:ThisModel>";
  const host =
    `<wsdp:Relationship Type="${WSDP}/host"><wsdp:Host>` +
    `<wsa:EndpointReference><wsa:Address>${urn}</wsa:Address></wsa:EndpointReference>` +
    `<wsdp:Types>pub:Computer</wsdp:Types><wsdp:ServiceId>${urn}</wsdp:ServiceId>` +
    `<pub:Computer>${name}/Workgroup:${escapeXml(box.workgroup)}</pub:Computer>` +
    "</wsdp:Host></wsdp:Relationship>";
  const metadata =
    section("ThisDevice", device) + section("ThisModel", model) + section("Relationship", host);
  return soap(
    headerOf(`${WST}/GetResponse`, ANONYMOUS, messageId, relatesTo),
    `<wsx:Metadata>${metadata}</wsx:Metadata>`,
  );
}

export function urnOf({ uuid }: BoxFacts): string {
  return `urn:uuid:${uuid}`;
}

function endpoint(own: WsOwn, isWhole: boolean): string {
  const reference = `<wsa:EndpointReference><wsa:Address>${urnOf(own.box)}</wsa:Address></wsa:EndpointReference>`;
  if (!isWhole) return reference;
  return (
    `${reference}<wsd:Types>wsdp:Device pub:Computer</wsd:Types>` +
    `<wsd:XAddrs>${escapeXml(own.place)}</wsd:XAddrs><wsd:MetadataVersion>1</wsd:MetadataVersion>`
  );
}

function headerOf(action: string, to: string, messageId: string, relatesTo: string | null): string {
  const relation =
    relatesTo === null ? "" : `<wsa:RelatesTo>${escapeXml(relatesTo)}</wsa:RelatesTo>`;
  return (
    `<wsa:To>${to}</wsa:To><wsa:Action>${action}</wsa:Action>` +
    `<wsa:MessageID>${messageId}</wsa:MessageID>${relation}`
  );
}

function sequence({ instanceId }: WsOwn, { messageNumber }: WsEnvelope): string {
  return `<wsd:AppSequence InstanceId="${instanceId}" MessageNumber="${messageNumber}"/>`;
}

function soap(header: string, body: string): string {
  return (
    '<?xml version="1.0" encoding="utf-8"?>' +
    `<soap:Envelope xmlns:soap="${SOAP}" xmlns:wsa="${WSA}" xmlns:wsd="${WSD}" xmlns:wsx="${WSX}"` +
    ` xmlns:wsdp="${WSDP}" xmlns:pub="${PUB}" xmlns:pnpx="${PNPX}">` +
    `<soap:Header>${header}</soap:Header><soap:Body>${body}</soap:Body></soap:Envelope>`
  );
}

function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((each) => each.name === name);
}
