/** Every numeric limit: name with its unit, value, reason. A peer can grow nothing that is not here. */

/** Accepted connections in total. A home or office NAS sees dozens; memory per idle one is a few KiB. */
export const CONNECTION_COUNT_MAX = 4096;
/** Of one address. Multichannel clients hold up to 32 and terminal servers more. */
export const CONNECTION_COUNT_PER_ADDRESS_MAX = 1024;
/** Not yet authenticated, of one address: enough for a burst of real clients, a bound for a flood. */
export const UNAUTHENTICATED_COUNT_PER_ADDRESS_MAX = 256;
/** From accept to the first valid session. [MS-SMB2] 3.3.2.3 suggests 45 s. */
export const AUTHENTICATION_MS_MAX = 45_000;
/** A PDU before authentication: NEGOTIATE and SESSION_SETUP with a large Kerberos ticket. */
export const UNAUTHENTICATED_FRAME_BYTES_MAX = 131_072;
/** MaxTransactSize, MaxReadSize and MaxWriteSize that we can offer at most. [MS-SMB2] 2.2.4 */
export const IO_BYTES_MAX = 8_388_608;
/** What a frame may hold around a full WRITE: headers, padding, a few compounded commands. */
export const FRAME_OVERHEAD_BYTES_MAX = 65_536;
/** Dialect 2.0.2 has no multi-credit. [MS-SMB2] 3.3.5.4 */
export const SMALL_IO_BYTES_MAX = 65_536;
/** Commands in one compound: Windows sends up to a handful, smbtorture some dozens. */
export const COMPOUND_COUNT_MAX = 128;
/** Replies of one compound that go out in one frame (24 bits of length); what comes after starts the next. */
export const COMPOUND_REPLY_BYTES_MAX = 1_048_576;
/** Width of the sequence window, in credits: what Windows and Samba hand out. */
export const CREDIT_COUNT_MAX = 8192;
/** Credits before authentication. */
export const UNAUTHENTICATED_CREDIT_COUNT_MAX = 64;
/** Sessions of one connection. Terminal servers share one connection among users. */
export const SESSION_COUNT_PER_CONNECTION_MAX = 1024;
/** Logons in progress on one connection. */
export const SESSION_SETUP_COUNT_PER_CONNECTION_MAX = 64;
/** The same before the first logon, so that one address cannot fill the server's table of sessions. */
export const UNAUTHENTICATED_SESSION_SETUP_COUNT_MAX = 4;
export const SESSION_COUNT_MAX = 16_384;
/** A security blob, over all legs of one logon. */
export const SECURITY_BLOB_BYTES_MAX = 65_536;
export const TREE_COUNT_PER_SESSION_MAX = 1024;
/** Opens of one session: Windows allows 16384 by default, backup clients use many. */
export const OPEN_COUNT_PER_SESSION_MAX = 16_384;
export const OPEN_COUNT_MAX = 131_072;
/**
 * Requests of one connection that wait (locks, notifications, breaks, reads of a pipe). Windows and Samba give
 * 512 credits for these, and let one less wait.
 */
export const PENDING_COUNT_PER_CONNECTION_MAX = 511;
/** Of one session whose channels are lost: CREATEs that wait on for a client that will send them again. */
export const ORPHAN_COUNT_PER_SESSION_MAX = 64;
/** Byte-range locks on one open, and elements in one LOCK request (wire maximum is 65535). */
export const LOCK_COUNT_PER_OPEN_MAX = 16_384;
export const LOCK_ELEMENT_COUNT_MAX = 256;
/** Failed logons remembered for the delay (user and address pairs); the oldest is forgotten. */
export const FAILED_LOGON_COUNT_MAX = 4096;
/**
 * Answers to one user and address that wait for the delay of failed logons. Past it nobody would live to hear
 * the answer (AUTHENTICATION_MS_MAX), so that such a try is turned away, right or wrong.
 */
