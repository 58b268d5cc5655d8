//! Many connections from one thread: keeps slots busy, and measures from sending a unit's first byte to its last reply.
use crate::connection::Connection;
use crate::histogram::Histogram;
use crate::reply::{Reply, STATUS_PENDING};
use crate::request::Request;
use crate::session::{Opened, Session};
use crate::workload::{Next, Place, Workload};
use std::collections::{BTreeMap, VecDeque};
use std::io::{Error, ErrorKind, Result};
use std::os::fd::AsRawFd;
use std::time::{Duration, Instant};

/// What is kept of a reply whose payload nobody looks at: length, transform header, header, fixed part of the body.
const KEPT_BYTES: usize = 4 + 52 + 64 + 16;
/// A longer frame is a payload's.
const WHOLE_BYTES_MAX: usize = 3072;
const INBOX_UNIT: usize = 16 * 1024;
/// A server that says nothing for this long is broken, and a report beats a hang.
const SILENCE_MAX: Duration = Duration::from_secs(100);

pub struct Plan {
    pub depth: usize,
    pub seconds: f64,
    /// Units in all; 0: as many as the time allows.
    pub count: u64,
    /// Looks at every byte.
    pub checks: bool,
}

pub struct Outcome {
    pub units: u64,
    pub bytes: u64,
    pub seconds: f64,
    pub latency: Histogram,
    /// Units that failed, by status.
    pub failures: BTreeMap<u32, u64>,
    pub broken: Vec<String>,
}

struct Slot<S> {
    request: Request,
    state: S,
    began: Instant,
    first_id: u64,
    ids: u64,
    /// Replies of this step that have not come.
    missing: usize,
    failed: u32,
    bytes: u64,
    is_idle: bool,
}

struct Line<S> {
    connection: Connection,
    slots: Vec<Slot<S>>,
    /// Slots whose request is not sent to its end, and where the rest of it begins.
    outbox: VecDeque<(usize, usize)>,
    /// Slots that wait for credits.
    short: VecDeque<usize>,
    inbox: Vec<u8>,
    filled: usize,
    /// Bytes of the present frame that are thrown away as they come.
    discard: usize,
    /// They all came, and of the frame there is only what was kept.
    is_gone: bool,
    wants_write: bool,
    heard: Instant,
}

pub struct Pump<W: Workload> {
    workload: W,
    plan: Plan,
    /// No reply is thrown away in part: they are small, or every byte is checked.
    keeps_all: bool,
    lines: Vec<Line<W::State>>,
    epoll: i32,
    started: u64,
    running: usize,
    deadline: Instant,
    outcome: Outcome,
}

impl<W: Workload> Pump<W> {
    pub fn new(workload: W, plan: Plan, connections: Vec<Connection>) -> Result<Self> {
        // SAFETY: no memory is passed.
        let epoll = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
        if epoll < 0 {
            return Err(Error::last_os_error());
        }
        let now = Instant::now();
        let keeps_all = plan.checks || !workload.has_payload();
        let mut lines = Vec::with_capacity(connections.len());
        for (index, connection) in connections.into_iter().enumerate() {
            connection.stream.set_nonblocking(true)?;
            watch(epoll, libc::EPOLL_CTL_ADD, &connection, index, false)?;
            let slots = (0..plan.depth)
                .map(|depth| Slot {
                    request: Request::new(plan.checks),
                    state: workload.state(Place { connection: index, slot: depth }),
                    began: now,
                    first_id: 0,
                    ids: 0,
                    missing: 0,
                    failed: 0,
                    bytes: 0,
                    is_idle: true,
                })
                .collect();
            lines.push(Line {
                connection,
                slots,
                outbox: VecDeque::new(),
                short: VecDeque::new(),
                inbox: vec![0; if keeps_all { 4 * INBOX_UNIT } else { INBOX_UNIT }],
                filled: 0,
                discard: 0,
                is_gone: false,
                wants_write: false,
                heard: now,
            });
        }
        let outcome = Outcome {
            units: 0,
            bytes: 0,
            seconds: 0.0,
            latency: Histogram::new(),
            failures: BTreeMap::new(),
            broken: Vec::new(),
        };
        Ok(Pump { workload, plan, keeps_all, lines, epoll, started: 0, running: 0, deadline: now, outcome })
    }

