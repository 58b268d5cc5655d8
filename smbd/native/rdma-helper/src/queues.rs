//! The queue pair of one connection, the queues that it completes to, and the memory that it sends from and receives to.

use std::ffi::c_int;
use std::ptr;
use std::rc::Rc;

use crate::device::Device;
use crate::region::{Mapping, Region};
use crate::verbs::{
    IbvCompChannel, IbvCq, IbvQpInitAttr, IbvRecvWr, IbvSendWr, IbvSge, IbvWc, RdmaCmId,
    WR_RDMA_READ, WR_RDMA_WRITE, WR_SEND, WR_SEND_WITH_INV, address_of,
};

/// Sends that are posted at a time; the machine's credits allow more.
pub const SEND_SLOT_COUNT: u32 = 64;
/// Reads and writes that are posted at a time; others wait.
pub const PLACEMENT_COUNT_MAX: u32 = 128;
pub const BUFFER_BYTES: usize = 8192;

const KIND_RECEIVE: u64 = 1 << 32;
const KIND_SEND: u64 = 2 << 32;
const KIND_PLACEMENT: u64 = 3 << 32;

/// What a completion is of, and its number among those.
#[derive(Clone, Copy)]
pub enum Of {
    Receive(u32),
    Send(u32),
    Placement(u32),
}

impl Of {
    pub fn completion(completion: &IbvWc) -> Self {
        let index = completion.wr_id as u32;
        match completion.wr_id & !0xffff_ffff {
            KIND_RECEIVE => Self::Receive(index),
            KIND_SEND => Self::Send(index),
            _ => Self::Placement(index),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    Receives,
    Sends,
}

/// One read or write of the peer's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    pub job: u32,
    pub is_write: bool,
    /// In the device's slabs.
    pub local: u64,
    pub length: u32,
    pub remote: u64,
    pub token: u32,
}

pub struct Queues {
    pub cm_id: *mut RdmaCmId,
    pub device: Rc<Device>,
    completion: *mut IbvCompChannel,
    receive_queue: *mut IbvCq,
    send_queue: *mut IbvCq,
    /// The send queue wakes its process with its next completion.
    is_send_armed: bool,
    has_queue_pair: bool,
    /// The id ends with this; else it is the caller's.
    pub owns_id: bool,
    receive_buffers: Region,
    send_buffers: Region,
    /// Where the next requests to the device are put together.
    batch: Vec<(IbvSge, IbvSendWr)>,
}

impl Queues {
    /// With a queue pair, and as many receives posted.
    pub fn new(
        cm_id: *mut RdmaCmId,
        device: &Rc<Device>,
        receive_count: u32,
    ) -> Result<Self, String> {
        let verbs = &device.verbs;
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
        let mut queues = Self {
            cm_id,
            device: Rc::clone(device),
            completion,
            receive_queue: completion_queue(receive_count),
            send_queue: completion_queue(send_count),
            is_send_armed: false,
            has_queue_pair: false,
            owns_id: false,
            receive_buffers,
            send_buffers,
            batch: Vec::new(),
        };
        if queues.receive_queue.is_null() || queues.send_queue.is_null() {
            return Err(failed("a completion queue"));
        }
        queues.make_pair(send_count, receive_count)?;
        for index in 0..receive_count {
            queues.post_receive(index)?;
        }
        queues.arm(Queue::Receives);
        Ok(queues)
    }

    fn make_pair(&mut self, sends: u32, receives: u32) -> Result<(), String> {
        let mut attributes =
            IbvQpInitAttr::new(self.send_queue, sends, self.receive_queue, receives);
        let create = self.device.verbs.create_qp;
        // SAFETY: the id is alive until the drop, the domain as long as the device.
        if unsafe { create(self.cm_id, self.device.domain.pd, &mut attributes) } != 0 {
            return Err(failed("a queue pair"));
        }
        self.has_queue_pair = true;
        Ok(())
    }

    pub fn completion_fd(&self) -> c_int {
        // SAFETY: made in `new`, destroyed in the drop.
        unsafe { (*self.completion).fd }
    }

    pub fn peer(&self) -> (String, u16) {
        // SAFETY: the id is alive.
        address_of(unsafe { &(*self.cm_id).dst_addr })
    }

    pub fn local(&self) -> (String, u16) {
        // SAFETY: the id is alive.
        address_of(unsafe { &(*self.cm_id).src_addr })
    }

    pub fn is_send_armed(&self) -> bool {
        self.is_send_armed
    }

    /// The next completion of the queue makes the descriptor readable.
    pub fn arm(&mut self, queue: Queue) {
        self.is_send_armed |= queue == Queue::Sends;
        let queue = self.queue(queue);
        // SAFETY: the queue is alive.
        unsafe { ((*(*queue).context).req_notify_cq)(queue, 0) };
    }

    /// The descriptor is readable: takes what made it so. Receives are armed anew.
    pub fn woken(&mut self) {
        let verbs = &self.device.verbs;
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
            self.arm(Queue::Receives);
        }
    }

    /// Takes as many completions as there is room for, and says how many.
    pub fn poll(&self, queue: Queue, target: &mut [IbvWc]) -> Result<usize, &'static str> {
        let queue = self.queue(queue);
        // SAFETY: the queue and its context are alive; the target has room for as many.
        let count = unsafe {
            ((*(*queue).context).poll_cq)(queue, target.len() as c_int, target.as_mut_ptr())
        };
        usize::try_from(count).map_err(|_| "completion-queue")
    }

    fn queue(&self, queue: Queue) -> *mut IbvCq {
        match queue {
            Queue::Receives => self.receive_queue,
            Queue::Sends => self.send_queue,
        }
    }

    pub fn received(&self, index: u32, length: u32) -> Vec<u8> {
        self.receive_buffers
            .copy_out(index as usize * BUFFER_BYTES, length as usize)
    }

    pub fn post_receive(&self, index: u32) -> Result<(), String> {
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

    /// Puts what `next` writes to the memory of a slot behind what is to be posted, or nothing where it has nothing.
    pub fn put_send(
        &mut self,
        slot: u32,
        next: impl FnOnce(&mut [u8]) -> Option<smb_direct::Send>,
    ) -> Option<smb_direct::Send> {
        let at = slot as usize * BUFFER_BYTES;
        let send = self.send_buffers.with_part(at, BUFFER_BYTES, next)?;
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
        Some(send)
    }

    pub fn put_placement(&mut self, index: u32, placement: &Placement) {
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
    }

    /// One call, and one signal to the device, for all that was put.
    pub fn post(&mut self) -> Result<(), &'static str> {
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
}

impl Drop for Queues {
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

pub fn failed(what: &str) -> String {
    format!("{what} cannot be made: {}", std::io::Error::last_os_error())
}

/// ibv_wc_status, by the names of the libraries.
pub fn completion_failure(status: c_int) -> &'static str {
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
