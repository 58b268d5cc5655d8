//! From the engine's hello to the end of its socket: listens, accepts, and carries. When the engine goes, everything
//! goes, and the next session starts from nothing.

use std::collections::{BTreeSet, HashMap};
use std::ffi::c_int;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use smb_direct::Settings;

use crate::channel::{self, Channel, DONE_GONE};
use crate::counters::Counters;
use crate::device::Device;
use crate::frame::{self, Hello, Inbound, MAGIC, VERSION, to_engine};
use crate::health;
use crate::inventory::{self, DeviceFacts, quoted};
use crate::link::Link;
use crate::listener::Listener;
use crate::region::Mapping;
use crate::verbs::{
    EVENT_CONNECT_ERROR, EVENT_CONNECT_REQUEST, EVENT_DEVICE_REMOVAL, EVENT_DISCONNECTED,
    EVENT_ESTABLISHED, EVENT_REJECTED, EVENT_TIMEWAIT_EXIT, EVENT_UNREACHABLE, IbvContext,
    RdmaCmId, Verbs,
};

const SOCKET_NAME: &str = "rdma.sock";
/// Each takes 2.5 MiB of locked memory.
const CHANNEL_COUNT_MAX: usize = 128;
const STATUS_EVERY: Duration = Duration::from_secs(1);
const LISTEN_AGAIN: Duration = Duration::from_secs(2);
/// Frames that wait for the engine; past it, clients are granted nothing until it caught up.
const BUSY_BYTES: usize = 8 * 1024 * 1024;

const TOKEN_LINK: u64 = 0;
const TOKEN_MANAGER: u64 = 1;
const TOKEN_CHANNELS: u64 = 2;

pub struct Session {
    link: Link,
    poll: Poll,
    hello: Hello,
    verbs: Result<Rc<Verbs>, String>,
    slabs: Rc<Mapping>,
    listener: Option<Listener>,
    /// Why it does not listen; empty while it does.
    problem: String,
    devices: HashMap<*mut IbvContext, Rc<Device>>,
    channels: HashMap<u32, Channel>,
    by_id: HashMap<*mut RdmaCmId, u32>,
    next_channel: u32,
    started: Instant,
    counters: Counters,
    last_status: String,
    last_health: String,
    health_file: PathBuf,
    status_due: Instant,
    listen_due: Instant,
    is_busy: bool,
    /// The socket to the engine is full: it is waited for until it takes more.
    is_left: bool,
}

impl Session {
    /// Waits for the engine's hello and answers it. `Ok(None)`: nobody is there.
    pub fn begin(state_folder: &Path) -> Result<Option<Self>, String> {
        let Ok(mut link) = Link::connect(&state_folder.join(SOCKET_NAME)) else {
            return Ok(None);
        };
        let poll = Poll::new().map_err(|error| error.to_string())?;
        poll.watch(link.fd(), TOKEN_LINK, true, false)
            .map_err(|error| error.to_string())?;
        let hello = await_hello(&mut link, &poll)?;
        let memory = link
            .take_descriptor()
            .ok_or("the engine passed no memory")?;
        let slabs = Mapping::of_slabs(&memory, hello.slab_bytes)
            .map_err(|error| format!("the engine's memory cannot be mapped: {error}"))?;
        let body = [
            MAGIC.to_le_bytes().as_slice(),
            &VERSION.to_le_bytes(),
            &[0, 0],
        ]
        .concat();
        frame::put(&mut link.outbound, to_engine::HELLO, 0, &[&body]);
        // At once: registering memory with a device takes a while.
        link.write().map_err(|error| format!("engine: {error}"))?;
        let now = Instant::now();
        Ok(Some(Self {
            link,
            poll,
            hello,
            verbs: Verbs::open().map(Rc::new),
            slabs: Rc::new(slabs),
            listener: None,
            problem: String::new(),
            devices: HashMap::new(),
            channels: HashMap::new(),
            by_id: HashMap::new(),
            next_channel: 1,
            started: now,
            counters: Counters::default(),
            last_status: String::new(),
            last_health: String::new(),
            health_file: health::file_in(state_folder),
            status_due: now,
            listen_due: now,
            is_busy: false,
            is_left: false,
        }))
    }

    /// Until the engine's socket ends.
    pub fn run(&mut self) -> String {
        loop {
            if let Err(reason) = self.turn() {
                return reason;
            }
        }
    }

