//! What of a reply anybody looks at.
use crate::request::{FileId, HEADER_BYTES};

pub const STATUS_SUCCESS: u32 = 0;
pub const STATUS_PENDING: u32 = 0x103;
pub const STATUS_MORE_PROCESSING_REQUIRED: u32 = 0xc000_0016;
pub const STATUS_NO_MORE_FILES: u32 = 0x8000_0006;

/// One element: header and body, of which the end may be left out.
pub struct Reply<'a> {
    pub bytes: &'a [u8],
}

impl Reply<'_> {
    pub fn status(&self) -> u32 {
        self.u32(8)
    }

    pub fn message_id(&self) -> u64 {
        self.u64(24)
    }

    pub fn credits(&self) -> u16 {
        self.u16(14)
    }

    pub fn next(&self) -> usize {
        self.u32(20) as usize
    }

    pub fn tree_id(&self) -> u32 {
        self.u32(36)
    }

    pub fn session_id(&self) -> u64 {
        self.u64(40)
    }

    /// Of a CREATE.
    pub fn file_id(&self) -> FileId {
        let at = HEADER_BYTES + 64;
        self.bytes[at..at + 16].try_into().expect("sixteen bytes")
    }

    /// DataLength of a READ, Count of a WRITE, OutputBufferLength of a QUERY_DIRECTORY: all in the same place.
    pub fn length(&self) -> u32 {
        self.u32(HEADER_BYTES + 4)
    }

    pub fn u16(&self, at: usize) -> u16 {
        u16::from_le_bytes(self.bytes[at..at + 2].try_into().expect("two bytes"))
    }

    pub fn u32(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.bytes[at..at + 4].try_into().expect("four bytes"))
    }

    fn u64(&self, at: usize) -> u64 {
        u64::from_le_bytes(self.bytes[at..at + 8].try_into().expect("eight bytes"))
    }
}
