//! A client's way to SMB Direct for tests: what comes over TCP, framed as SMB is there, goes on over RDMA, and back.
//!
//!     bridge SERVER PORT REGION
//!
//! REGION is a file on tmpfs. It is the client's memory, which the server may read and write by RDMA: what stands in the
//! file, the server reads, and what it writes, stands in the file. When the connection is up, one line is printed:
//!
//!     TCP-PORT ADDRESS TOKEN      the port is on the loopback; address and token are what a descriptor says
//!
//! From then on a line on its input asks for a token of a part of the memory only, which the server can take back:
//!
//!     window AT LENGTH            answered by "window TOKEN"
//!     invalidated TOKEN           is printed when a message of the server took it back
//!
//! One connection of TCP is one of RDMA; when either ends, both do, and the program.

#[path = "../src/device.rs"]
#[allow(dead_code)]
mod device;
#[path = "../src/queues.rs"]
#[allow(dead_code)]
mod queues;
#[path = "../src/region.rs"]
#[allow(dead_code)]
mod region;
#[macro_use]
#[path = "../src/verbs.rs"]
#[allow(dead_code)]
mod verbs;
#[path = "bridge/windows.rs"]
mod windows;

use std::ffi::{c_int, c_void};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::fd::{AsRawFd, OwnedFd};
use std::ptr;
use std::rc::Rc;
use std::time::Instant;

use device::Device;
use queues::{Of, Queue, Queues, SEND_SLOT_COUNT, completion_failure};
use region::{Mapping, Region};
use smb_direct::{Connection, Settings};
use verbs::{
    ACCESS_LOCAL_WRITE, EVENT_DISCONNECTED, EVENT_ESTABLISHED, IbvWc, PS_TCP, RdmaCmEvent,
    RdmaCmId, RdmaConnParam, RdmaEventChannel, Verbs, WC_SUCCESS, library, symbol,
};
use windows::{ACCESS_MW_BIND, Windows};

functions! {
    Connecting:
    rdmacm {
        rdma_resolve_addr as resolve_addr: fn(*mut RdmaCmId, *mut libc::sockaddr, *mut libc::sockaddr, c_int) -> c_int;
        rdma_resolve_route as resolve_route: fn(*mut RdmaCmId, c_int) -> c_int;
        rdma_connect as connect: fn(*mut RdmaCmId, *mut RdmaConnParam) -> c_int;
    }
}

const EVENT_ADDR_RESOLVED: c_int = 0;
const EVENT_ROUTE_RESOLVED: c_int = 2;
const ACCESS_REMOTE_WRITE: c_int = 2;
const ACCESS_REMOTE_READ: c_int = 4;
const ACCESS_OF_PEER: c_int = ACCESS_REMOTE_READ | ACCESS_REMOTE_WRITE;
/// Reads of the server that this side answers at a time.
const READS_MAX: u8 = 16;
const RESOLVE_MS: c_int = 10_000;
const FRAME_HEADER_BYTES: usize = 4;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [server, port, region] = arguments.as_slice() else {
        eprintln!("usage: bridge SERVER PORT REGION");
        std::process::exit(2);
    };
    let ended = Bridge::open(server, port, region).and_then(|mut bridge| bridge.run());
    if let Err(reason) = ended {
        eprintln!("bridge: {reason}");
        std::process::exit(1);
    }
}

struct Bridge {
    events: *mut RdmaEventChannel,
    verbs: Rc<Verbs>,
    windows: Windows,
    /// The client's memory; the server has its key. It goes before the device that it is registered with.
    memory: Region,
    queues: Queues,
    /// The standard input, or -1 once it ended, and what came on it of a line that is not whole.
    input: c_int,
    asked: String,
    machine: Connection,
    started: Instant,
    free_slots: Vec<u32>,
    inbound: Vec<u8>,
    outbound: Vec<u8>,
}