    fn turn(&mut self) -> Result<(), String> {
        if self.listen_due <= Instant::now() {
            self.look_for_devices();
            self.listen_due = Instant::now() + LISTEN_AGAIN;
        }
        self.end_overdue();
        self.look_for_sent();
        self.report();
        let is_left = self
            .link
            .write()
            .map_err(|error| format!("engine: {error}"))?;
        if is_left != self.is_left {
            self.is_left = is_left;
            self.poll.rewatch(self.link.fd(), TOKEN_LINK, true, is_left);
        }
        self.hold_back();
        for (token, _) in self.poll.wait(self.wait_ms()) {
            match token {
                TOKEN_LINK => self.engine_event()?,
                TOKEN_MANAGER => self.manager_event(),
                number => self.channel_event((number - TOKEN_CHANNELS) as u32),
            }
        }
        Ok(())
    }

    fn now_ms(&self) -> u64 {
        self.started.elapsed().as_millis() as u64
    }

    fn wait_ms(&self) -> c_int {
        let now_ms = self.now_ms();
        let until = |due: Instant| due.saturating_duration_since(Instant::now()).as_millis() as u64;
        let deadlines = self.channels.values().map(|one| {
            let due_ms = one.deadline_ms().saturating_sub(now_ms);
            one.look_ms().map_or(due_ms, |look_ms| due_ms.min(look_ms))
        });
        deadlines
            .chain([until(self.status_due), until(self.listen_due)])
            .min()
            .unwrap_or(0)
            .min(1_000) as c_int
            + 1
    }

    // What the engine wants.

    fn engine_event(&mut self) -> Result<(), String> {
        self.link
            .read()
            .map_err(|error| format!("engine: {error}"))?;
        // Flushed once for all that came together: a placement and the reply behind it are one request to the device.
        let mut touched = BTreeSet::new();
        while let Some(inbound) = self.link.next().map_err(str::to_owned)? {
            touched.extend(self.take(inbound)?);
        }
        for number in touched {
            self.with_channel(number, |_, _| Ok(()));
        }
        Ok(())
    }

    /// The channel that has something to post by now.
    fn take(&mut self, inbound: Inbound) -> Result<Option<u32>, String> {
        let (number, outcome) = match inbound {
            Inbound::Hello(_) => return Err("a second hello".into()),
            Inbound::Send {
                channel,
                invalidate,
                message,
            } => {
                let one = self.channels.get_mut(&channel);
                let is_taken = one.is_none_or(|one| one.send_message(message, invalidate));
                (channel, is_taken.then_some(()).ok_or("message-too-long"))
            }
            Inbound::Job { channel, job } => {
                let link = &mut self.link.outbound;
                let outcome = match self.channels.get_mut(&channel) {
                    Some(one) => one.take_job(&job, link),
                    None => {
                        channel::done(link, channel, job.id, DONE_GONE);
                        Ok(())
                    }
                };
                (channel, outcome)
            }
            Inbound::Close {
                channel,
                is_graceful: true,
            } => {
                if let Some(one) = self.channels.get_mut(&channel) {
                    one.close_when_sent();
                }
                (channel, Ok(()))
            }
            Inbound::Close {
                channel,
                is_graceful: false,
            } => {
                self.end(channel, "closed by the engine");
                (channel, Ok(()))
            }
            Inbound::Pause { channel } => {
                if let Some(one) = self.channels.get_mut(&channel) {
                    one.pause();
                }
                (channel, Ok(()))
            }
            Inbound::Resume { channel } => {
                let one = self.channels.get_mut(&channel);
                (channel, one.map_or(Ok(()), Channel::resume))
            }
        };
        if outcome.is_err() {
            self.settle(number, outcome);
            return Ok(None);
        }
        Ok(Some(number))
    }

    /// Works on a channel that may be gone by now, and posts what came of it.
    fn with_channel(
        &mut self,
        number: u32,
        work: impl FnOnce(&mut Channel, &mut Vec<u8>) -> Result<(), &'static str>,
    ) {
        let now_ms = self.now_ms();
        let Some(one) = self.channels.get_mut(&number) else {
            return;
        };
        let outcome = work(one, &mut self.link.outbound)
            .and_then(|()| one.flush(now_ms, &mut self.link.outbound, &mut self.counters));
        self.settle(number, outcome);
    }

