//! Reads and writes of open files: in order, at random, mixed, with a flush after each or with opens in between.
use crate::pattern;
use crate::reply::{Reply, STATUS_SUCCESS};
use crate::request::{
    Create, FILE_OPEN, FileId, GENERIC_READ_WRITE, HEADER_BYTES, NON_DIRECTORY_FILE, Request,
};
use crate::workload::{Next, Place, Workload};

pub struct Transfer {
    pub size: u32,
    pub file_bytes: u64,
    pub is_random: bool,
    /// Of a hundred; the rest are reads.
    pub writes: u32,
    pub flushes: bool,
    /// A file is closed and opened again after so many; 0: never.
    pub opens_each: u32,
    /// One a connection.
    pub files: Vec<FileId>,
    pub paths: Vec<String>,
    /// Where each connection's next one in order begins.
    pub cursors: Vec<u64>,
    /// Which pieces were written, where somebody will check.
    pub written: Vec<u64>,
    /// The pieces to take, in order, in place of all others.
    pub places: Option<Vec<u64>>,
}

pub struct TransferState {
    connection: usize,
    file: FileId,
    offset: u64,
    step: Step,
    since_open: u32,
    chance: u64,
}

#[derive(Clone, Copy, PartialEq)]
enum Step {
    Close,
    Open,
    Read,
    Write,
    Flush,
}

const READ_DATA_AT: usize = HEADER_BYTES + 16;

impl Workload for Transfer {
    type State = TransferState;

    fn has_payload(&self) -> bool {
        self.writes < 100 && self.size >= 32 * 1024
    }

    fn state(&self, place: Place) -> TransferState {
        TransferState {
            connection: place.connection,
            file: self.files[place.connection],
            offset: 0,
            step: Step::Read,
            since_open: 0,
            chance: (place.connection as u64 * 64 + place.slot as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15),
        }
    }

    fn begin(&mut self, state: &mut TransferState, _: u64, request: &mut Request) {
        state.since_open += 1;
        if self.opens_each > 0 && state.since_open > self.opens_each {
            state.since_open = 0;
            state.step = Step::Close;
            request.close(&state.file);
            return;
        }
        self.transfer(state, request);
    }

    fn reply(
        &mut self,
        state: &mut TransferState,
        _: usize,
        _: bool,
        reply: &Reply,
        request: &mut Request,
        checks: bool,
    ) -> Next {
        if reply.status() != STATUS_SUCCESS {
            return Next::Failed(reply.status());
        }
        match state.step {
            Step::Close => {
                state.step = Step::Open;
                request.create(&open_existing(&self.paths[state.connection]));
                Next::Go
            }
            Step::Open => {
                state.file = reply.file_id();
                self.transfer(state, request);
                Next::Go
            }
            Step::Flush => Next::Go,
            Step::Read | Step::Write => {
                if reply.length() != self.size {
                    return Next::Wrong(format!("{} bytes of {} at {}", reply.length(), self.size, state.offset));
                }
                if checks && state.step == Step::Read {
                    let data = &reply.bytes[READ_DATA_AT..READ_DATA_AT + self.size as usize];
                    if !pattern::matches(data, state.offset) {
                        return Next::Wrong(format!("what was read at {} is not what was written", state.offset));
                    }
                }
                if state.step == Step::Write && self.flushes {
                    state.step = Step::Flush;
                    request.flush(&state.file);
                }
                Next::Moved(u64::from(self.size))
            }
        }
    }
}

impl Transfer {
    fn transfer(&mut self, state: &mut TransferState, request: &mut Request) {
        let count = self.file_bytes / u64::from(self.size);
        let index = if let Some(places) = &self.places {
            let cursor = &mut self.cursors[0];
            *cursor = (*cursor + 1) % places.len() as u64;
            places[*cursor as usize]
        } else if self.is_random {
            next(&mut state.chance) % count
        } else {
            let cursor = &mut self.cursors[state.connection];
            *cursor += 1;
            (*cursor - 1) % count
        };
        state.offset = index * u64::from(self.size);
        let is_write = match self.writes {
            0 => false,
            100 => true,
            part => next(&mut state.chance) % 100 < u64::from(part),
        };
        if is_write {
            state.step = Step::Write;
            if request.has_pattern {
                self.written.push(index);
            }
            request.write(&state.file, state.offset, self.size);
        } else {
            state.step = Step::Read;
            request.read(&state.file, state.offset, self.size);
        }
    }
}

pub fn open_existing(path: &str) -> Create<'_> {
    Create { path, access: GENERIC_READ_WRITE, disposition: FILE_OPEN, options: NON_DIRECTORY_FILE }
}

/// xorshift: the same places in each run.
fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state >> 8
}