impl Bridge {
    fn open(server: &str, port: &str, region: &str) -> Result<Self, String> {
        let address: Ipv4Addr = server.parse().map_err(|_| "no address".to_owned())?;
        let port: u16 = port.parse().map_err(|_| "no port".to_owned())?;
        let mapping = Rc::new(map(region).map_err(|error| format!("{region}: {error}"))?);
        let verbs = Rc::new(Verbs::open()?);
        let connecting = Connecting::open()?;
        // SAFETY: makes a channel of ours.
        let events = unsafe { (verbs.create_event_channel)() };
        worked(c_int::from(events.is_null()), "the events")?;
        let mut id = ptr::null_mut();
        // SAFETY: the id is made by the call; the address lives through the one that takes it.
        unsafe {
            let answer = (verbs.create_id)(events, &mut id, ptr::null_mut(), PS_TCP);
            worked(answer, "an id")?;
            let mut target: libc::sockaddr_in = std::mem::zeroed();
            target.sin_family = libc::AF_INET as u16;
            target.sin_port = port.to_be();
            target.sin_addr.s_addr = u32::from(address).to_be();
            let target = ptr::from_mut(&mut target).cast();
            let answer = (connecting.resolve_addr)(id, ptr::null_mut(), target, RESOLVE_MS);
            worked(answer, "the address")?;
            await_event(&verbs, events, EVENT_ADDR_RESOLVED)?;
            worked((connecting.resolve_route)(id, RESOLVE_MS), "the route")?;
            await_event(&verbs, events, EVENT_ROUTE_RESOLVED)?;
        }
        // SAFETY: the id has a device since its address was resolved.
        let device = Rc::new(Device::open(&verbs, unsafe { (*id).verbs }, &mapping)?);
        let access = ACCESS_LOCAL_WRITE | ACCESS_OF_PEER | ACCESS_MW_BIND;
        let memory = Region::open_to(access, &verbs, device.domain.pd, &mapping)?;
        let settings = Settings::default();
        let receive_count = u32::from(settings.receive_credit_max) + 1;
        let mut queues = Queues::new(id, &device, receive_count)?;
        queues.owns_id = true;
        let mut machine = Connection::initiate(settings, 0);
        machine.receives_posted(receive_count as u16);
        // SAFETY: plain values, for which zeros are some; the id has its queue pair.
        unsafe {
            let mut parameters: RdmaConnParam = std::mem::zeroed();
            parameters.responder_resources = READS_MAX;
            parameters.retry_count = 7;
            parameters.rnr_retry_count = 7;
            worked((connecting.connect)(id, &mut parameters), "the connection")?;
        }
        await_event(&verbs, events, EVENT_ESTABLISHED)?;
        Ok(Self {
            events,
            verbs,
            windows: Windows::default(),
            memory,
            queues,
            input: libc::STDIN_FILENO,
            asked: String::new(),
            machine,
            started: Instant::now(),
            free_slots: (0..SEND_SLOT_COUNT).collect(),
            inbound: Vec::new(),
            outbound: Vec::new(),
        })
    }