    fn settle(&mut self, number: u32, outcome: Result<(), &'static str>) {
        let Some(one) = self.channels.get_mut(&number) else {
            return;
        };
        match outcome {
            Ok(()) if one.has_closed() => self.end(number, "closed by the engine"),
            Ok(()) => one.announce(&mut self.link.outbound),
            Err(cause) => {
                self.counters.error(cause);
                self.end(number, cause);
            }
        }
    }

    fn end(&mut self, number: u32, reason: &str) {
        let Some(one) = self.channels.remove(&number) else {
            return;
        };
        self.by_id.remove(&one.cm_id());
        self.poll.forget(one.completion_fd());
        one.end(&mut self.link.outbound, reason);
    }

    /// The engine has more to do than it gets done: clients are granted nothing meanwhile.
    fn hold_back(&mut self) {
        let is_busy = self.link.outbound.len()
            > if self.is_busy {
                BUSY_BYTES / 2
            } else {
                BUSY_BYTES
            };
        if is_busy == self.is_busy {
            return;
        }
        self.is_busy = is_busy;
        let numbers: Vec<u32> = self.channels.keys().copied().collect();
        for number in numbers {
            self.with_channel(number, |one, _| one.set_busy(is_busy));
        }
    }

    // What clients do.

    fn channel_event(&mut self, number: u32) {
        let now_ms = self.now_ms();
        let Some(one) = self.channels.get_mut(&number) else {
            return;
        };
        let outcome = one.completed(now_ms, &mut self.link.outbound, &mut self.counters);
        self.settle(number, outcome);
    }

    fn look_for_sent(&mut self) {
        let now_ms = self.now_ms();
        let owed: Vec<u32> = self
            .channels
            .iter()
            .filter(|(_, one)| one.look_ms().is_some())
            .map(|(number, _)| *number)
            .collect();
        for number in owed {
            let Some(one) = self.channels.get_mut(&number) else {
                continue;
            };
            let outcome = one.look(now_ms, &mut self.link.outbound, &mut self.counters);
            self.settle(number, outcome);
        }
    }

    fn end_overdue(&mut self) {
        let now_ms = self.now_ms();
        let due: Vec<u32> = self
            .channels
            .iter()
            .filter(|(_, one)| one.deadline_ms() <= now_ms)
            .map(|(number, _)| *number)
            .collect();
        for number in due {
            self.with_channel(number, |one, _| one.tick(now_ms));
        }
    }

    fn manager_event(&mut self) {
        let Some(event) = self.listener.as_ref().and_then(Listener::next_event) else {
            return;
        };
        match event.kind {
            EVENT_CONNECT_REQUEST => {
                self.connect_request(event.id, event.responder_resources, event.port)
            }
            EVENT_DISCONNECTED | EVENT_TIMEWAIT_EXIT => {
                self.end_by_id(event.id, "closed by the client")
            }
            EVENT_CONNECT_ERROR | EVENT_UNREACHABLE | EVENT_REJECTED => {
                self.counters.error("connect");
                self.end_by_id(event.id, "the connection failed");
            }
            EVENT_DEVICE_REMOVAL => self.device_removed(event.id),
            EVENT_ESTABLISHED => {}
            _ => {}
        }
    }

    fn end_by_id(&mut self, id: *mut RdmaCmId, reason: &str) {
        if let Some(number) = self.by_id.get(&id).copied() {
            self.end(number, reason);
        }
    }

    /// A device goes: its connections, and the listener, which is made anew.
    fn device_removed(&mut self, id: *mut RdmaCmId) {
        self.counters.error("device-removed");
        if let Some(number) = self.by_id.get(&id).copied() {
            self.end(number, "the device is gone");
            return;
        }
        self.stop_listening("the device is gone");
        self.listen_due = Instant::now();
    }

    fn connect_request(&mut self, id: *mut RdmaCmId, responder_resources: u8, port: u16) {
        let accepted = self.accept(id, responder_resources, port);
        if let Err(cause) = accepted {
            self.counters.connections_refused += 1;
            eprintln!("rdma-helper: a connection was refused: {cause}");
            if let Some(listener) = &self.listener {
                listener.reject(id);
            }
        }
    }

