"""A session of impacket's SMB client: what a test wants is given as arguments, facts come back as JSON."""

import io
import json
import sys

from impacket.dcerpc.v5 import transport, wkst
from impacket.smb3structs import (
    FILE_SHARE_READ,
    SMB2_DIALECT_002,
    SMB2_DIALECT_21,
    SMB2_DIALECT_30,
    SMB2_DIALECT_311,
)
from impacket.smbconnection import SMBConnection, SessionError

port, user, password, wanted = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
dialect = {
    "2.0.2": SMB2_DIALECT_002,
    "2.1": SMB2_DIALECT_21,
    "3.0": SMB2_DIALECT_30,
    "3.1.1": SMB2_DIALECT_311,
}[wanted]

connection = SMBConnection("127.0.0.1", "127.0.0.1", sess_port=port, preferredDialect=dialect)
try:
    connection.login(user, password)
except SessionError as error:
    print(json.dumps({"logon": error.getErrorString()[0]}))
    sys.exit(0)

folder = "impacket-" + wanted
content = bytes(range(256)) * 5000
connection.putFile("share", "impacket.bin", io.BytesIO(content).read)
received = io.BytesIO()
connection.getFile("share", "impacket.bin", received.write)
connection.createDirectory("share", folder)
connection.rename("share", "impacket.bin", folder + "\\renamed.bin")
listed = [entry.get_longname() for entry in connection.listPath("share", folder + "\\*")]

tree = connection.connectTree("share")
file = connection.openFile(tree, folder + "\\renamed.bin", shareMode=FILE_SHARE_READ)
middle = connection.readFile(tree, file, offset=1000, bytesToRead=300)
connection.closeFile(tree, file)
connection.disconnectTree(tree)

try:
    connection.deleteDirectory("share", folder)
    not_empty = "STATUS_SUCCESS"
except SessionError as error:
    not_empty = error.getErrorString()[0]
connection.deleteFile("share", folder + "\\renamed.bin")
connection.deleteDirectory("share", folder)

pipe = transport.SMBTransport("127.0.0.1", filename="wkssvc", smb_connection=connection)
service = pipe.get_dce_rpc()
service.connect()
service.bind(wkst.MSRPC_UUID_WKST)
workstation = wkst.hNetrWkstaGetInfo(service, 100)["WkstaInfo"]["WkstaInfo100"]
service.disconnect()

facts = {
    "workgroup": workstation["wki100_langroup"][:-1],
    "computer": workstation["wki100_computername"][:-1],
    "logon": "STATUS_SUCCESS",
    "dialect": connection.getDialect(),
    "guest": connection.isGuestSession(),
    "same": received.getvalue() == content,
    "middle": middle == content[1000:1300],
    "listed": sorted(listed),
    "notEmpty": not_empty,
    "shares": sorted(share["shi1_netname"][:-1] for share in connection.listShares()),
    "serverName": connection.getServerName(),
}
connection.logoff()
print(json.dumps(facts))
