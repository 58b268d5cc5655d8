//! One connection of SMB Direct on a queue pair: posts what the machine wants sent, feeds it what came in, and
//! moves payload between the engine's slabs and the client's memory.
//!
//! What the engine says after a REMOTE_WRITE is posted behind it, and a queue pair keeps the order: the client finds its
//! payload when it reads the reply. Nobody has to wait for the write in between.
//!
//! What came in wakes the helper at once. That a send or a write is done, it learns by the way, and is woken for only
//! where somebody waits for it.

use std::collections::{HashMap, VecDeque};
use std::ffi::c_int;
use std::ptr;
use std::rc::Rc;

use smb_direct::{Connection, Settings};

use crate::counters::Counters;
use crate::device::Device;
use crate::frame::{self, Job, to_engine};
use crate::region::{Mapping, Region};
use crate::verbs::{
    IbvCompChannel, IbvCq, IbvQpInitAttr, IbvRecvWr, IbvSendWr, IbvSge, IbvWc, RdmaCmId,
    RdmaConnParam, WC_SUCCESS, WR_RDMA_READ, WR_RDMA_WRITE, WR_SEND, WR_SEND_WITH_INV, address_of,
};

/// Sends that are posted at a time; the machine's credits allow more.
const SEND_SLOT_COUNT: u32 = 64;
/// Reads and writes that are posted at a time; others wait.
const PLACEMENT_COUNT_MAX: u32 = 128;
/// Jobs of one connection. The engine's slabs bound them; this is for an engine that is not well.
const JOB_COUNT_MAX: usize = 4096;
const BUFFER_BYTES: usize = 8192;

const KIND_RECEIVE: u64 = 1 << 32;
const KIND_SEND: u64 = 2 << 32;
const KIND_PLACEMENT: u64 = 3 << 32;

pub const DONE_OK: u32 = 0;
pub const DONE_FAILED: u32 = 1;
pub const DONE_INVALID: u32 = 2;
pub const DONE_GONE: u32 = 3;

/// One read or write of a job that is to be posted.
struct Placement {
    job: u32,
    is_write: bool,
    local: u64,
    length: u32,
    remote: u64,
    token: u32,
}

/// A message that goes behind placements: once as many were posted as had been asked for before it.
struct Behind {
    placements: u64,
    message: Vec<u8>,
    invalidate: Option<u32>,
}

struct Slot {
    completes: Option<usize>,
    is_last: bool,
}

pub struct Channel {
    pub number: u32,
    pub cm_id: *mut RdmaCmId,
    completion: *mut IbvCompChannel,
    receive_queue: *mut IbvCq,
    send_queue: *mut IbvCq,
    /// The send queue wakes the helper with its next completion.
    is_send_armed: bool,
    has_queue_pair: bool,
    /// Until it was accepted, the id is the caller's.
    owns_id: bool,
    receive_buffers: Region,
    send_buffers: Region,
    pub device: Rc<Device>,
    machine: Connection,
    slots: HashMap<u32, Slot>,
    free_slots: Vec<u32>,
    placements: VecDeque<Placement>,
    behind: VecDeque<Behind>,
    /// Of all times: what was asked for, and what was posted.
    placements_wanted: u64,
    placements_posted: u64,
    /// Placements that the device has, and how many of them are reads: for those the engine waits.
    posted_placements: u32,
    posted_reads: u32,
    next_placement: u32,
    /// Job of each posted placement, with its bytes and direction.
    placement_jobs: HashMap<u32, (u32, u32, bool)>,
    /// Placements that a job still waits for.
    jobs: HashMap<u32, u32>,
    /// Receives that are not posted anew while the engine has enough to do.
    held: Vec<u32>,
    is_paused: bool,
    is_busy: bool,
    /// The engine knows of it.
    pub is_announced: bool,
    /// It ends when everything is sent.
    closes: bool,
    /// Where the next requests to the device are put together.
    batch: Vec<(IbvSge, IbvSendWr)>,
}

