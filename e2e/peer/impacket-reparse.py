"""Sets, meets, reads and deletes reparse points with impacket; the facts come back as JSON."""

import json
import struct
import sys

from impacket import smb3
from impacket.smb3structs import (
    FILE_DIRECTORY_FILE,
    FILE_OPEN,
    FILE_OPEN_IF,
    SMB2_0_IOCTL_IS_FSCTL,
)
from impacket.smbconnection import SMBConnection, SessionError

FSCTL_SET_REPARSE_POINT = 0x000900A4
FSCTL_GET_REPARSE_POINT = 0x000900A8
FSCTL_DELETE_REPARSE_POINT = 0x000900AC
FILE_OPEN_REPARSE_POINT = 0x00200000
ALL = 0x001F01FF

port, user, password = int(sys.argv[1]), sys.argv[2], sys.argv[3]
connection = SMBConnection("127.0.0.1", "127.0.0.1", sess_port=port)
connection.login(user, password)
tree = connection.connectTree("share")
server = connection.getSMBServer()


def open_itself(name, options=0, disposition=FILE_OPEN):
    return connection.openFile(
        tree,
        name,
        desiredAccess=ALL,
        creationOption=FILE_OPEN_REPARSE_POINT | options,
        creationDisposition=disposition,
    )


def control(file, code, data, room=0):
    return server.ioctl(
        tree, file, code, SMB2_0_IOCTL_IS_FSCTL, inputBlob=data, maxOutputResponse=room
    )


def status(action):
    try:
        action()
    except SessionError as error:
        return hex(error.getErrorCode())
    except smb3.SessionError as error:
        return hex(error.get_error_code())
    return "0x0"


def symlink(target):
    name = target.encode("utf-16-le")
    body = struct.pack("<HHHHI", 0, len(name), len(name), len(name), 1) + name + name
    return struct.pack("<IHH", 0xA000000C, len(body), 0) + body


fifo = struct.pack("<IHHQ", 0x80000014, 8, 0, 0x4F464946)
facts = {}
for name, data, options in [
    ("link", symlink("elsewhere\\there"), 0),
    ("folder-link", symlink("other"), FILE_DIRECTORY_FILE),
    ("fifo", fifo, 0),
]:
    file = open_itself(name, options, FILE_OPEN_IF)
    control(file, FSCTL_SET_REPARSE_POINT, data)
    connection.closeFile(tree, file)
    file = open_itself(name)
    same = control(file, FSCTL_GET_REPARSE_POINT, b"", 4096) == data
    connection.closeFile(tree, file)
    facts[name] = {
        "same": same,
        "followed": status(lambda: connection.openFile(tree, name, desiredAccess=ALL)),
        "below": status(lambda: connection.openFile(tree, name + "\\x", desiredAccess=ALL)),
    }

file = open_itself("link")
header = struct.pack("<IHH", 0xA000000C, 0, 0)
facts["wrongTag"] = status(
    lambda: control(file, FSCTL_DELETE_REPARSE_POINT, struct.pack("<IHH", 0x80000014, 0, 0))
)
facts["deleted"] = status(lambda: control(file, FSCTL_DELETE_REPARSE_POINT, header))
facts["deletedAgain"] = status(lambda: control(file, FSCTL_DELETE_REPARSE_POINT, header))
connection.closeFile(tree, file)
facts["plain"] = status(lambda: connection.openFile(tree, "link", desiredAccess=ALL))
print(json.dumps(facts))
