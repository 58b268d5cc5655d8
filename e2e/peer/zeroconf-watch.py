"""What python-zeroconf, a foreign reader of multicast DNS, sees of a network: a line of JSON for each change.

Ends with its input. The argument is the address of the interface to listen on.
"""

import json
import sys

from zeroconf import (
    IPVersion,
    ServiceBrowser,
    ServiceInfo,
    ServiceListener,
    Zeroconf,
    ZeroconfServiceTypes,
)

KINDS = ["_smb._tcp.local.", "_adisk._tcp.local."]
WAIT_MS = 5000


def tell(**fact):
    print(json.dumps(fact), flush=True)


def text_of(info):
    return {
        key.decode(): None if value is None else value.decode() for key, value in info.properties.items()
    }


class Listener(ServiceListener):
    def add_service(self, network, kind, name):
        info = network.get_service_info(kind, name, WAIT_MS)
        if info is None:
            tell(event="unresolved", kind=kind, name=name)
            return
        tell(
            event="added",
            kind=kind,
            name=name,
            host=info.server,
            port=info.port,
            addresses=sorted(info.parsed_addresses(IPVersion.All)),
            text=text_of(info),
        )

    def update_service(self, network, kind, name):
        pass

    def remove_service(self, network, kind, name):
        tell(event="removed", kind=kind, name=name)


def model_of(network, instance):
    """_device-info is a text record without a service behind it."""
    info = ServiceInfo("_device-info._tcp.local.", f"{instance}._device-info._tcp.local.")
    info.request(network, 1000)
    return text_of(info)


def main():
    network = Zeroconf(interfaces=[sys.argv[1]], ip_version=IPVersion.V4Only)
    ServiceBrowser(network, KINDS, Listener())
    tell(event="ready")
    for line in sys.stdin:
        question, _, rest = line.strip().partition(" ")
        if question == "kinds":
            tell(event="kinds", kinds=sorted(ZeroconfServiceTypes.find(network, timeout=2)))
        elif question == "model":
            tell(event="model", text=model_of(network, rest))
    network.close()


main()
