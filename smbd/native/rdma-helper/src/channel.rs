//! One connection of SMB Direct on a queue pair: posts what the machine wants sent, feeds it what came in, and
//! moves payload between the engine's slabs and the client's memory.
//!
//! What the engine says after a REMOTE_WRITE is posted behind it, and a queue pair keeps the order: the client finds its
//! payload when it reads the reply. Nobody has to wait for the write in between.
//!
//! What came in wakes the helper at once. That a send or a write is done, it learns by the way, and is woken for only
//! where somebody waits for it.

use std::collections::HashMap;
use std::ffi::c_int;
use std::rc::Rc;

use smb_direct::{Connection, Settings};

use crate::counters::Counters;
use crate::device::Device;
use crate::frame::{self, Job, to_engine};
use crate::placements::Placements;
use crate::queues::{Of, Queue, Queues, SEND_SLOT_COUNT, completion_failure, failed};
use crate::verbs::{IbvWc, RdmaCmId, RdmaConnParam, WC_SUCCESS};

pub const DONE_OK: u32 = 0;
pub const DONE_FAILED: u32 = 1;
pub const DONE_INVALID: u32 = 2;
pub const DONE_GONE: u32 = 3;

/// How late the helper may learn that something was sent or placed, where nobody waits for it.
const LOOK_MS: u64 = 5;
const LOOK_LITTLE_MS: u64 = 100;
const LITTLE_SENDS: usize = 4;
const LITTLE_PLACED_BYTES: u64 = 65_536;

struct Slot {
    completes: Option<usize>,
    is_last: bool,
}