    /// Runs to the end, and gives the work and its connections back.
    pub fn run(mut self) -> Result<(Outcome, W, Vec<Connection>)> {
        let began = Instant::now();
        self.deadline = began + Duration::from_secs_f64(self.plan.seconds);
        for line in 0..self.lines.len() {
            self.lines[line].heard = began;
            for slot in 0..self.plan.depth {
                self.begin(line, slot);
            }
            self.send(line)?;
        }
        let mut events = vec![libc::epoll_event { events: 0, u64: 0 }; 64];
        while self.running > 0 && self.outcome.broken.is_empty() {
            // SAFETY: the kernel writes at most as many events as there is room for.
            let count = unsafe { libc::epoll_wait(self.epoll, events.as_mut_ptr(), events.len() as i32, 1000) };
            if count < 0 && Error::last_os_error().kind() != ErrorKind::Interrupted {
                return Err(Error::last_os_error());
            }
            if count == 0 {
                self.look_for_silence();
            }
            for event in &events[..count.max(0) as usize] {
                let line = event.u64 as usize;
                if event.events & !(libc::EPOLLOUT as u32) != 0 {
                    self.receive(line)?;
                }
                self.send(line)?;
            }
        }
        self.outcome.seconds = began.elapsed().as_secs_f64();
        // SAFETY: the descriptor is ours, and nobody uses it any more.
        unsafe { libc::close(self.epoll) };
        let mut connections = Vec::with_capacity(self.lines.len());
        for line in self.lines {
            line.connection.stream.set_nonblocking(false)?;
            connections.push(line.connection);
        }
        Ok((self.outcome, self.workload, connections))
    }

    /// Lets a slot start its next unit, if there is to be one.
    fn begin(&mut self, line: usize, slot: usize) {
        let now = Instant::now();
        let is_over = now >= self.deadline || (self.plan.count > 0 && self.started >= self.plan.count);
        let chosen = &mut self.lines[line].slots[slot];
        chosen.request.clear();
        if !is_over {
            self.workload.begin(&mut chosen.state, self.started, &mut chosen.request);
        }
        let was_idle = std::mem::replace(&mut chosen.is_idle, chosen.request.is_empty());
        match (was_idle, chosen.is_idle) {
            (true, false) => self.running += 1,
            (false, true) => self.running -= 1,
            _ => {}
        }
        if chosen.is_idle {
            return;
        }
        self.started += 1;
        chosen.began = now;
        chosen.failed = 0;
        chosen.bytes = 0;
        self.submit(line, slot);
    }

    fn submit(&mut self, line: usize, slot: usize) {
        let line = &mut self.lines[line];
        let charge = Session::charge(&line.slots[slot].request);
        if line.connection.session.credits < charge || !line.short.is_empty() {
            line.short.push_back(slot);
        } else {
            line.post(slot);
        }
    }

    /// Hands over to the kernel what it takes, as much as it takes at a time.
    fn send(&mut self, index: usize) -> Result<()> {
        let line = &mut self.lines[index];
        while !line.outbox.is_empty() {
            let mut pieces = [libc::iovec { iov_base: std::ptr::null_mut(), iov_len: 0 }; 64];
            let is_sealed = line.connection.session.mode.seals;
            let rest = line.outbox.iter().flat_map(|(slot, at)| line.slots[*slot].request.pieces(*at, is_sealed));
            let mut count = 0;
            for (piece, rest) in pieces.iter_mut().zip(rest) {
                *piece = libc::iovec { iov_base: rest.as_ptr() as *mut _, iov_len: rest.len() };
                count += 1;
            }
            // SAFETY: the pieces are views of buffers that stay where they are during the call.
            let sent = unsafe { libc::writev(line.connection.stream.as_raw_fd(), pieces.as_ptr(), count) };
            if sent < 0 {
                let problem = Error::last_os_error();
                if problem.kind() == ErrorKind::WouldBlock {
                    break;
                }
                return Err(problem);
            }
            let mut rest = sent as usize;
            while let Some((slot, at)) = line.outbox.front_mut() {
                let left = line.slots[*slot].request.end() - *at;
                if rest < left {
                    *at += rest;
                    break;
                }
                rest -= left;
                line.outbox.pop_front();
            }
        }
        let wants_write = !line.outbox.is_empty();
        if wants_write != line.wants_write {
            line.wants_write = wants_write;
            watch(self.epoll, libc::EPOLL_CTL_MOD, &line.connection, index, wants_write)?;
        }
        Ok(())
    }