    fn run(&mut self) -> Result<(), String> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(said)?;
        while !self.machine.is_ready() {
            self.carry(-1)?;
        }
        // SAFETY: registered as long as the memory is.
        let token = unsafe { (*self.memory.registration).rkey };
        let port = listener.local_addr().map_err(said)?.port();
        println!("{port} {} {token}", self.memory.address(0));
        let (mut socket, _) = listener.accept().map_err(said)?;
        socket.set_nonblocking(true).map_err(said)?;
        socket.set_nodelay(true).map_err(said)?;
        loop {
            self.carry(socket.as_raw_fd())?;
            if !self.take(&mut socket)? {
                return Ok(());
            }
            self.give(&mut socket)?;
        }
    }

    /// Sends what there is, waits, and takes what came over RDMA.
    fn carry(&mut self, socket: c_int) -> Result<(), String> {
        self.post()?;
        // Nothing tells of the send queue, which is looked at each time.
        let is_sent = self.free_slots.len() == SEND_SLOT_COUNT as usize;
        let is_idle = is_sent && !self.windows.are_awaited();
        let wait_ms = if is_idle { 1_000 } else { 5 };
        let awaits = libc::POLLIN
            | if self.outbound.is_empty() {
                0
            } else {
                libc::POLLOUT
            };
        // SAFETY: the channel is alive.
        let events = unsafe { (*self.events).fd };
        let watch = |fd, events| libc::pollfd {
            fd,
            events,
            revents: 0,
        };
        let mut watched = [
            watch(self.queues.completion_fd(), libc::POLLIN),
            watch(events, libc::POLLIN),
            watch(socket, awaits),
            watch(self.input, libc::POLLIN),
        ];
        // SAFETY: there are as many as are said.
        unsafe { libc::poll(watched.as_mut_ptr(), watched.len() as _, wait_ms) };
        if watched[1].revents != 0 && next_event(&self.verbs, self.events)? == EVENT_DISCONNECTED {
            return Err("the server ended the connection".into());
        }
        if watched[0].revents != 0 {
            self.queues.woken();
        }
        if watched[3].revents != 0 {
            self.ask()?;
        }
        for queue in [Queue::Receives, Queue::Sends] {
            self.poll(queue)?;
        }
        let now_ms = self.now_ms();
        self.machine
            .tick(now_ms)
            .map_err(|failure| failure.name())?;
        self.post()
    }

    fn poll(&mut self, queue: Queue) -> Result<(), String> {
        // SAFETY: integers only, for which zeros are values.
        let mut batch: [IbvWc; 32] = unsafe { std::mem::zeroed() };
        loop {
            let count = self.queues.poll(queue, &mut batch)?;
            for completion in &batch[..count] {
                if completion.status != WC_SUCCESS {
                    return Err(completion_failure(completion.status).into());
                }
                match Of::completion(completion) {
                    Of::Receive(index) => {
                        let taken_back = self.windows.invalidated(completion);
                        self.received(index, completion.byte_len)?;
                        if let Some(token) = taken_back {
                            println!("invalidated {token}");
                        }
                    }
                    Of::Send(slot) => self.free_slots.push(slot),
                    // This side places nothing: a window was bound.
                    Of::Placement(token) => {
                        self.windows.opened();
                        println!("window {token}");
                    }
                }
            }
            if count < batch.len() {
                return Ok(());
            }
        }
    }

    fn received(&mut self, index: u32, length: u32) -> Result<(), String> {
        let bytes = self.queues.received(index, length);
        let now_ms = self.now_ms();
        let message = self
            .machine
            .receive(now_ms, &bytes)
            .map_err(|failure| failure.name())?;
        if let Some(message) = message {
            let length = message.len() as u32;
            self.outbound.extend_from_slice(&length.to_be_bytes());
            self.outbound.extend_from_slice(&message);
        }
        self.queues.post_receive(index)?;
        self.machine.receives_posted(1);
        Ok(())
    }

    /// Opens the windows that the standard input asks for.
    fn ask(&mut self) -> Result<(), String> {
        let mut chunk = [0; 4096];
        let count = io::stdin().lock().read(&mut chunk).map_err(said)?;
        if count == 0 {
            self.input = -1;
        }
        self.asked
            .push_str(&String::from_utf8_lossy(&chunk[..count]));
        while let Some(end) = self.asked.find('\n') {
            let line: String = self.asked.drain(..=end).collect();
            let words: Vec<&str> = line.split_whitespace().collect();
            let ["window", at, length] = words.as_slice() else {
                return Err(format!("what is {line:?}?"));
            };
            let number = |word: &str| word.parse::<usize>().map_err(|_| "no number".to_owned());
            let part = (number(at)?, number(length)?);
            self.windows
                .open(&self.queues, &self.memory, part, ACCESS_OF_PEER)?;
        }
        Ok(())
    }

    fn post(&mut self) -> Result<(), String> {
        let now_ms = self.now_ms();
        while let Some(slot) = self.free_slots.pop() {
            let machine = &mut self.machine;
            let send = self
                .queues
                .put_send(slot, |target| machine.next_send(now_ms, target));
            if send.is_none() {
                self.free_slots.push(slot);
                break;
            }
        }
        self.queues.post().map_err(str::to_owned)
    }

    /// Takes whole frames from the client. False: it is gone.
    fn take(&mut self, socket: &mut TcpStream) -> Result<bool, String> {
        let mut chunk = [0; 65_536];
        loop {
            match socket.read(&mut chunk) {
                Ok(0) => return Ok(false),
                Ok(count) => self.inbound.extend_from_slice(&chunk[..count]),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(said(error)),
            }
        }
        while let Some(header) = self.inbound.first_chunk::<FRAME_HEADER_BYTES>() {
            let end = FRAME_HEADER_BYTES + u32::from_be_bytes(*header) as usize;
            let Some(message) = self.inbound.get(FRAME_HEADER_BYTES..end) else {
                break;
            };
            if !self.machine.send_message(message.to_vec(), None) {
                return Err("a message that the server does not take".into());
            }
            self.inbound.drain(..end);
        }
        Ok(true)
    }

    fn give(&mut self, socket: &mut TcpStream) -> Result<(), String> {
        while !self.outbound.is_empty() {
            match socket.write(&self.outbound) {
                Ok(count) => drop(self.outbound.drain(..count)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(said(error)),
            }
        }
        Ok(())
    }

    fn now_ms(&self) -> u64 {
        self.started.elapsed().as_millis() as u64
    }
}

fn map(path: &str) -> io::Result<Mapping> {
    let file = std::fs::File::options().read(true).write(true).open(path)?;
    let length = file.metadata()?.len() as usize;
    Mapping::shared(&OwnedFd::from(file), length)
}

fn await_event(verbs: &Verbs, events: *mut RdmaEventChannel, wanted: c_int) -> Result<(), String> {
    match next_event(verbs, events)? {
        kind if kind == wanted => Ok(()),
        kind => Err(format!("event {kind} came instead of {wanted}")),
    }
}

/// Waits for one, and acknowledges it.
fn next_event(verbs: &Verbs, events: *mut RdmaEventChannel) -> Result<c_int, String> {
    let mut event: *mut RdmaCmEvent = ptr::null_mut();
    // SAFETY: the channel is alive; what is needed is copied before the event is given back.
    unsafe {
        worked((verbs.get_cm_event)(events, &mut event), "an event")?;
        let kind = (*event).event;
        (verbs.ack_cm_event)(event);
        Ok(kind)
    }
}

fn worked(answer: c_int, what: &str) -> Result<(), String> {
    match answer {
        0 => Ok(()),
        _ => Err(format!("{what}: {}", io::Error::last_os_error())),
    }
}

fn said(error: io::Error) -> String {
    error.to_string()
}