pub struct Channel {
    pub number: u32,
    queues: Queues,
    machine: Connection,
    slots: HashMap<u32, Slot>,
    free_slots: Vec<u32>,
    placements: Placements,
    /// Receives that are not posted anew while the engine has enough to do.
    held: Vec<u32>,
    is_paused: bool,
    is_busy: bool,
    /// The engine knows of it.
    pub is_announced: bool,
    /// It ends when everything is sent.
    closes: bool,
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
        let receive_count = u32::from(settings.receive_credit_max) + 1;
        let mut channel = Self {
            number,
            queues: Queues::new(cm_id, device, receive_count)?,
            machine: Connection::new(settings, now_ms),
            slots: HashMap::new(),
            free_slots: (0..SEND_SLOT_COUNT).collect(),
            placements: Placements::default(),
            held: Vec::new(),
            is_paused: false,
            is_busy: false,
            is_announced: false,
            closes: false,
        };
        channel.machine.receives_posted(receive_count as u16);
        channel.answer(their_responder_resources)?;
        channel.queues.owns_id = true;
        Ok(channel)
    }

    fn answer(&mut self, their_resources: u8) -> Result<(), String> {
        let device = &self.queues.device;
        // On iWARP the depths travel in eight bytes of private data. [MS-SMBD] 3.1.4 leaves it to the transport;
        // Linux and Windows do it so.
        let depth = device.reads_max.min(their_resources.max(1));
        let depths = [
            u32::from(depth).to_be_bytes(),
            u32::from(depth).to_be_bytes(),
        ]
        .concat();
        let private = if device.is_iwarp {
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
        if unsafe { (device.verbs.accept)(self.queues.cm_id, &mut parameters) } != 0 {
            return Err(failed("the acceptance"));
        }
        Ok(())
    }

    pub fn cm_id(&self) -> *mut RdmaCmId {
        self.queues.cm_id
    }

    pub fn completion_fd(&self) -> c_int {
        self.queues.completion_fd()
    }

    pub fn deadline_ms(&self) -> u64 {
        self.machine.deadline_ms()
    }

    pub fn status(&self) -> String {
        format!(
            "{{\"channel\":{},\"sendCredits\":{},\"receivesGranted\":{},\"queuedBytes\":{},\"jobs\":{}}}",
            self.number,
            self.machine.send_credits(),
            self.machine.receives_granted(),
            self.machine.queued_bytes(),
            self.placements.job_count(),
        )
    }

    /// The completion channel is readable. The error ends the connection.
    pub fn completed(
        &mut self,
        now_ms: u64,
        link: &mut Vec<u8>,
        counters: &mut Counters,
    ) -> Result<(), &'static str> {
        self.queues.woken();
        self.poll(Queue::Receives, now_ms, link, counters)?;
        self.poll(Queue::Sends, now_ms, link, counters)?;
        self.flush(now_ms, link, counters)
    }

    fn has_posted(&self) -> bool {
        !self.slots.is_empty() || self.placements.posted_count() > 0
    }

    /// How long to wait before looking for what the device has and nothing tells of. A little holds up nobody, and is
    /// as a rule seen to with the next request; to be woken for it is to be woken twice for each.
    pub fn look_ms(&self) -> Option<u64> {
        if self.queues.is_send_armed() || !self.has_posted() {
            return None;
        }
        let is_little = self.slots.len() <= LITTLE_SENDS
            && self.placements.posted_bytes() <= LITTLE_PLACED_BYTES;
        Some(if is_little { LOOK_LITTLE_MS } else { LOOK_MS })
    }

    /// Looks for what was sent and placed by now. Where that is nothing, the device is slow: from there on it tells, since
    /// to look every few milliseconds would take more than to be woken once.
    pub fn look(
        &mut self,
        now_ms: u64,
        link: &mut Vec<u8>,
        counters: &mut Counters,
    ) -> Result<(), &'static str> {
        let mut count = self.poll(Queue::Sends, now_ms, link, counters)?;
        if count == 0 && !self.queues.is_send_armed() {
            self.queues.arm(Queue::Sends);
            // What was done before it was armed tells nobody.
            count = self.poll(Queue::Sends, now_ms, link, counters)?;
        }
        if count == 0 {
            return Ok(());
        }
        self.flush(now_ms, link, counters)
    }

    /// Takes all completions that there are, and says how many.
    fn poll(
        &mut self,
        queue: Queue,
        now_ms: u64,
        link: &mut Vec<u8>,
        counters: &mut Counters,
    ) -> Result<usize, &'static str> {
        // SAFETY: integers only, for which zeros are values.
        let mut batch: [IbvWc; 32] = unsafe { std::mem::zeroed() };
        let mut total = 0;
        loop {
            let count = self.queues.poll(queue, &mut batch)?;
            for completion in &batch[..count] {
                self.one_completed(completion, now_ms, link, counters)?;
            }
            total += count;
            if count < batch.len() {
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
        let is_good = completion.status == WC_SUCCESS;
        let of = Of::completion(completion);
        if let Of::Placement(index) = of {
            self.placed(index, is_good, link, counters);
        }
        if !is_good {
            return Err(completion_failure(completion.status));
        }
        match of {
            Of::Receive(index) => self.received(index, completion.byte_len, now_ms, link, counters),
            Of::Send(index) => self.sent(index, link, counters),
            Of::Placement(_) => Ok(()),
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
        let bytes = self.queues.received(index, length);
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
        self.post_receive(index)
    }

    fn post_receive(&mut self, index: u32) -> Result<(), &'static str> {
        self.queues
            .post_receive(index)
            .map_err(|_| "post-receive")?;
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

    fn placed(&mut self, index: u32, is_good: bool, link: &mut Vec<u8>, counters: &mut Counters) {
        let Some(placed) = self.placements.placed(index, is_good) else {
            return;
        };
        let (operations, moved) = match placed.is_write {
            true => (&mut counters.writes, &mut counters.write_bytes),
            false => (&mut counters.reads, &mut counters.read_bytes),
        };
        *operations += 1;
        *moved += u64::from(placed.length);
        if let Some(job) = placed.done {
            done(link, self.number, job, DONE_OK);
        }
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
        self.queues.post()?;
        if self.queues.is_send_armed() || !self.waits_for_device() {
            return Ok(());
        }
        self.queues.arm(Queue::Sends);
        // As above.
        self.look(now_ms, link, counters)
    }

    /// Somebody waits for what the device has under way.
    fn waits_for_device(&self) -> bool {
        self.has_posted()
            && (self.placements.is_awaited()
                || self.free_slots.len() < SEND_SLOT_COUNT as usize / 2
                || self.closes
                || !self.machine.is_ready())
    }

    /// Placements that have room, and behind each what the engine said after it.
    fn put_placements(&mut self) {
        while let Some((index, placement)) = self.placements.next() {
            self.queues.put_placement(index, &placement);
        }
        while let Some(one) = self.placements.next_behind() {
            self.machine.send_message(one.message, one.invalidate);
        }
    }

    fn put_sends(&mut self, now_ms: u64, counters: &mut Counters) {
        while let Some(slot) = self.free_slots.pop() {
            let machine = &mut self.machine;
            let send = self
                .queues
                .put_send(slot, |target| machine.next_send(now_ms, target));
            let Some(send) = send else {
                self.free_slots.push(slot);
                break;
            };
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
            && !self.placements.has_behind()
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
        let (remote, remote_port) = self.queues.peer();
        let (local, local_port) = self.queues.local();
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
                &text(&self.queues.device.name),
            ],
        );
    }

    /// False: the peer takes no message of this length.
    pub fn send_message(&mut self, message: Vec<u8>, invalidate: Option<u32>) -> bool {
        if self.placements.is_clear() {
            return self.machine.send_message(message, invalidate);
        }
        let is_taken =
            !message.is_empty() && message.len() <= self.machine.max_fragmented_send_size();
        if is_taken {
            self.placements.put_behind(message, invalidate);
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
            self.post_receive(index)?;
        }
        Ok(())
    }

    pub fn tick(&mut self, now_ms: u64) -> Result<(), &'static str> {
        self.machine.tick(now_ms).map_err(smb_direct::Failure::name)
    }

    /// Takes a job of the engine. One that cannot be done is answered, and ends the connection: the reply that tells
    /// the client of its payload may be behind it already.
    pub fn take_job(&mut self, job: &Job, link: &mut Vec<u8>) -> Result<(), &'static str> {
        let slabs = &self.queues.device.slabs;
        if self
            .placements
            .take(job, slabs.length() as u64, slabs.address(0))
        {
            return Ok(());
        }
        done(link, self.number, job.id, DONE_INVALID);
        Err("job-refused")
    }

    /// Ends it; from here on no device touches a slab for it, so that its jobs can be answered.
    pub fn end(self, link: &mut Vec<u8>, reason: &str) {
        let Self {
            number,
            queues,
            placements,
            is_announced,
            ..
        } = self;
        drop(queues);
        for id in placements.into_jobs() {
            done(link, number, id, DONE_FAILED);
        }
        if is_announced {
            frame::put(link, to_engine::DISCONNECTED, number, &[reason.as_bytes()]);
        }
    }
}

pub fn done(link: &mut Vec<u8>, channel: u32, job: u32, status: u32) {
    let body = [job.to_le_bytes(), status.to_le_bytes()].concat();
    frame::put(link, to_engine::DONE, channel, &[&body]);
}
