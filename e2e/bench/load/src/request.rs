//! Requests, built in a buffer that is used again: [MS-SMB2] 2.2. A payload that is there already stays where it is.
use crate::ntlm::utf16;
use crate::protection::{PayloadHash, TRANSFORM_BYTES};

pub const NEGOTIATE: u16 = 0;
pub const SESSION_SETUP: u16 = 1;
pub const LOGOFF: u16 = 2;
pub const TREE_CONNECT: u16 = 3;
pub const CREATE: u16 = 5;
pub const CLOSE: u16 = 6;
pub const FLUSH: u16 = 7;
pub const READ: u16 = 8;
pub const WRITE: u16 = 9;
pub const QUERY_DIRECTORY: u16 = 14;
pub const QUERY_INFO: u16 = 16;
pub const SET_INFO: u16 = 17;

pub const HEADER_BYTES: usize = 64;
/// Room for the length of the frame and for a transform header.
pub const ROOM: usize = 4 + TRANSFORM_BYTES;

const SHORT_PAYLOAD_BYTES: usize = 16_384;
/// What a payload is made of where nobody looks at it.
const FILLER: u8 = 0x5a;
/// All such payloads are sent of this: it stays in the processor's cache, where one for each request would not.
static FILLING: [u8; 65_536] = [FILLER; 65_536];

pub type FileId = [u8; 16];
/// Stands for the file of the chain's first element.
pub const RELATED: FileId = [0xff; 16];

pub struct Element {
    pub start: usize,
    pub command: u16,
    pub charge: u16,
}

pub struct Request {
    bytes: Vec<u8>,
    at: usize,
    pub elements: Vec<Element>,
    /// Fills payloads of WRITEs with what belongs at their place; else one byte fills them all.
    pub has_pattern: bool,
    /// The payload's share of a signature, as long as nothing else is written where the payload stands.
    pub payload_hash: Option<PayloadHash>,
    /// Where the payload of the last WRITE began and ended, and how far anything was written since.
    payload: std::ops::Range<usize>,
    touched: usize,
}

pub struct Create<'a> {
    pub path: &'a str,
    pub access: u32,
    pub disposition: u32,
    pub options: u32,
}

pub const FILE_OPEN: u32 = 1;
pub const FILE_CREATE: u32 = 2;
pub const DIRECTORY_FILE: u32 = 1;
pub const NON_DIRECTORY_FILE: u32 = 0x40;
pub const GENERIC_READ_DATA: u32 = 0x0012_0089;
pub const GENERIC_READ_WRITE: u32 = 0x0012_019f;
pub const READ_ATTRIBUTES: u32 = 0x0000_0080;
pub const DELETE_ACCESS: u32 = 0x0001_0080;

impl Request {
    pub fn new(has_pattern: bool) -> Self {
        Request {
            bytes: vec![FILLER; 512],
            at: ROOM,
            elements: Vec::new(),
            has_pattern,
            payload_hash: None,
            payload: 0..0,
            touched: 0,
        }
    }

    pub fn clear(&mut self) {
        self.at = ROOM;
        self.elements.clear();
    }

    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// Room, and then the messages.
    pub fn frame(&mut self) -> &mut [u8] {
        &mut self.bytes[..self.at]
    }

    pub fn view(&self) -> &[u8] {
        &self.bytes[..self.at]
    }

    pub fn end(&self) -> usize {
        self.at
    }

    /// The frame from `at` on, as it is to be sent. What was sealed is sent from where it was sealed.
    pub fn pieces(&self, at: usize, is_sealed: bool) -> impl Iterator<Item = &[u8]> {
        let ends_so = self.payload.end == self.at && self.payload.len() >= SHORT_PAYLOAD_BYTES;
        let is_filled = ends_so && !is_sealed && !self.has_pattern;
        let filled_at = if is_filled { self.payload.start } else { self.at };
        let head = &self.bytes[at.min(filled_at)..filled_at];
        let filled = self.at - at.max(filled_at);
        let filling = (0..filled)
            .step_by(FILLING.len())
            .map(move |from| &FILLING[..FILLING.len().min(filled - from)]);
        std::iter::once(head).filter(|head| !head.is_empty()).chain(filling)
    }