    fn accept(
        &mut self,
        id: *mut RdmaCmId,
        responder_resources: u8,
        port: u16,
    ) -> Result<(), String> {
        if self.channels.len() >= CHANNEL_COUNT_MAX {
            self.counters.error("too-many-connections");
            return Err("too many connections".into());
        }
        // SAFETY: the id came with an event just now.
        let context = unsafe { (*id).verbs };
        let device = self.device(context)?;
        let wanted = if device.is_iwarp {
            self.hello.iwarp_port
        } else {
            self.hello.port
        };
        if port != wanted {
            return Err(format!(
                "{} listens on port {wanted}, not on {port}",
                device.name
            ));
        }
        if !self.is_chosen(&device.name) {
            return Err(format!("{} is not to be used", device.name));
        }
        let number = self.next_channel;
        self.next_channel = self.next_channel.checked_add(1).unwrap_or(1);
        let (settings, now_ms) = (Settings::default(), self.now_ms());
        let one = Channel::accept(number, id, &device, settings, responder_resources, now_ms)?;
        self.poll
            .watch(
                one.completion_fd(),
                TOKEN_CHANNELS + u64::from(number),
                true,
                false,
            )
            .map_err(|error| error.to_string())?;
        self.counters.connections_accepted += 1;
        self.by_id.insert(id, number);
        self.channels.insert(number, one);
        Ok(())
    }

    fn device(&mut self, context: *mut IbvContext) -> Result<Rc<Device>, String> {
        if let Some(device) = self.devices.get(&context) {
            return Ok(Rc::clone(device));
        }
        let verbs = self.verbs.as_ref().map_err(Clone::clone)?;
        let device = Rc::new(Device::open(verbs, context, &self.slabs)?);
        self.devices.insert(context, Rc::clone(&device));
        Ok(device)
    }

    fn is_chosen(&self, name: &str) -> bool {
        self.hello.devices.is_empty() || self.hello.devices.iter().any(|one| one == name)
    }

    // Listening, and what there is to listen on.

    fn look_for_devices(&mut self) {
        let facts = inventory::devices();
        self.problem = match self.listen(&facts) {
            Ok(()) => String::new(),
            Err(problem) => {
                self.stop_listening(&problem);
                problem
            }
        };
    }

    fn listen(&mut self, facts: &[DeviceFacts]) -> Result<(), String> {
        if !self.hello.is_enabled {
            return Err("SMB Direct is switched off".into());
        }
        let verbs = self.verbs.as_ref().map_err(Clone::clone)?;
        if facts.is_empty() {
            return Err("no RDMA device".into());
        }
        if !facts.iter().any(|one| self.is_chosen(&one.name)) {
            return Err("none of the chosen RDMA devices is there".into());
        }
        if self.listener.is_some() {
            return Ok(());
        }
        let ports = [self.hello.port, self.hello.iwarp_port];
        let listener = Listener::open(verbs, &ports)?;
        self.poll
            .watch(listener.fd(), TOKEN_MANAGER, true, false)
            .map_err(|error| error.to_string())?;
        let contexts = listener.device_contexts();
        self.listener = Some(listener);
        // Now, so that a limit that is too low shows before the first client does.
        for context in contexts {
            self.device(context)?;
        }
        Ok(())
    }

    fn stop_listening(&mut self, reason: &str) {
        let numbers: Vec<u32> = self.channels.keys().copied().collect();
        for number in numbers {
            self.end(number, reason);
        }
        self.devices.clear();
        if let Some(listener) = self.listener.take() {
            self.poll.forget(listener.fd());
        }
    }

    /// What the engine shows of us, when it changed.
    fn report(&mut self) {
        if Instant::now() < self.status_due {
            return;
        }
        self.status_due = Instant::now() + STATUS_EVERY;
        let devices: Vec<_> = inventory::devices()
            .into_iter()
            .map(|facts| self.judged(facts))
            .collect();
        let health = health::line(&devices, &self.problem);
        if health != self.last_health {
            eprintln!("rdma-helper: {health}");
            health::tell(&self.health_file, &health);
            self.last_health = health;
        }
        let status = self.status(&devices);
        if status == self.last_status {
            return;
        }
        let body = status.as_bytes();
        frame::put(&mut self.link.outbound, to_engine::STATUS, 0, &[body]);
        self.last_status = status;
    }