    fn receive(&mut self, index: usize) -> Result<()> {
        loop {
            let line = &mut self.lines[index];
            let want = line.want(self.keeps_all);
            let (to, flags) = match line.discard {
                0 => (line.inbox[line.filled..].as_mut_ptr(), 0),
                _ => (std::ptr::null_mut(), libc::MSG_TRUNC),
            };
            let socket = line.connection.stream.as_raw_fd();
            // SAFETY: there is room for `want` bytes, or MSG_TRUNC lets the kernel write none.
            let came = unsafe { libc::recv(socket, to.cast(), want, flags) };
            if came == 0 {
                self.outcome.broken.push("the server ended the connection".to_string());
                return Ok(());
            }
            if came < 0 {
                let problem = Error::last_os_error();
                return if problem.kind() == ErrorKind::WouldBlock { Ok(()) } else { Err(problem) };
            }
            line.took(came as usize);
            if line.discard > 0 {
                continue;
            }
            self.take_frames(index);
            // Level-triggered: what is left is told of again, after others had their turn.
            let is_drained = (came as usize) < want && self.lines[index].discard == 0;
            if is_drained || !self.outcome.broken.is_empty() {
                return Ok(());
            }
        }
    }

    /// Takes every frame that is there, or whose payload came and went.
    fn take_frames(&mut self, index: usize) {
        let mut inbox = std::mem::take(&mut self.lines[index].inbox);
        let mut at = 0;
        loop {
            let line = &mut self.lines[index];
            let rest = &inbox[at..line.filled];
            let Some(length) = frame_length(rest) else { break };
            let kept = kept_bytes(length, self.keeps_all);
            if rest.len() < kept {
                break;
            }
            let is_gone = std::mem::take(&mut line.is_gone);
            if !is_gone && rest.len() < length {
                // The payload is still to come. What of it is here already is forgotten.
                line.discard = length - rest.len();
                line.filled = at + kept;
                break;
            }
            self.take_frame(index, &mut inbox[at + 4..at + kept]);
            at += if is_gone { kept } else { length };
        }
        let line = &mut self.lines[index];
        if at > 0 {
            inbox.copy_within(at..line.filled, 0);
            line.filled -= at;
        }
        line.inbox = inbox;
    }

    fn take_frame(&mut self, index: usize, frame: &mut [u8]) {
        let checks = self.plan.checks;
        let messages = match self.lines[index].connection.session.open(frame, checks) {
            Opened::Messages(messages) => messages,
            Opened::Broken(why) => return self.outcome.broken.push(why.to_string()),
        };
        let mut rest = messages;
        loop {
            let next = Reply { bytes: rest }.next();
            let end = if next == 0 { rest.len() } else { next };
            let (message, after) = rest.split_at_mut(end);
            if checks && !self.lines[index].connection.session.is_signed_well(message) {
                self.outcome.broken.push("the signature of a reply is wrong".to_string());
                return;
            }
            self.take_reply(index, &Reply { bytes: message });
            if next == 0 {
                return;
            }
            rest = after;
        }
    }

    fn take_reply(&mut self, index: usize, reply: &Reply) {
        let line = &mut self.lines[index];
        line.connection.session.credits += u32::from(reply.credits());
        let id = reply.message_id();
        let found = line.slots.iter().position(|slot| {
            slot.missing > 0 && id >= slot.first_id && id - slot.first_id < slot.ids
        });
        if reply.status() != STATUS_PENDING && id != u64::MAX {
            let Some(found) = found else {
                return self.outcome.broken.push(format!("nobody waits for message {id}"));
            };
            self.take_step(index, found, reply);
        }
        self.post_short(index);
    }