impl Channel {
    pub fn accept(
        number: u32,
        cm_id: *mut RdmaCmId,
        device: &Rc<Device>,
        settings: Settings,
        their_responder_resources: u8,
        now_ms: u64,
    ) -> Result<Self, String> {
        let verbs = &device.verbs;
        let receive_count = u32::from(settings.receive_credit_max) + 1;
        let send_count = SEND_SLOT_COUNT + PLACEMENT_COUNT_MAX;
        if device.queue_length_max < receive_count.max(send_count) {
            return Err("the device's queues are too short".into());
        }
        let buffers = |count: u32| -> Result<Region, String> {
            let mapping = Mapping::anonymous(count as usize * BUFFER_BYTES)
                .map_err(|error| format!("no memory for buffers: {error}"))?;
            Region::register(verbs, device.domain.pd, &Rc::new(mapping))
        };
        let (receive_buffers, send_buffers) = (buffers(receive_count)?, buffers(SEND_SLOT_COUNT)?);
        // SAFETY: the context lives as long as the process.
        let completion = unsafe { (verbs.create_comp_channel)(device.context) };
        if completion.is_null() {
            return Err(failed("a completion channel"));
        }
        let completion_queue = |count: u32| {
            let entries = count.min(device.completion_count_max) as c_int;
            // SAFETY: as above; the completion channel was just made.
            unsafe { (verbs.create_cq)(device.context, entries, ptr::null_mut(), completion, 0) }
        };
        let receive_queue = completion_queue(receive_count);
        let send_queue = completion_queue(send_count);
        let mut channel = Self {
            number,
            cm_id,
            completion,
            receive_queue,
            send_queue,
            is_send_armed: false,
            has_queue_pair: false,
            owns_id: false,
            receive_buffers,
            send_buffers,
            device: Rc::clone(device),
            machine: Connection::new(settings, now_ms),
            slots: HashMap::new(),
            free_slots: (0..SEND_SLOT_COUNT).collect(),
            placements: VecDeque::new(),
            behind: VecDeque::new(),
            placements_wanted: 0,
            placements_posted: 0,
            posted_placements: 0,
            posted_reads: 0,
            next_placement: 0,
            placement_jobs: HashMap::new(),
            jobs: HashMap::new(),
            held: Vec::new(),
            is_paused: false,
            is_busy: false,
            is_announced: false,
            closes: false,
            batch: Vec::new(),
        };
        if receive_queue.is_null() || send_queue.is_null() {
            return Err(failed("a completion queue"));
        }
        channel.set_up(receive_count, send_count, their_responder_resources)?;
        channel.owns_id = true;
        Ok(channel)
    }

    fn set_up(&mut self, receives: u32, sends: u32, their_resources: u8) -> Result<(), String> {
        let verbs = Rc::clone(&self.device.verbs);
        let mut attributes =
            IbvQpInitAttr::new(self.send_queue, sends, self.receive_queue, receives);
        // SAFETY: the id is alive until the drop, the domain as long as the device.
        if unsafe { (verbs.create_qp)(self.cm_id, self.device.domain.pd, &mut attributes) } != 0 {
            return Err(failed("a queue pair"));
        }
        self.has_queue_pair = true;
        for index in 0..receives {
            self.post_receive(index)?;
        }
        self.machine.receives_posted(receives as u16);
        self.arm(self.receive_queue);
        // On iWARP the depths travel in eight bytes of private data. [MS-SMBD] 3.1.4 leaves it to the transport;
        // Linux and Windows do it so.
        let depth = self.device.reads_max.min(their_resources.max(1));
        let depths = [
            u32::from(depth).to_be_bytes(),
            u32::from(depth).to_be_bytes(),
        ]
        .concat();
        let private = if self.device.is_iwarp {
            depths.as_slice()
        } else {
            &[]
        };
        let mut parameters = RdmaConnParam {
            private_data: private.as_ptr().cast(),
            private_data_len: private.len() as u8,
            responder_resources: 0,
            initiator_depth: depth,
            flow_control: 0,
            retry_count: 7,
            rnr_retry_count: 7,
            srq: 0,
            qp_num: 0,
        };
        // SAFETY: the id has its queue pair, and the private data lives through the call.
        if unsafe { (verbs.accept)(self.cm_id, &mut parameters) } != 0 {
            return Err(failed("the acceptance"));
        }
        Ok(())
    }

