//! CMACs of several jobs side by side: a worker takes up to eight, and whatever arrives meanwhile joins
//! it where a lane is free. A second worker starts only for what finds none, so that eight MACs cost
//! little more of a processor than one.

use crate::bytes::{Bytes, Kept};
use crate::cmac::{CmacKey, LANES_MAX, Message, advance};
use crate::pool::SentBytes;
use std::collections::VecDeque;
use std::sync::Arc;

/// What to compute; the memory is kept alive by the job.
pub struct LaneWork {
    key: Arc<CmacKey>,
    parts: Vec<SentBytes>,
    out: SentBytes,
}

impl LaneWork {
    /// `out` takes the first bytes of the MAC, 16 at most, when everything was read: it may lie in a part.
    pub fn new(key: Arc<CmacKey>, parts: Vec<SentBytes>, out: SentBytes) -> Self {
        LaneWork { key, parts, out }
    }
}

pub struct LaneJob {
    pub id: f64,
    pub kept: Vec<Kept>,
    pub work: LaneWork,
    /// What the job answers in the end.
    pub result: f64,
}

#[derive(Default)]
pub struct LaneQueue {
    waiting: VecDeque<LaneJob>,
    /// Lanes of running groups that have nothing to do; each group looks for work soon.
    free_count: usize,
}

impl LaneQueue {
    pub fn push(&mut self, job: LaneJob) {
        self.waiting.push_back(job);
    }

    /// Whether more waits than the running groups have room for.
    pub fn needs_group(&self) -> bool {
        self.waiting.len() > self.free_count
    }

    /// Where one is needed, the caller is it from now on, and runs `work`.
    pub fn start_group(&mut self) -> bool {
        let is_needed = self.needs_group();
        if is_needed {
            self.free_count += LANES_MAX;
        }
        is_needed
    }

    /// Fills the free lanes of a group. False: it has none that works, and is over.
    fn fill(&mut self, lanes: &mut Vec<Lane>) -> bool {
        while lanes.len() < LANES_MAX {
            let Some(job) = self.waiting.pop_front() else {
                break;
            };
            self.free_count -= 1;
            lanes.push(Lane::new(job));
        }
        if lanes.is_empty() {
            self.free_count -= LANES_MAX;
        }
        !lanes.is_empty()
    }
}

struct Lane {
    job: LaneJob,
    parts: Vec<Bytes>,
    message: Message,
}

impl Lane {
    fn new(job: LaneJob) -> Self {
        let parts: Vec<Bytes> = job.work.parts.iter().map(|part| part.bytes()).collect();
        let message = Message::new(&parts);
        Lane {
            job,
            parts,
            message,
        }
    }

    fn finish(self) -> LaneJob {
        let made = self.message.finish(&self.job.work.key, &self.parts);
        let out = self.job.work.out.bytes();
        // SAFETY: everything was read; no other slice lives.
        unsafe { out.exclusive() }.copy_from_slice(&made[..out.length]);
        self.job
    }
}

/// Until nothing is left. `visit` gives the queue, locked, for a moment; `complete` takes each job that is done.
pub fn work(visit: impl Fn(&mut dyn FnMut(&mut LaneQueue)), complete: impl Fn(LaneJob, f64)) {
    let mut lanes: Vec<Lane> = Vec::with_capacity(LANES_MAX);
    loop {
        let mut is_busy = false;
        visit(&mut |queue| is_busy = queue.fill(&mut lanes));
        if !is_busy {
            return;
        }
        let mut running: Vec<_> = lanes
            .iter_mut()
            .filter(|lane| !lane.message.is_absorbed())
            .map(|lane| (&*lane.job.work.key, &lane.parts[..], &mut lane.message))
            .collect();
        if !running.is_empty() {
            advance(&mut running, STEP_BYTES);
        }
        let mut done_count = 0;
        while let Some(at) = lanes.iter().position(|lane| lane.message.is_absorbed()) {
            let job = lanes.swap_remove(at).finish();
            let result = job.result;
            complete(job, result);
            done_count += 1;
        }
        if done_count > 0 {
            visit(&mut |queue| queue.free_count += done_count);
        }
    }
}

/// Bytes of each message between two looks for more work: 25 µs, and eight times this fits a core's own cache.
const STEP_BYTES: usize = 32_768;