export const LOGON_BACKLOG_MS_MAX = 45_000;
/** What RDMA devices reach of the engine's memory: eight of the largest READs or WRITEs at a time; others wait. */
export const RDMA_SLAB_BYTES_MAX = 67_108_864;
/** Parts of the client's memory in one READ or WRITE. Clients send a handful. */
export const RDMA_DESCRIPTOR_COUNT_MAX = 256;
/** Replies that a peer does not take: past this its requests are not read. */
export const UNSENT_BYTES_PAUSE = 33_554_432;
/** A connection without any session and any traffic ends after this. */
export const IDLE_CONNECTION_MS_MAX = 900_000;
/** An operation that lasts longer gets an interim response, so that the client's timer starts anew. */
export const INTERIM_AFTER_MS = 1_000;
/** Channels of one session: MaxChannelPerSession of Windows. */
export const CHANNEL_COUNT_PER_SESSION_MAX = 32;
/** Sessions that one connection is being bound to at a time: a client binds to one, and then to the next. */
export const BINDING_COUNT_PER_CONNECTION_MAX = 16;
/**
 * From a break to taking the cache away from a holder that does not answer. [MS-SMB2] 3.3.2.1 names 35 s for
 * Windows; whoever waits is held up that long by a client that hangs.
 */
export const BREAK_MS_MAX = 35_000;
/** How long a connection may leave a break unacknowledged, as TCP does it, before the next one is told. */
export const BREAK_UNHEARD_MS_MAX = 8_000;
/** UTF-16 code units of a name on the wire: what NTFS has. */
export const PATH_UNITS_MAX = 32_760;
/**
 * Components of a name. Rights that nobody stored are looked for in every folder above, each by its whole path:
 * the square of this. Programs make some dozens, and many end at a path of 260 or 1,024 characters.
 */
export const PATH_COMPONENT_COUNT_MAX = 512;
/** Bytes of one message through a named pipe, both ways. */
export const PIPE_MESSAGE_BYTES_MAX = 1_048_576;
/** Audit entries kept while no server listens. */
export const AUDIT_QUEUE_COUNT_MAX = 10_000;
/** Chunks of one server-side copy, bytes of one chunk, and bytes in all. [MS-SMB2] 3.3.3 defaults. */
export const COPY_CHUNK_COUNT_MAX = 256;
export const COPY_CHUNK_BYTES_MAX = 1_048_576;
export const COPY_BYTES_MAX = 16_777_216;
/** What one token of an offloaded copy stands for, and what one request copies: a second of a slow disk. */
export const OFFLOAD_BYTES_MAX = 67_108_864;
/**
 * Entries whose rights a listing by access looks at before others have their turn: some 10 ms of the one thread.
 */
export const ENUMERATION_CHECK_COUNT_MAX = 512;
/** Tokens kept. A copy needs one at a time, and an open that asks for more loses its oldest. */
export const OFFLOAD_TOKEN_COUNT_MAX = 16_384;
export const OFFLOAD_TOKEN_COUNT_PER_OPEN_MAX = 64;
/** How long a token lives for who does not ask, and for who asks for more. */
export const OFFLOAD_TOKEN_DEFAULT_MS = 30_000;
export const OFFLOAD_TOKEN_MS_MAX = 300_000;
/** Changes kept for one watched directory between two requests: a screen full of them many times over. */
export const NOTIFY_KEPT_BYTES_PER_OPEN_MAX = 65_536;
/** The same of all watches; past it a watch forgets what it kept and says so. */
export const NOTIFY_KEPT_BYTES_MAX = 67_108_864;
/** Files and directories whose changes by local programs are looked for; what comes on top goes unseen. */
export const LOCAL_WATCH_COUNT_MAX = 65_536;
/** Changes by clients remembered for two seconds, where local ones cannot be told from them; the oldest goes first. */
export const OWN_CHANGE_COUNT_MAX = 65_536;
/** Directories of one watched tree, where each needs a mark: the reading of them holds up everybody. */
export const LOCAL_TREE_DIRECTORY_COUNT_MAX = 4_096;
/** How long a durable open is kept for who does not ask: Windows' default for version 2 is one minute. */
export const DURABLE_TIMEOUT_MS = 60_000;
/** And for version 1, which cannot ask. Windows keeps it for 16 minutes. */
export const DURABLE_V1_TIMEOUT_MS = 960_000;
/** What a client may ask for. [MS-SMB2] 3.3.5.9.10: Windows' limit. */
export const DURABLE_TIMEOUT_MS_MAX = 300_000;
/** A resilient open may be kept for this long. [MS-SMB2] 3.3.5.15.9 leaves it to the server. */
export const RESILIENT_TIMEOUT_MS_MAX = 300_000;
/** Persistent opens, each with a record of its own: clusters and virtual machines hold hundreds. */
export const PERSISTENT_OPEN_COUNT_MAX = 4_096;
/** Bytes of their records; past it an open that asks to persist is durable at best. */
export const PERSISTENT_RECORD_BYTES_MAX = 67_108_864;
/** Locks of a persistent open: each change writes the whole record down. Databases hold tens. */
export const PERSISTENT_LOCK_COUNT_MAX = 512;
/** What is copied on the thread of everybody when the unnamed stream takes or gives a name: rare, and 50 ms. */
export const STREAM_MOVE_BYTES_MAX = 16_777_216;
/**
 * Entries that are looked through for other names of a file, a folder itself counting as twenty: some 10 ms of
 * everybody's time.
 */