    pub fn completion_fd(&self) -> c_int {
        // SAFETY: made in `accept`, destroyed in the drop.
        unsafe { (*self.completion).fd }
    }

    pub fn deadline_ms(&self) -> u64 {
        self.machine.deadline_ms()
    }

    pub fn peer(&self) -> (String, u16) {
        // SAFETY: the id is alive.
        address_of(unsafe { &(*self.cm_id).dst_addr })
    }

    pub fn local(&self) -> (String, u16) {
        // SAFETY: the id is alive.
        address_of(unsafe { &(*self.cm_id).src_addr })
    }

    pub fn status(&self) -> String {
        format!(
            "{{\"channel\":{},\"sendCredits\":{},\"receivesGranted\":{},\"queuedBytes\":{},\"jobs\":{}}}",
            self.number,
            self.machine.send_credits(),
            self.machine.receives_granted(),
            self.machine.queued_bytes(),
            self.jobs.len(),
        )
    }

    /// The completion channel is readable. The error ends the connection.
    pub fn completed(
        &mut self,
        now_ms: u64,
        link: &mut Vec<u8>,
        counters: &mut Counters,
    ) -> Result<(), &'static str> {
        let verbs = Rc::clone(&self.device.verbs);
        let (mut queue, mut user) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: the descriptor is readable, so that this does not wait; each event is acknowledged at once.
        unsafe {
            if (verbs.get_cq_event)(self.completion, &mut queue, &mut user) == 0 {
                (verbs.ack_cq_events)(queue, 1);
            }
        }
        if queue == self.send_queue {
            self.is_send_armed = false;
        } else {
            self.arm(self.receive_queue);
        }
        self.poll(self.receive_queue, now_ms, link, counters)?;
        self.poll(self.send_queue, now_ms, link, counters)?;
        self.flush(now_ms, link, counters)
    }

    /// The device has something of which nothing tells when it is done.
    pub fn is_owed_unasked(&self) -> bool {
        !self.is_send_armed && (!self.slots.is_empty() || self.posted_placements > 0)
    }

    /// Looks for what was sent and placed by now.
    pub fn look(
        &mut self,
        now_ms: u64,
        link: &mut Vec<u8>,
        counters: &mut Counters,
    ) -> Result<(), &'static str> {
        if self.poll(self.send_queue, now_ms, link, counters)? == 0 {
            return Ok(());
        }
        self.flush(now_ms, link, counters)
    }

    /// Takes all completions that there are, and says how many.
    fn poll(
        &mut self,
        queue: *mut IbvCq,
        now_ms: u64,
        link: &mut Vec<u8>,
        counters: &mut Counters,
    ) -> Result<usize, &'static str> {
        // SAFETY: integers only, for which zeros are values.
        let mut batch: [IbvWc; 32] = unsafe { std::mem::zeroed() };
        let mut total = 0;
        loop {
            // SAFETY: the queue and its context are alive; the batch has room for as many.
            let count = unsafe {
                ((*(*queue).context).poll_cq)(queue, batch.len() as c_int, batch.as_mut_ptr())
            };
            if count < 0 {
                return Err("completion-queue");
            }
            for completion in &batch[..count as usize] {
                self.one_completed(completion, now_ms, link, counters)?;
            }
            total += count as usize;
            if (count as usize) < batch.len() {
                return Ok(total);
            }
        }
    }

    fn one_completed(
        &mut self,
        completion: &IbvWc,
        now_ms: u64,
        link: &mut Vec<u8>,
        counters: &mut Counters,
    ) -> Result<(), &'static str> {
        let index = completion.wr_id as u32;
        let kind = completion.wr_id & !0xffff_ffff;
        if kind == KIND_PLACEMENT {
            self.placed(index, completion.status == WC_SUCCESS, link, counters);
        }
        if completion.status != WC_SUCCESS {
            return Err(completion_failure(completion.status));
        }
        match kind {
            KIND_RECEIVE => self.received(index, completion.byte_len, now_ms, link, counters),
            KIND_SEND => self.sent(index, link, counters),
            _ => Ok(()),
        }
    }

    fn received(
        &mut self,
        index: u32,
        length: u32,
        now_ms: u64,
        link: &mut Vec<u8>,
        counters: &mut Counters,
    ) -> Result<(), &'static str> {
        counters.receives += 1;
        let bytes = self
            .receive_buffers
            .copy_out(index as usize * BUFFER_BYTES, length as usize);
        let message = self
            .machine
            .receive(now_ms, &bytes)
            .map_err(smb_direct::Failure::name)?;
        if let Some(message) = message {
            counters.messages_in += 1;
            counters.message_bytes_in += message.len() as u64;
            frame::put(link, to_engine::MESSAGE, self.number, &[&message]);
        }
        if self.is_paused || self.is_busy {
            self.held.push(index);
            return Ok(());
        }
        self.post_receive(index).map_err(|_| "post-receive")?;
        self.machine.receives_posted(1);
        Ok(())
    }

    fn sent(
        &mut self,
        index: u32,
        link: &mut Vec<u8>,
        counters: &mut Counters,
    ) -> Result<(), &'static str> {
        let Some(slot) = self.slots.remove(&index) else {
            return Ok(());
        };
        self.free_slots.push(index);
        if slot.is_last {
            return Err("refused");
        }
        if let Some(bytes) = slot.completes {
            counters.messages_out += 1;
            counters.message_bytes_out += bytes as u64;
            frame::put(
                link,
                to_engine::SENT,
                self.number,
                &[&(bytes as u32).to_le_bytes()],
            );
        }
        Ok(())
    }

    /// Posts whatever may go now, in one request to the device. The error ends the connection.
    pub fn flush(
        &mut self,
        now_ms: u64,
        link: &mut Vec<u8>,
        counters: &mut Counters,
    ) -> Result<(), &'static str> {
        self.put_placements();
        self.put_sends(now_ms, counters);
        self.post_batch()?;
        if self.is_send_armed || !self.waits_for_device() {
            return Ok(());
        }
        self.is_send_armed = true;
        self.arm(self.send_queue);
        // What was done before it was armed tells nobody.
        self.look(now_ms, link, counters)
    }

    /// Somebody waits for what the device has under way.
    fn waits_for_device(&self) -> bool {
        let has_any = !self.slots.is_empty() || self.posted_placements > 0;
        has_any
            && (self.posted_reads > 0
                || self.posted_placements >= PLACEMENT_COUNT_MAX / 2
                || self.free_slots.len() < SEND_SLOT_COUNT as usize / 2
                || self.closes
                || !self.machine.is_ready())
    }

    fn put_sends(&mut self, now_ms: u64, counters: &mut Counters) {
        while let Some(slot) = self.free_slots.pop() {
            let machine = &mut self.machine;
            let at = slot as usize * BUFFER_BYTES;
            let send = self
                .send_buffers
                .with_part(at, BUFFER_BYTES, |target| machine.next_send(now_ms, target));
            let Some(send) = send else {
                self.free_slots.push(slot);
                break;
            };
            let part = IbvSge {
                addr: self.send_buffers.address(at),
                length: send.length as u32,
                lkey: self.send_buffers.local_key(),
            };
            let opcode = if send.invalidate.is_some() {
                WR_SEND_WITH_INV
            } else {
                WR_SEND
            };
            let mut request = IbvSendWr::new(KIND_SEND | u64::from(slot), opcode);
            request.invalidate_rkey = send.invalidate.unwrap_or(0);
            self.batch.push((part, request));
            counters.sends += 1;
            counters.invalidations += u64::from(send.invalidate.is_some());
            self.slots.insert(
                slot,
                Slot {
                    completes: send.completes,
                    is_last: send.is_last,
                },
            );
        }
    }

    /// True: everything that was to be sent before its end is out.
    pub fn has_closed(&self) -> bool {
        self.closes
            && self.behind.is_empty()
            && self.machine.queued_bytes() == 0
            && self.slots.is_empty()
    }

    pub fn close_when_sent(&mut self) {
        self.closes = true;
    }

    pub fn announce(&mut self, link: &mut Vec<u8>) {
        if self.is_announced || !self.machine.is_ready() {
            return;
        }
        self.is_announced = true;
        let ((remote, remote_port), (local, local_port)) = (self.peer(), self.local());
        let sizes =
            (self.machine.max_fragmented_send_size() as u64).min(u64::from(u32::MAX)) as u32;
        let text = |text: &str| [&(text.len() as u16).to_le_bytes(), text.as_bytes()].concat();
        frame::put(
            link,
            to_engine::CONNECTED,
            self.number,
            &[
                &remote_port.to_le_bytes(),
                &local_port.to_le_bytes(),
                &sizes.to_le_bytes(),
                &text(&remote),
                &text(&local),
                &text(&self.device.name),
            ],
        );
    }

    /// False: the peer takes no message of this length.
    pub fn send_message(&mut self, message: Vec<u8>, invalidate: Option<u32>) -> bool {
        if self.placements.is_empty() && self.behind.is_empty() {
            return self.machine.send_message(message, invalidate);
        }
        let is_taken =
            !message.is_empty() && message.len() <= self.machine.max_fragmented_send_size();
        if is_taken {
            self.behind.push_back(Behind {
                placements: self.placements_wanted,
                message,
                invalidate,
            });
        }
        is_taken
    }

    pub fn pause(&mut self) {
        self.is_paused = true;
    }

    pub fn resume(&mut self) -> Result<(), &'static str> {
        self.is_paused = false;
        self.post_held()
    }

    /// The way to the engine is full, or free again.
    pub fn set_busy(&mut self, is_busy: bool) -> Result<(), &'static str> {
        self.is_busy = is_busy;
        self.post_held()
    }

    fn post_held(&mut self) -> Result<(), &'static str> {
        if self.is_paused || self.is_busy {
            return Ok(());
        }
        for index in std::mem::take(&mut self.held) {
            self.post_receive(index).map_err(|_| "post-receive")?;
            self.machine.receives_posted(1);
        }
        Ok(())
    }

    pub fn tick(&mut self, now_ms: u64) -> Result<(), &'static str> {
        self.machine.tick(now_ms).map_err(smb_direct::Failure::name)
    }

    /// Takes a job of the engine. One that cannot be done is answered, and ends the connection: the reply that tells
    /// the client of its payload may be behind it already.
    pub fn take_job(&mut self, job: &Job, link: &mut Vec<u8>) -> Result<(), &'static str> {
        let refused = if self.jobs.len() >= JOB_COUNT_MAX || self.jobs.contains_key(&job.id) {
            true
        } else {
            !is_within(job, self.device.slabs.length() as u64)
        };
        if refused {
            done(link, self.number, job.id, DONE_INVALID);
            return Err("job-refused");
        }
        let mut local = self.device.slabs.address(job.slab_offset as usize);
        let mut left = job.length;
        let mut count = 0;
        for descriptor in &job.descriptors {
            let length = left.min(descriptor.length);
            if length == 0 {
                continue;
            }
            self.placements.push_back(Placement {
                job: job.id,
                is_write: job.is_write,
                local,
                length,
                remote: descriptor.offset,
                token: descriptor.token,
            });
            local += u64::from(length);
            left -= length;
            count += 1;
        }
        self.placements_wanted += u64::from(count);
        self.jobs.insert(job.id, count);
        Ok(())
    }

    /// Placements that have room, and behind each what the engine said after it.
    fn put_placements(&mut self) {
        while self.posted_placements < PLACEMENT_COUNT_MAX {
            let Some(placement) = self.placements.pop_front() else {
                break;
            };
            let index = self.next_placement;
            self.next_placement = self.next_placement.wrapping_add(1);
            let part = IbvSge {
                addr: placement.local,
                length: placement.length,
                lkey: self.device.slabs.local_key(),
            };
            let opcode = if placement.is_write {
                WR_RDMA_WRITE
            } else {
                WR_RDMA_READ
            };
            let mut request = IbvSendWr::new(KIND_PLACEMENT | u64::from(index), opcode);
            request.remote_addr = placement.remote;
            request.rkey = placement.token;
            self.batch.push((part, request));
            self.placements_posted += 1;
            self.posted_placements += 1;
            self.posted_reads += u32::from(!placement.is_write);
            let kept = (placement.job, placement.length, placement.is_write);
            self.placement_jobs.insert(index, kept);
        }
        while let Some(one) = self.behind.front() {
            if one.placements > self.placements_posted {
                break;
            }
            if let Some(one) = self.behind.pop_front() {
                self.machine.send_message(one.message, one.invalidate);
            }
        }
    }

    fn placed(&mut self, index: u32, is_good: bool, link: &mut Vec<u8>, counters: &mut Counters) {
        let Some((job, bytes, is_write)) = self.placement_jobs.remove(&index) else {
            return;
        };
        self.posted_placements -= 1;
        self.posted_reads -= u32::from(!is_write);
        // What failed is told when the queue pair is gone: until then the device may still touch the slab.
        if !is_good {
            return;
        }
        let (operations, moved) = match is_write {
            true => (&mut counters.writes, &mut counters.write_bytes),
            false => (&mut counters.reads, &mut counters.read_bytes),
        };
        *operations += 1;
        *moved += u64::from(bytes);
        let Some(left) = self.jobs.get_mut(&job) else {
            return;
        };
        *left -= 1;
        if *left == 0 {
            self.jobs.remove(&job);
            done(link, self.number, job, DONE_OK);
        }
    }

    fn post_receive(&self, index: u32) -> Result<(), String> {
        let mut part = IbvSge {
            addr: self.receive_buffers.address(index as usize * BUFFER_BYTES),
            length: BUFFER_BYTES as u32,
            lkey: self.receive_buffers.local_key(),
        };
        let mut request = IbvRecvWr {
            wr_id: KIND_RECEIVE | u64::from(index),
            next: ptr::null_mut(),
            sg_list: &mut part,
            num_sge: 1,
        };
        let mut bad = ptr::null_mut();
        // SAFETY: the queue pair is alive; the library copies the request.
        let answer = unsafe {
            let queue_pair = (*self.cm_id).qp;
            ((*(*queue_pair).context).post_recv)(queue_pair, &mut request, &mut bad)
        };
        if answer == 0 {
            Ok(())
        } else {
            Err(failed("a receive"))
        }
    }

    /// One call, and one signal to the device, for all.
    fn post_batch(&mut self) -> Result<(), &'static str> {
        let count = self.batch.len();
        if count == 0 {
            return Ok(());
        }
        let first = self.batch.as_mut_ptr();
        let mut bad = ptr::null_mut();
        // SAFETY: the pointers lead to entries of the batch, which is not touched before the call is over; the library
        // copies the requests. The queue pair is alive.
        let answer = unsafe {
            for index in 0..count {
                let one = first.add(index);
                (*one).1.sg_list = &raw mut (*one).0;
                if index + 1 < count {
                    (*one).1.next = &raw mut (*first.add(index + 1)).1;
                }
            }
            let queue_pair = (*self.cm_id).qp;
            ((*(*queue_pair).context).post_send)(queue_pair, &raw mut (*first).1, &mut bad)
        };
        self.batch.clear();
        if answer == 0 {
            Ok(())
        } else {
            Err("post-send")
        }
    }

    fn arm(&self, queue: *mut IbvCq) {
        // SAFETY: the queue is alive.
        unsafe { ((*(*queue).context).req_notify_cq)(queue, 0) };
    }

    /// Ends it; from here on no device touches a slab for it, so that its jobs can be answered.
    pub fn end(mut self, link: &mut Vec<u8>, reason: &str) {
        let jobs = std::mem::take(&mut self.jobs);
        let (number, is_announced) = (self.number, self.is_announced);
        drop(self);
        for id in jobs.keys() {
            done(link, number, *id, DONE_FAILED);
        }
        if is_announced {
            frame::put(link, to_engine::DISCONNECTED, number, &[reason.as_bytes()]);
        }
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        let verbs = &self.device.verbs;
        // SAFETY: each was made once; the queue pair goes before the queues it completes to, and the id, which has
        // no event that is not acknowledged, last.
        unsafe {
            if self.has_queue_pair {
                if self.owns_id {
                    (verbs.disconnect)(self.cm_id);
                }
                (verbs.destroy_qp)(self.cm_id);
            }
            for queue in [self.send_queue, self.receive_queue] {
                if !queue.is_null() {
                    (verbs.destroy_cq)(queue);
                }
            }
            (verbs.destroy_comp_channel)(self.completion);
            if self.owns_id {
                (verbs.destroy_id)(self.cm_id);
            }
        }
    }
}