    /// Where the payload begins that ends the frame, counted from `start`; none is worth it when short.
    pub fn payload_at(&self, start: usize) -> Option<usize> {
        let ends_so = self.payload.end == self.at && self.payload.len() >= SHORT_PAYLOAD_BYTES;
        (ends_so && self.payload.start > start).then(|| self.payload.start - start)
    }

    fn element(&mut self, command: u16, charge: u16) {
        // A chain is aligned, counted from the first header.
        let aligned = ROOM + (self.at - ROOM).next_multiple_of(8);
        self.zeros(aligned - self.at);
        let start = self.at;
        let is_related = !self.elements.is_empty();
        if let Some(before) = self.elements.last() {
            let next = (start - before.start) as u32;
            self.bytes[before.start + 20..before.start + 24].copy_from_slice(&next.to_le_bytes());
        }
        self.zeros(HEADER_BYTES);
        let header = &mut self.bytes[start..start + HEADER_BYTES];
        header[..4].copy_from_slice(b"\xfeSMB");
        header[4] = 64;
        header[6..8].copy_from_slice(&charge.to_le_bytes());
        header[12..14].copy_from_slice(&command.to_le_bytes());
        header[16] = if is_related { 4 } else { 0 };
        self.elements.push(Element { start, command, charge });
    }

    fn reserve(&mut self, count: usize) {
        if self.bytes.len() < self.at + count {
            let size = (self.at + count).next_multiple_of(4096);
            self.bytes.resize(size, FILLER);
        }
    }

    fn put(&mut self, bytes: &[u8]) -> &mut Self {
        self.reserve(bytes.len());
        self.bytes[self.at..self.at + bytes.len()].copy_from_slice(bytes);
        self.at += bytes.len();
        self.touched = self.touched.max(self.at);
        self
    }

    fn zeros(&mut self, count: usize) -> &mut Self {
        self.reserve(count);
        self.bytes[self.at..self.at + count].fill(0);
        self.at += count;
        self.touched = self.touched.max(self.at);
        self
    }

    fn u16(&mut self, value: u16) -> &mut Self {
        self.put(&value.to_le_bytes())
    }

    fn u32(&mut self, value: u32) -> &mut Self {
        self.put(&value.to_le_bytes())
    }

    fn u64(&mut self, value: u64) -> &mut Self {
        self.put(&value.to_le_bytes())
    }

    pub fn negotiate(&mut self, dialect: u16, requires_signing: bool, guid: &[u8; 16], cipher: u16, signing: u16) {
        self.element(NEGOTIATE, 0);
        self.u16(36).u16(1).u16(security_mode(requires_signing)).u16(0);
        // Large MTU, multichannel, encryption; of a client that knows 3.x.
        self.u32(if dialect >= 0x300 { 0x4c } else { 4 }).put(guid);
        if dialect != 0x311 {
            self.u64(0).u16(dialect);
            return;
        }
        self.u32(104).u16(3).u16(0).u16(dialect).zeros(2);
        self.u16(1).u16(38).u32(0).u16(1).u16(32).u16(1).put(guid).put(guid).zeros(2);
        self.u16(2).u16(4).u32(0).u16(1).u16(cipher).zeros(4);
        self.u16(8).u16(4).u32(0).u16(1).u16(signing);
    }

    pub fn session_setup(&mut self, requires_signing: bool, blob: &[u8]) {
        self.element(SESSION_SETUP, 1);
        self.u16(25).put(&[0, security_mode(requires_signing) as u8]).u32(0).u32(0);
        self.u16(88).u16(blob.len() as u16).u64(0).put(blob);
    }

    pub fn tree_connect(&mut self, path: &str) {
        let path = utf16(path);
        self.element(TREE_CONNECT, 1);
        self.u16(9).u16(0).u16(72).u16(path.len() as u16).put(&path);
    }

    pub fn logoff(&mut self) {
        self.element(LOGOFF, 1);
        self.u16(4).u16(0);
    }

    pub fn create(&mut self, create: &Create) {
        let path = utf16(create.path);
        self.element(CREATE, 1);
        self.u16(57).put(&[0, 0]).u32(2).u64(0).u64(0);
        // Others may read, write and delete.
        self.u32(create.access).u32(0).u32(7).u32(create.disposition).u32(create.options);
        self.u16(120).u16(path.len() as u16).u32(0).u32(0).put(&path);
        if path.is_empty() {
            self.zeros(1);
        }
    }

