"""Two clients of impacket at one share, as programs of two machines would be; the facts come back as JSON."""

import json
import sys
import threading

from impacket import smb3
from impacket.smb3structs import (
    FILE_DIRECTORY_FILE,
    FILE_OPEN,
    FILE_OPEN_IF,
    SMB2_0_INFO_FILE,
    SMB2_0_IOCTL_IS_FSCTL,
    SMB2_CHANGE_NOTIFY,
    SMB2_CREATE_DURABLE_HANDLE_RECONNECT_V2,
    SMB2_CREATE_DURABLE_HANDLE_REQUEST_V2,
    SMB2_DIALECT_30,
    SMB2_FILEID,
    SMB2_LOCK,
    SMB2_LOCK_ELEMENT,
    SMB2_OPLOCK_BREAK,
    SMB2_OPLOCK_LEVEL_BATCH,
    SMB2_OPLOCK_LEVEL_II,
    SMB2ChangeNotify,
    SMB2ChangeNotify_Response,
    SMB2CreateContext,
    SMB2Lock,
    SMB2OplockBreakAcknowledgment,
    SMB2OplockBreakNotification,
)
from impacket.smbconnection import SMBConnection, SessionError

ALL = 0x001F01FF
SHARE_ALL = 7
#: A notification that nobody asked for has this message id.
UNASKED = 0xFFFFFFFFFFFFFFFF
LOCK_EXCLUSIVE_AT_ONCE = 0x12
LOCK_UNLOCK = 0x04
FILE_NOTIFY_CHANGE_FILE_NAME = 0x01
FILE_FULL_EA_INFORMATION = 15
FILE_STREAM_INFORMATION = 22
FSCTL_SRV_ENUMERATE_SNAPSHOTS = 0x00144064

port, password = int(sys.argv[1]), sys.argv[2]


class Client:
    def __init__(self, user, share="share"):
        self.connection = SMBConnection(
            "127.0.0.1", "127.0.0.1", sess_port=port, preferredDialect=SMB2_DIALECT_30, timeout=20
        )
        self.connection.login(user, password)
        self.smb = self.connection.getSMBServer()
        self.tree = self.connection.connectTree(share)

    def open(self, name, disposition=FILE_OPEN_IF, options=0, oplock=0, contexts=None):
        access, attributes = ALL, 0
        return self.smb.create(
            self.tree, name, access, SHARE_ALL, options, disposition, attributes,
            oplockLevel=oplock, createContexts=contexts,
        )

    def write(self, file, data, offset=0):
        # Its credits are counted from the length that is said, not from the data.
        return self.smb.write(self.tree, file, data, offset, len(data))

    def read(self, file, offset=0, length=100):
        return self.smb.read(self.tree, file, offset, length).decode()

    def close(self, file):
        self.smb.close(self.tree, file)

    def send(self, command, data):
        packet = self.smb.SMB_PACKET()
        packet["Command"] = command
        packet["TreeID"] = self.tree
        packet["Data"] = data
        return self.smb.sendSMB(packet)

    def lock(self, file, offset, length, flags):
        element = SMB2_LOCK_ELEMENT()
        element["Offset"], element["Length"], element["Flags"] = offset, length, flags
        request = SMB2Lock()
        request["FileID"] = file
        request["LockCount"] = 1
        request["Locks"] = element.getData()
        return hex(self.smb.recvSMB(self.send(SMB2_LOCK, request))["Status"])


def status(action):
    try:
        action()
    except (SessionError, smb3.SessionError) as error:
        code = getattr(error, "getErrorCode", None) or error.get_error_code
        return hex(code())
    return "0x0"


def oplock_gives_way(alice, bob):
    """Bob's open waits until Alice's program has written what it kept back."""
    file = alice.open("kept.txt", oplock=SMB2_OPLOCK_LEVEL_BATCH)
    seen = {}

    def open_and_read():
        theirs = bob.open("kept.txt", FILE_OPEN)
        seen["read"] = bob.read(theirs)
        bob.close(theirs)

    other = threading.Thread(target=open_and_read)
    other.start()
    notice = SMB2OplockBreakNotification(alice.smb.recvSMB(UNASKED)["Data"])
    # impacket takes the charge of 0 of what it never sent for a step back of its message ids.
    alice.smb._Connection["SequenceWindow"] += 1
    waited = other.is_alive()
    alice.write(file, b"written at the last moment")
    answer = SMB2OplockBreakAcknowledgment()
    answer["OplockLevel"] = SMB2_OPLOCK_LEVEL_II
    answer["FileID"] = file
    acknowledged = alice.smb.recvSMB(alice.send(SMB2_OPLOCK_BREAK, answer))["Status"]
    other.join(20)
    alice.close(file)
    return {
        "level": notice["OplockLevel"],
        "ofThisFile": notice["FileID"].getData() == file,
        "waited": waited,
        "acknowledged": hex(acknowledged),
        "read": seen.get("read"),
    }


def locks_hold(alice, bob):
    mine, theirs = alice.open("locked.bin"), bob.open("locked.bin")
    alice.write(mine, b"0123456789")
    facts = {
        "taken": alice.lock(mine, 2, 4, LOCK_EXCLUSIVE_AT_ONCE),
        "again": bob.lock(theirs, 3, 1, LOCK_EXCLUSIVE_AT_ONCE),
        "read": status(lambda: bob.read(theirs, 0, 10)),
        "write": status(lambda: bob.write(theirs, b"x", 5)),
        "beside": bob.read(theirs, 6, 4),
        "released": alice.lock(mine, 2, 4, LOCK_UNLOCK),
        "after": bob.lock(theirs, 3, 1, LOCK_EXCLUSIVE_AT_ONCE),
    }
    alice.close(mine)
    bob.close(theirs)
    return facts


