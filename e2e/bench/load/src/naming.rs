//! Work on names: opens, stats, listings, files made, renamed and deleted.
use crate::reply::{Reply, STATUS_NO_MORE_FILES, STATUS_SUCCESS};
use crate::request::{
    Create, DELETE_ACCESS, DIRECTORY_FILE, FILE_CREATE, FILE_OPEN, FileId, GENERIC_READ_DATA,
    GENERIC_READ_WRITE, NON_DIRECTORY_FILE, READ_ATTRIBUTES, RELATED, Request,
};
use crate::workload::{Next, Place, Workload};

/// One request, or one chain, of a unit.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Step {
    Make,
    Write,
    Close,
    OpenToRead,
    OpenToDelete,
    DeleteWhenClosed,
    Rename,
    /// CREATE, QUERY_INFO and CLOSE in one.
    Look,
    OpenFolder,
    List,
}

pub struct Naming {
    pub steps: &'static [Step],
    pub names: Names,
    pub folder: String,
    /// Of a WRITE, or of the room for a listing.
    pub size: u32,
    /// Entries that a listing has to have, if anybody knows.
    pub entries: Option<u64>,
}

/// Which file a unit is about.
pub enum Names {
    /// Always the same one of the folder.
    One,
    /// f000000 and on, in order, as many as there are; then from the beginning again.
    Existing { count: u64 },
    /// A name that nobody had before.
    Fresh { tag: String },
}

pub struct NamingState {
    path: String,
    other: String,
    file: FileId,
    step: usize,
    entries: u64,
}

impl Workload for Naming {
    type State = NamingState;

    fn has_payload(&self) -> bool {
        self.steps.contains(&Step::List) && self.entries.is_none()
    }

    fn state(&self, _: Place) -> NamingState {
        NamingState {
            path: String::new(),
            other: String::new(),
            file: [0; 16],
            step: 0,
            entries: 0,
        }
    }

    fn begin(&mut self, state: &mut NamingState, number: u64, request: &mut Request) {
        state.step = 0;
        state.entries = 0;
        self.name(state, number);
        self.write_step(state, request);
    }

    fn reply(
        &mut self,
        state: &mut NamingState,
        element: usize,
        is_last: bool,
        reply: &Reply,
        request: &mut Request,
        checks: bool,
    ) -> Next {
        let step = self.steps[state.step];
        let is_end = step == Step::List && reply.status() == STATUS_NO_MORE_FILES;
        if reply.status() != STATUS_SUCCESS && !is_end {
            return Next::Failed(reply.status());
        }
        if matches!(step, Step::Make | Step::OpenToRead | Step::OpenToDelete | Step::OpenFolder) && element == 0 {
            state.file = reply.file_id();
        }
        if step == Step::List && !is_end {
            if checks {
                state.entries += count_entries(&reply.bytes[72..72 + reply.length() as usize]);
            }
            request.query_directory(&state.file, false, self.size);
            return Next::Moved(u64::from(reply.length()));
        }
        if let (true, true, Some(wanted)) = (is_end, checks, self.entries) {
            // The folder itself and the one above it are listed, too.
            if state.entries != wanted + 2 {
                return Next::Wrong(format!("{} entries of {}", state.entries, wanted + 2));
            }
        }
        if is_last {
            state.step += 1;
            if state.step < self.steps.len() {
                self.write_step(state, request);
            }
        }
        Next::Go
    }
}

impl Naming {
    fn name(&self, state: &mut NamingState, number: u64) {
        use std::fmt::Write;
        state.path.clear();
        state.other.clear();
        let folder = &self.folder;
        let written = match &self.names {
            Names::One => write!(state.path, "{folder}\\f000000"),
            Names::Existing { count } => write!(state.path, "{folder}\\f{:06}", number % count),
            Names::Fresh { tag } => write!(state.path, "{folder}\\{tag}-{number:06}"),
        };
        written.expect("a string grows");
        write!(state.other, "{folder}\\renamed-{number:06}").expect("a string grows");
    }

    fn write_step(&self, state: &NamingState, request: &mut Request) {
        let path = state.path.as_str();
        let file = &state.file;
        let create = |access, disposition, options| Create { path, access, disposition, options };
        match self.steps[state.step] {
            Step::Make => request.create(&create(GENERIC_READ_WRITE, FILE_CREATE, NON_DIRECTORY_FILE)),
            Step::Write => request.write(file, 0, self.size),
            Step::Close => request.close(file),
            Step::OpenToRead => request.create(&create(GENERIC_READ_DATA, FILE_OPEN, NON_DIRECTORY_FILE)),
            Step::OpenToDelete => request.create(&create(DELETE_ACCESS, FILE_OPEN, NON_DIRECTORY_FILE)),
            Step::DeleteWhenClosed => request.delete_when_closed(file),
            Step::Rename => request.rename(file, &state.other),
            Step::Look => {
                request.create(&create(READ_ATTRIBUTES, FILE_OPEN, 0));
                request.query_all(&RELATED);
                request.close(&RELATED);
            }
            Step::OpenFolder => {
                let path = self.folder.as_str();
                let options = DIRECTORY_FILE;
                request.create(&Create { path, access: GENERIC_READ_DATA, disposition: FILE_OPEN, options });
            }
            Step::List => request.query_directory(file, true, self.size),
        }
    }
}

/// FileIdBothDirectoryInformation: each entry says where the next one is.
fn count_entries(mut bytes: &[u8]) -> u64 {
    let mut count = 0;
    loop {
        count += 1;
        let next = u32::from_le_bytes(bytes[..4].try_into().expect("four bytes")) as usize;
        if next == 0 {
            return count;
        }
        bytes = &bytes[next..];
    }
}
