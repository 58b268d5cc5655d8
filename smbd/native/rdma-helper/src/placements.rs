//! The engine's jobs on one connection: what of them is to be posted, what the device has, and the messages that go
//! behind them.

use std::collections::{HashMap, VecDeque};

use crate::frame::Job;
use crate::queues::{PLACEMENT_COUNT_MAX, Placement};

/// Jobs of one connection. The engine's slabs bound them; this is for an engine that is not well.
const JOB_COUNT_MAX: usize = 4096;

/// A quarter of the engine's slabs: what is more of them with the device is soon missed.
const AWAITED_BYTES: u64 = 16 * 1_048_576;

/// A message that goes behind placements: once as many were posted as had been asked for before it.
pub struct Behind {
    placements: u64,
    pub message: Vec<u8>,
    pub invalidate: Option<u32>,
}

/// A placement that the device is done with.
#[derive(Debug, PartialEq, Eq)]
pub struct Placed {
    pub is_write: bool,
    pub length: u32,
    /// The job that is done with it.
    pub done: Option<u32>,
}

#[derive(Default)]
pub struct Placements {
    waiting: VecDeque<Placement>,
    behind: VecDeque<Behind>,
    /// Of all times: what was asked for, and what was posted.
    wanted: u64,
    posted_ever: u64,
    /// What the device has, by number; how many of it are reads, for which the engine waits.
    posted: HashMap<u32, Placement>,
    posted_reads: u32,
    posted_bytes: u64,
    next: u32,
    /// Placements that a job still waits for.
    jobs: HashMap<u32, u32>,
}