def change_is_told(alice, bob):
    folder = alice.open("watched", options=FILE_DIRECTORY_FILE)
    request = SMB2ChangeNotify()
    request["FileID"] = folder
    request["OutputBufferLength"] = 4096
    request["CompletionFilter"] = FILE_NOTIFY_CHANGE_FILE_NAME
    asked = alice.send(SMB2_CHANGE_NOTIFY, request)
    made = bob.open("watched\\new.txt")
    bob.close(made)
    told = SMB2ChangeNotify_Response(alice.smb.recvSMB(asked)["Data"])["Buffer"]
    alice.close(folder)
    # FILE_NOTIFY_INFORMATION: next entry, action, length of the name, the name.
    length = int.from_bytes(told[8:12], "little")
    return [int.from_bytes(told[4:8], "little"), told[12 : 12 + length].decode("utf-16-le")]


def what_hangs_on_a_file(alice, bob):
    file = alice.open("laden.txt")
    entry = b"\0\0\0\0" + b"\0" + bytes([6]) + b"\x05\x00" + b"Colour\0" + b"green"
    alice.smb.setInfo(alice.tree, file, entry, SMB2_0_INFO_FILE, FILE_FULL_EA_INFORMATION)
    stream = alice.open("laden.txt:notes")
    alice.write(stream, b"of a stream")
    alice.close(stream)
    alice.close(file)
    theirs = bob.open("laden.txt", FILE_OPEN)
    attribute = bob.smb.queryInfo(
        bob.tree, theirs, infoType=SMB2_0_INFO_FILE, fileInfoClass=FILE_FULL_EA_INFORMATION
    )
    streams = bob.smb.queryInfo(
        bob.tree, theirs, infoType=SMB2_0_INFO_FILE, fileInfoClass=FILE_STREAM_INFORMATION
    )
    snapshots = bob.smb.ioctl(
        bob.tree, theirs, FSCTL_SRV_ENUMERATE_SNAPSHOTS, SMB2_0_IOCTL_IS_FSCTL, maxOutputResponse=16
    )
    bob.close(theirs)
    notes = bob.open("laden.txt:notes", FILE_OPEN)
    text = bob.read(notes)
    bob.close(notes)
    return {
        # FILE_FULL_EA_INFORMATION: next entry, flags, two lengths, the name to its NUL, the value.
        "attribute": attribute[8:].decode(),
        "streams": names_of_streams(streams),
        "stream": text,
        # SRV_SNAPSHOT_ARRAY: how many there are, how many are here, how long the array is.
        "snapshots": [int.from_bytes(snapshots[at : at + 4], "little") for at in (0, 4)],
    }


def names_of_streams(data):
    names, at = [], 0
    while True:
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        names.append(data[at + 24 : at + 24 + length].decode("utf-16-le"))
        step = int.from_bytes(data[at : at + 4], "little")
        if step == 0:
            return names
        at += step


def open_outlives_its_connection():
    """The line is cut under an open with a lock; the program goes on with it over another one."""
    guid = bytes(range(16))
    wanted = SMB2_CREATE_DURABLE_HANDLE_REQUEST_V2()
    wanted["Timeout"], wanted["Reserved"], wanted["CreateGuid"] = 60_000, b"\0" * 8, guid
    first, other = Client("alice"), Client("bob")
    file = first.open(
        "outlives.txt", oplock=SMB2_OPLOCK_LEVEL_BATCH, contexts=[context(b"DH2Q", wanted)]
    )
    first.write(file, b"before the cut")
    first.lock(file, 0, 6, LOCK_EXCLUSIVE_AT_ONCE)
    first.smb.get_socket().close()

    second = Client("alice")
    back = SMB2_CREATE_DURABLE_HANDLE_RECONNECT_V2()
    back["FileID"], back["CreateGuid"] = SMB2_FILEID(file), guid
    facts = {
        "stranger": status(
            lambda: other.open("outlives.txt", FILE_OPEN, contexts=[context(b"DH2C", back)])
        )
    }
    again = second.open(
        "outlives.txt", oplock=SMB2_OPLOCK_LEVEL_BATCH, contexts=[context(b"DH2C", back)]
    )
    facts["read"] = second.read(again)
    facts["unlocked"] = second.lock(again, 0, 6, LOCK_UNLOCK)
    second.close(again)
    return facts


def context(name, data):
    """One create context, padded so that it may be the last."""
    body = data.getData()
    made = SMB2CreateContext()
    made["NameOffset"], made["NameLength"] = 16, len(name)
    made["DataOffset"], made["DataLength"] = 24, len(body)
    made["Buffer"] = name + b"\0" * 4 + body
    return made


def sealed():
    """A share that requires encryption; impacket encrypts what goes to its tree."""
    client = Client("alice", "sealed")
    file = client.open("secret.txt")
    client.write(file, b"for two only")
    text = client.read(file)
    client.close(file)
    return [bool(client.smb._Session["TreeConnectTable"][client.tree]["EncryptData"]), text]


alice, bob = Client("alice"), Client("bob")
print(
    json.dumps(
        {
            "signed": bool(alice.smb._Session["SigningActivated"]),
            "sealed": sealed(),
            "oplock": oplock_gives_way(alice, bob),
            "locks": locks_hold(alice, bob),
            "change": change_is_told(alice, bob),
            "laden": what_hangs_on_a_file(alice, bob),
            "durable": open_outlives_its_connection(),
        }
    )
)
