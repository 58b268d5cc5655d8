"""What a listener to WS-Discovery (2005/04) sees of a network: a line of JSON for each message.

Ends with its input. The argument is the address of the interface to listen on. Questions are lines: "probe",
"resolve ADDRESS" and "get PLACE ADDRESS".
"""

import json
import os
import select
import socket
import struct
import sys
import urllib.error
import urllib.request
import uuid
import xml.etree.ElementTree as ET

GROUP, PORT = "239.255.255.250", 3702
SOAP = "http://www.w3.org/2003/05/soap-envelope"
WSA = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
WSD = "http://schemas.xmlsoap.org/ws/2005/04/discovery"
WSDP = "http://schemas.xmlsoap.org/ws/2006/02/devprof"
PUB = "http://schemas.microsoft.com/windows/pub/2005/07"
GET = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get"
EVERYBODY = "urn:schemas-xmlsoap-org:ws:2005:04:discovery"
# Linux gives a socket the groups that others of the machine joined, too, unless told not to.
IP_MULTICAST_ALL = 49


def tell(**fact):
    print(json.dumps(fact), flush=True)


def envelope(action, to, body):
    root = ET.Element(f"{{{SOAP}}}Envelope")
    header = ET.SubElement(root, f"{{{SOAP}}}Header")
    number = f"urn:uuid:{uuid.uuid4()}"
    for name, text in (("To", to), ("Action", action), ("MessageID", number)):
        ET.SubElement(header, f"{{{WSA}}}{name}").text = text
    inside = ET.SubElement(root, f"{{{SOAP}}}Body")
    if body is not None:
        inside.append(body)
    return number, ET.tostring(root, encoding="utf-8", xml_declaration=True)


def reference(address):
    element = ET.Element(f"{{{WSA}}}EndpointReference")
    ET.SubElement(element, f"{{{WSA}}}Address").text = address
    return element


def text_of(root, space, name):
    found = root.find(f".//{{{space}}}{name}")
    return None if found is None else (found.text or "").strip()


def heard(packet, source):
    root = ET.fromstring(packet)
    body = root.find(f"{{{SOAP}}}Body")
    tell(
        event=(text_of(root, WSA, "Action") or "").rpartition("/")[2],
        source=source,
        address=None if body is None else text_of(body, WSA, "Address"),
        places=(text_of(root, WSD, "XAddrs") or "").split(),
        types=(text_of(root, WSD, "Types") or "").split(),
        relatesTo=text_of(root, WSA, "RelatesTo"),
    )


def get(place, address):
    number, message = envelope(GET, address, None)
    headers = {"content-type": "application/soap+xml; charset=utf-8"}
    try:
        with urllib.request.urlopen(urllib.request.Request(place, message, headers), timeout=10) as reply:
            root = ET.fromstring(reply.read())
    except urllib.error.HTTPError as refusal:
        tell(event="refused", status=refusal.code)
        return
    tell(
        event=(text_of(root, WSA, "Action") or "").rpartition("/")[2],
        relates=text_of(root, WSA, "RelatesTo") == number,
        name=text_of(root, WSDP, "FriendlyName"),
        computer=text_of(root, PUB, "Computer"),
        service=text_of(root, WSDP, "ServiceId"),
    )


def ask(asking, question, *given):
    if question == "get":
        get(*given)
        return
    body = ET.Element(f"{{{WSD}}}{question.capitalize()}")
    if question == "resolve":
        body.append(reference(given[0]))
    _, message = envelope(f"{WSD}/{question.capitalize()}", EVERYBODY, body)
    asking.sendto(message, (GROUP, PORT))


def open_socket(own, port):
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.IPPROTO_IP, IP_MULTICAST_ALL, 0)
    made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(own))
    made.bind((own if port == 0 else "", port))
    return made


def main():
    own = sys.argv[1]
    listening = open_socket(own, PORT)
    membership = struct.pack("4s4s", socket.inet_aton(GROUP), socket.inet_aton(own))
    listening.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
    asking = open_socket(own, 0)
    tell(event="ready")
    while True:
        ready, _, _ = select.select([listening, asking, sys.stdin], [], [])
        for which in ready:
            if which is not sys.stdin:
                packet, (source, _) = which.recvfrom(65536)
                # What is asked is heard, too.
                if source != own:
                    heard(packet, source)
                continue
            # Past any buffer, which would keep a second line from select().
            lines = os.read(sys.stdin.fileno(), 65536).decode()
            if lines == "":
                return
            for line in lines.splitlines():
                ask(asking, *line.split())


main()