export const HARD_LINK_ENTRY_COUNT_MAX = 20_000;
/** Entries of a DACL that local processes get a POSIX ACL for: each may name somebody, to be held against all others. */
export const PROJECTED_ACE_COUNT_MAX = 256;
/** Opens kept for clients that are gone; when full, the next one to be kept is closed instead. */
export const DISCONNECTED_OPEN_COUNT_MAX = 16_384;
/** Entries of a folder that administrators are shown, and walks through trees that apply permissions at a time. */
export const FOLDER_LIST_ENTRY_COUNT_MAX = 1_000;
export const DESCRIPTOR_WALK_COUNT_MAX = 8;
/** Folders that one such walk has still to go through; what comes on top is told as a failure. */
export const DESCRIPTOR_WALK_FOLDER_COUNT_MAX = 200_000;
/** What one sweep of a bin removes before it has to be asked again: a second or so in all, in steps of a folder. */
export const RECYCLE_REMOVAL_COUNT_MAX = 2_000;
/** Users and shares whose changes are counted; those that did nothing for longest are forgotten first. */
export const MASS_CHANGE_RECORD_COUNT_MAX = 256;
/** Paths that are remembered of each, the newest: what an administrator looks through after an incident. */
export const MASS_CHANGE_PATH_COUNT_MAX = 1_000;
/** A packet of multicast DNS, as [RFC 6762] 17 bounds it, and the questions and records that one is read for. */
export const DNS_PACKET_BYTES_MAX = 9_000;
export const DNS_RECORD_COUNT_MAX = 512;
/** Labels of all names in a packet together: two bytes can point to a hundred and more of them again. */
export const DNS_LABEL_COUNT_MAX = 8_192;
/** What is sent for discovery fits a frame of Ethernet; more goes into another packet. */
export const DISCOVERY_ANSWER_BYTES_MAX = 1_400;
/** Answers to single hosts in one second, on one interface: whoever forges a sender gets no more sent there. */
export const DISCOVERY_UNICAST_PER_SECOND_MAX = 20;
/** Hosts whose questions are still coming in, and answers that wait for their time, on one interface. */
export const DISCOVERY_PENDING_COUNT_MAX = 64;
/** Backup shares that Macs are told of. */
export const DISCOVERY_TIME_MACHINE_COUNT_MAX = 32;
/** Interfaces that the box is told of on. */
export const DISCOVERY_INTERFACE_COUNT_MAX = 16;
/** A message of WS-Discovery, how deep its elements lie in each other, and how many name spaces it declares. */
export const WS_MESSAGE_BYTES_MAX = 32_768;
export const WS_XML_DEPTH_MAX = 32;
export const WS_XML_NAME_SPACE_COUNT_MAX = 64;
/** Questions remembered so that the same one is answered once. */
export const WS_SEEN_COUNT_MAX = 256;
/** Snapshots of a share that clients are told of, the newest: an hourly one for six weeks. */
export const SNAPSHOT_COUNT_MAX = 1_024;