    /// A device, the port that it should be listened on, and why it is not.
    fn judged(&self, facts: DeviceFacts) -> (DeviceFacts, u16, String) {
        let port = if facts.kind == "iwarp" {
            self.hello.iwarp_port
        } else {
            self.hello.port
        };
        let listening = self.listener.iter().flat_map(|one| &one.listening);
        let problem = match listening.into_iter().find(|one| one.port == port) {
            _ if !self.is_chosen(&facts.name) => "not chosen".to_owned(),
            _ if !facts.is_active() => "the link is down".to_owned(),
            None => self.problem.clone(),
            Some(one) => one.problem.clone().unwrap_or_default(),
        };
        (facts, port, problem)
    }

    fn status(&self, devices: &[(DeviceFacts, u16, String)]) -> String {
        let devices: Vec<String> = devices
            .iter()
            .map(|(facts, port, problem)| {
                format!(
                    "{{\"name\":{},\"kind\":{},\"state\":{},\"rate\":{},\"networkDevice\":{},\"port\":{port},\"retries\":{},\"notReady\":{},\"problem\":{}}}",
                    quoted(&facts.name),
                    quoted(facts.kind),
                    quoted(&facts.state),
                    quoted(&facts.rate),
                    quoted(&facts.network_device),
                    facts.retries,
                    facts.not_ready,
                    quoted(problem),
                )
            })
            .collect();
        let channels: Vec<String> = self.channels.values().map(Channel::status).collect();
        format!(
            "{{\"problem\":{},\"devices\":[{}],\"channels\":[{}],\"counters\":{}}}",
            quoted(&self.problem),
            devices.join(","),
            channels.join(","),
            self.counters.json(),
        )
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Queue pairs before the devices and the event channel they hang on.
        self.stop_listening("the engine is gone");
    }
}

fn await_hello(link: &mut Link, poll: &Poll) -> Result<Hello, String> {
    let deadline = Instant::now() + Duration::from_secs(5);
    while Instant::now() < deadline {
        for _ in poll.wait(100) {
            link.read().map_err(|error| format!("engine: {error}"))?;
        }
        match link.next()? {
            Some(Inbound::Hello(hello)) => return Ok(hello),
            Some(_) => return Err("the engine did not begin with a hello".into()),
            None => {}
        }
    }
    Err("the engine said no hello".into())
}

struct Poll(c_int);

impl Poll {
    fn new() -> std::io::Result<Self> {
        // SAFETY: makes a descriptor of ours.
        let fd = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
        if fd < 0 {
            Err(std::io::Error::last_os_error())
        } else {
            Ok(Self(fd))
        }
    }

    fn watch(&self, fd: c_int, token: u64, reads: bool, writes: bool) -> std::io::Result<()> {
        self.control(libc::EPOLL_CTL_ADD, fd, token, reads, writes)
    }

    fn rewatch(&self, fd: c_int, token: u64, reads: bool, writes: bool) {
        let _ = self.control(libc::EPOLL_CTL_MOD, fd, token, reads, writes);
    }

    /// Before the descriptor is closed.
    fn forget(&self, fd: c_int) {
        let _ = self.control(libc::EPOLL_CTL_DEL, fd, 0, false, false);
    }

    fn control(
        &self,
        operation: c_int,
        fd: c_int,
        token: u64,
        reads: bool,
        writes: bool,
    ) -> std::io::Result<()> {
        let events =
            if reads { libc::EPOLLIN } else { 0 } | if writes { libc::EPOLLOUT } else { 0 };
        let mut event = libc::epoll_event {
            events: events as u32,
            u64: token,
        };
        // SAFETY: the event lives through the call.
        let answer = unsafe { libc::epoll_ctl(self.0, operation, fd, &mut event) };
        if answer < 0 {
            Err(std::io::Error::last_os_error())
        } else {
            Ok(())
        }
    }

    fn wait(&self, timeout_ms: c_int) -> Vec<(u64, u32)> {
        let mut events = [libc::epoll_event { events: 0, u64: 0 }; 64];
        // SAFETY: there is room for as many as are asked for.
        let count = unsafe {
            libc::epoll_wait(
                self.0,
                events.as_mut_ptr(),
                events.len() as c_int,
                timeout_ms,
            )
        };
        events[..count.max(0) as usize]
            .iter()
            .map(|event| (event.u64, event.events))
            .collect()
    }
}

impl Drop for Poll {
    fn drop(&mut self) {
        // SAFETY: ours, and closed once.
        unsafe { libc::close(self.0) };
    }
}