pub fn done(link: &mut Vec<u8>, channel: u32, job: u32, status: u32) {
    let body = [job.to_le_bytes(), status.to_le_bytes()].concat();
    frame::put(link, to_engine::DONE, channel, &[&body]);
}

/// The job stays within the slabs, and the client's buffers have room for it.
pub fn is_within(job: &Job, slab_bytes: u64) -> bool {
    let room: u64 = job
        .descriptors
        .iter()
        .map(|one| u64::from(one.length))
        .sum();
    let ends = job.slab_offset.checked_add(u64::from(job.length));
    job.length > 0 && room >= u64::from(job.length) && ends.is_some_and(|end| end <= slab_bytes)
}

fn failed(what: &str) -> String {
    format!("{what} cannot be made: {}", std::io::Error::last_os_error())
}

/// ibv_wc_status, by the names of the libraries.
fn completion_failure(status: c_int) -> &'static str {
    match status {
        1 => "local-length",
        2 => "local-queue-pair",
        4 => "local-protection",
        5 => "flushed",
        9 => "remote-invalid-request",
        10 => "remote-access",
        11 => "remote-operation",
        12 => "retries-exceeded",
        13 => "receiver-not-ready",
        _ => "completion",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Descriptor;

    fn job(slab_offset: u64, length: u32, rooms: &[u32]) -> Job {
        let descriptors = rooms
            .iter()
            .map(|length| Descriptor {
                offset: 1,
                token: 2,
                length: *length,
            })
            .collect();
        Job {
            id: 1,
            is_write: true,
            slab_offset,
            length,
            descriptors,
        }
    }

    #[test]
    fn a_job_stays_within_slabs_and_descriptors() {
        assert!(is_within(&job(0, 4096, &[4096]), 4096));
        assert!(is_within(&job(4000, 96, &[90, 6]), 4096));
        assert!(!is_within(&job(4000, 97, &[100]), 4096));
        assert!(!is_within(&job(0, 0, &[100]), 4096));
        assert!(!is_within(&job(0, 101, &[100]), 4096));
        assert!(!is_within(&job(u64::MAX, 1, &[100]), 4096));
        assert!(!is_within(
            &job(u64::MAX - 1, u32::MAX, &[u32::MAX]),
            u64::MAX - 10
        ));
        assert!(is_within(&job(0, u32::MAX, &[u32::MAX, u32::MAX]), 1 << 40));
    }
}