    fn take_step(&mut self, index: usize, found: usize, reply: &Reply) {
        let slot = &mut self.lines[index].slots[found];
        let element = slot.request.elements.len() - slot.missing;
        slot.missing -= 1;
        let is_last = slot.missing == 0;
        if is_last {
            slot.request.clear();
        }
        match self.workload.reply(&mut slot.state, element, is_last, reply, &mut slot.request, self.plan.checks) {
            Next::Go => {}
            Next::Moved(bytes) => slot.bytes += bytes,
            Next::Failed(status) if slot.failed == 0 => slot.failed = status,
            Next::Failed(_) => {}
            Next::Wrong(why) => return self.outcome.broken.push(why),
        }
        if !is_last {
            return;
        }
        if !slot.request.is_empty() {
            return self.submit(index, found);
        }
        if slot.failed == 0 {
            self.outcome.units += 1;
            self.outcome.bytes += slot.bytes;
            self.outcome.latency.record(slot.began.elapsed().as_nanos() as u64);
        } else {
            *self.outcome.failures.entry(slot.failed).or_default() += 1;
        }
        self.begin(index, found);
    }

    fn post_short(&mut self, index: usize) {
        let line = &mut self.lines[index];
        while let Some(&slot) = line.short.front() {
            if line.connection.session.credits < Session::charge(&line.slots[slot].request) {
                return;
            }
            line.short.pop_front();
            line.post(slot);
        }
    }

    fn look_for_silence(&mut self) {
        let silent = self.lines.iter().filter(|line| {
            line.heard.elapsed() > SILENCE_MAX && line.slots.iter().any(|slot| !slot.is_idle)
        });
        let count = silent.count();
        if count > 0 {
            self.outcome.broken.push(format!("{count} connections got no reply for {} s", SILENCE_MAX.as_secs()));
        }
    }
}

impl<S> Line<S> {
    fn post(&mut self, slot: usize) {
        let chosen = &mut self.slots[slot];
        chosen.missing = chosen.request.elements.len();
        let (first_id, begin) = self.connection.session.finish(&mut chosen.request);
        chosen.first_id = first_id;
        chosen.ids = u64::from(Session::charge(&chosen.request).max(1));
        self.outbox.push_back((slot, begin));
    }

    /// How many bytes to ask the kernel for, and room for them where they are kept.
    fn want(&mut self, keeps_all: bool) -> usize {
        if self.discard > 0 {
            return self.discard;
        }
        let length = frame_length(&self.inbox[..self.filled]).unwrap_or(0);
        let needed = kept_bytes(length, keeps_all);
        if keeps_all {
            if self.inbox.len() < needed + 4 {
                self.inbox.resize(needed.next_multiple_of(INBOX_UNIT) + INBOX_UNIT, 0);
            }
            return self.inbox.len() - self.filled;
        }
        // No more than the beginning of a frame, so that its payload is never copied.
        needed.max(KEPT_BYTES).max(self.filled + 1) - self.filled
    }

    fn took(&mut self, count: usize) {
        self.heard = Instant::now();
        if self.discard == 0 {
            self.filled += count;
            return;
        }
        self.discard -= count;
        self.is_gone = self.discard == 0;
    }
}

/// With the four bytes that say so.
fn frame_length(bytes: &[u8]) -> Option<usize> {
    let bytes = bytes.get(..4)?;
    Some(4 + u32::from_be_bytes([0, bytes[1], bytes[2], bytes[3]]) as usize)
}

/// How much of a frame is looked at.
fn kept_bytes(length: usize, keeps_all: bool) -> usize {
    if keeps_all || length <= WHOLE_BYTES_MAX { length } else { KEPT_BYTES }
}

fn watch(epoll: i32, operation: i32, connection: &Connection, index: usize, writes: bool) -> Result<()> {
    let events = libc::EPOLLIN | if writes { libc::EPOLLOUT } else { 0 };
    let mut event = libc::epoll_event { events: events as u32, u64: index as u64 };
    // SAFETY: the event lives during the call.
    let code = unsafe { libc::epoll_ctl(epoll, operation, connection.stream.as_raw_fd(), &mut event) };
    if code < 0 { Err(Error::last_os_error()) } else { Ok(()) }
}