    pub fn close(&mut self, file: &FileId) {
        self.element(CLOSE, 1);
        self.u16(24).u16(0).u32(0).put(file);
    }

    pub fn flush(&mut self, file: &FileId) {
        self.element(FLUSH, 1);
        self.u16(24).u16(0).u32(0).put(file);
    }

    pub fn read(&mut self, file: &FileId, offset: u64, length: u32) {
        self.element(READ, charge(length));
        self.u16(49).put(&[0x50, 0]).u32(length).u64(offset).put(file);
        self.u32(0).u32(0).u32(0).u16(0).u16(0).zeros(1);
    }

    pub fn write(&mut self, file: &FileId, offset: u64, length: u32) {
        self.element(WRITE, charge(length));
        self.u16(49).u16(112).u32(length).u64(offset).put(file);
        self.u32(0).u32(0).u16(0).u16(0).u32(0);
        self.reserve(length as usize);
        let range = self.at..self.at + length as usize;
        if self.has_pattern {
            crate::pattern::fill(&mut self.bytes[range.clone()], offset);
        } else if self.touched > self.at {
            self.bytes[self.at..self.touched].fill(FILLER);
        }
        if self.has_pattern || self.touched > self.at || self.payload != range {
            self.payload_hash = None;
        }
        (self.touched, self.at) = (self.at, range.end);
        self.payload = range;
    }

    /// FileIdBothDirectoryInformation of all names.
    pub fn query_directory(&mut self, file: &FileId, is_first: bool, length: u32) {
        self.element(QUERY_DIRECTORY, charge(length));
        self.u16(33).put(&[37, u8::from(is_first)]).u32(0).put(file);
        self.u16(96).u16(2).u32(length).put(&[b'*', 0]);
    }

    /// FileAllInformation.
    pub fn query_all(&mut self, file: &FileId) {
        self.element(QUERY_INFO, 1);
        self.u16(41).put(&[1, 18]).u32(1024).u16(0).u16(0).u32(0).u32(0).u32(0).put(file).zeros(1);
    }

    pub fn delete_when_closed(&mut self, file: &FileId) {
        self.element(SET_INFO, 1);
        self.u16(33).put(&[1, 13]).u32(1).u16(96).u16(0).u32(0).put(file).put(&[1]);
    }

    pub fn rename(&mut self, file: &FileId, path: &str) {
        let path = utf16(path);
        self.element(SET_INFO, 1);
        // Windows sends at least the fixed part of the structure and its first name.
        let length = (20 + path.len()).max(24);
        self.u16(33).put(&[1, 10]).u32(length as u32).u16(96).u16(0).u32(0).put(file);
        let end = self.at + length;
        self.zeros(8).u64(0).u32(path.len() as u32).put(&path);
        self.zeros(end - self.at);
    }
}

fn security_mode(requires_signing: bool) -> u16 {
    if requires_signing { 3 } else { 1 }
}

/// [MS-SMB2] 3.1.5.2: one credit for each 64 KiB begun.
fn charge(length: u32) -> u16 {
    (length.max(1).div_ceil(65_536)) as u16
}

#[cfg(test)]
mod tests {
    use super::{Create, FILE_OPEN, GENERIC_READ_WRITE, RELATED, ROOM, Request};

    #[test]
    fn the_pieces_of_a_frame_are_what_was_signed() {
        let path = "a".repeat(200);
        let create = Create { path: &path, access: GENERIC_READ_WRITE, disposition: FILE_OPEN, options: 0 };
        for has_pattern in [false, true] {
            let mut request = Request::new(has_pattern);
            // What a longer request leaves behind is no payload of a shorter one.
            request.create(&create);
            for (length, has_create) in [(70_000, false), (1 << 20, true), (20_000, false), (512, true)] {
                request.clear();
                if has_create {
                    request.create(&create);
                }
                request.write(&RELATED, 8, length);
                let end = request.end();
                for at in [0, ROOM - 4, end - 512, end - 1] {
                    for is_sealed in [false, true] {
                        let sent: Vec<u8> = request.pieces(at, is_sealed).flatten().copied().collect();
                        assert!(sent == request.view()[at..], "{length} bytes from {at}");
                    }
                }
            }
            request.flush(&RELATED);
            assert!(request.pieces(0, false).eq([request.view()]));
        }
    }
}