impl Placements {
    /// False: the job cannot be done. `slab_address` is where the slabs begin.
    pub fn take(&mut self, job: &Job, slab_bytes: u64, slab_address: u64) -> bool {
        let is_known = self.jobs.contains_key(&job.id);
        if is_known || self.jobs.len() >= JOB_COUNT_MAX || !is_within(job, slab_bytes) {
            return false;
        }
        let mut local = slab_address + job.slab_offset;
        let mut left = job.length;
        let mut count = 0;
        for descriptor in &job.descriptors {
            let length = left.min(descriptor.length);
            if length == 0 {
                continue;
            }
            self.waiting.push_back(Placement {
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
        self.wanted += u64::from(count);
        self.jobs.insert(job.id, count);
        true
    }

    /// A message has nothing to wait for.
    pub fn is_clear(&self) -> bool {
        self.waiting.is_empty() && self.behind.is_empty()
    }

    pub fn put_behind(&mut self, message: Vec<u8>, invalidate: Option<u32>) {
        self.behind.push_back(Behind {
            placements: self.wanted,
            message,
            invalidate,
        });
    }

    /// The next one to post, with its number, where the device has room.
    pub fn next(&mut self) -> Option<(u32, Placement)> {
        if self.posted.len() >= PLACEMENT_COUNT_MAX as usize {
            return None;
        }
        let placement = self.waiting.pop_front()?;
        let index = self.next;
        self.next = self.next.wrapping_add(1);
        self.posted_ever += 1;
        self.posted_reads += u32::from(!placement.is_write);
        self.posted_bytes += u64::from(placement.length);
        self.posted.insert(index, placement);
        Some((index, placement))
    }

    /// The next message behind which nothing is left to post.
    pub fn next_behind(&mut self) -> Option<Behind> {
        if self.behind.front()?.placements > self.posted_ever {
            return None;
        }
        self.behind.pop_front()
    }

    pub fn has_behind(&self) -> bool {
        !self.behind.is_empty()
    }

    /// The device is done with one. What failed is answered when the queue pair is gone: until then the device may still
    /// touch the slab.
    pub fn placed(&mut self, index: u32, is_good: bool) -> Option<Placed> {
        let Placement {
            job,
            is_write,
            length,
            ..
        } = self.posted.remove(&index)?;
        self.posted_reads -= u32::from(!is_write);
        self.posted_bytes -= u64::from(length);
        if !is_good {
            return None;
        }
        let left = self.jobs.get_mut(&job)?;
        *left -= 1;
        let done = (*left == 0).then_some(job);
        if done.is_some() {
            self.jobs.remove(&job);
        }
        Some(Placed {
            is_write,
            length,
            done,
        })
    }

    pub fn posted_count(&self) -> usize {
        self.posted.len()
    }

    pub fn posted_bytes(&self) -> u64 {
        self.posted_bytes
    }

    /// Somebody waits for what the device has: the engine for what is read, and others for room.
    pub fn is_awaited(&self) -> bool {
        self.posted_reads > 0
            || self.posted.len() >= PLACEMENT_COUNT_MAX as usize / 2
            || self.posted_bytes >= AWAITED_BYTES
    }

    pub fn job_count(&self) -> usize {
        self.jobs.len()
    }

    /// Jobs that were not done.
    pub fn into_jobs(self) -> impl Iterator<Item = u32> {
        self.jobs.into_keys()
    }
}

/// The job stays within the slabs, and the client's buffers have room for it.
fn is_within(job: &Job, slab_bytes: u64) -> bool {
    let room: u64 = job
        .descriptors
        .iter()
        .map(|one| u64::from(one.length))
        .sum();
    let ends = job.slab_offset.checked_add(u64::from(job.length));
    job.length > 0 && room >= u64::from(job.length) && ends.is_some_and(|end| end <= slab_bytes)
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

    fn read(id: u32, rooms: &[u32]) -> Job {
        let length = rooms.iter().sum();
        Job {
            id,
            is_write: false,
            ..job(0, length, rooms)
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

    #[test]
    fn a_job_is_done_with_the_last_of_its_parts() {
        let mut placements = Placements::default();
        assert!(placements.take(&job(100, 96, &[90, 0, 600]), 4096, 10_000));
        let (first, one) = placements.next().unwrap();
        let (second, other) = placements.next().unwrap();
        assert_eq!((one.local, one.length), (10_100, 90));
        assert_eq!((other.local, other.length), (10_190, 6));
        assert!(placements.next().is_none());
        let done = |placed: Option<Placed>| placed.map(|one| (one.length, one.done));
        assert_eq!(done(placements.placed(second, true)), Some((6, None)));
        assert_eq!(done(placements.placed(first, true)), Some((90, Some(1))));
        assert_eq!(placements.placed(first, true), None);
        assert_eq!((placements.posted_count(), placements.job_count()), (0, 0));
        assert_eq!(placements.posted_bytes(), 0);
    }

    #[test]
    fn many_bytes_are_awaited_and_few_are_not() {
        let large = AWAITED_BYTES as u32;
        let mut placements = Placements::default();
        placements.take(&job(0, large, &[large - 1, 1]), 1 << 30, 0);
        placements.next();
        assert!(!placements.is_awaited());
        let (last, _) = placements.next().unwrap();
        assert!(placements.is_awaited());
        placements.placed(last, true);
        assert!(!placements.is_awaited());
    }

    #[test]
    fn a_job_said_twice_or_one_too_many_is_refused() {
        let mut placements = Placements::default();
        assert!(placements.take(&read(1, &[5]), 4096, 0));
        assert!(!placements.take(&read(1, &[5]), 4096, 0));
        for id in 2..=JOB_COUNT_MAX as u32 {
            assert!(placements.take(&read(id, &[5]), 4096, 0));
        }
        assert!(!placements.take(&read(JOB_COUNT_MAX as u32 + 1, &[5]), 4096, 0));
    }

    #[test]
    fn a_message_goes_behind_what_was_asked_for_before_it() {
        let mut placements = Placements::default();
        let rooms = [1; PLACEMENT_COUNT_MAX as usize];
        placements.take(&read(1, &rooms), 4096, 0);
        placements.take(&read(2, &[7]), 4096, 0);
        placements.put_behind(b"behind both".to_vec(), Some(9));
        placements.take(&read(3, &[8]), 4096, 0);
        assert!(!placements.is_clear());
        while placements.next().is_some() {}
        assert!(placements.next_behind().is_none());
        assert!(placements.is_awaited());
        placements.placed(0, true);
        assert_eq!(placements.next().map(|(_, one)| one.length), Some(7));
        assert_eq!(
            placements.next_behind().and_then(|one| one.invalidate),
            Some(9)
        );
        assert!(!placements.has_behind());
    }

    #[test]
    fn what_fails_leaves_its_job_undone() {
        let mut placements = Placements::default();
        placements.take(&read(4, &[5]), 4096, 0);
        let (index, _) = placements.next().unwrap();
        assert_eq!(placements.placed(index, false), None);
        assert_eq!(placements.into_jobs().collect::<Vec<_>>(), [4]);
    }
}
