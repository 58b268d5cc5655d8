use crate::failure::Failure;
use crate::negotiate::{u16_at, u32_at};

/// Of a message without data. [MS-SMBD] 2.2.3
pub const EMPTY_BYTES: usize = 20;
/// Where data starts: the first multiple of eight behind the header.
pub const DATA_OFFSET: usize = 24;
/// SMB_DIRECT_RESPONSE_REQUESTED: the peer wants a message back at once.
pub const RESPONSE_REQUESTED: u16 = 0x0001;

/// The header of a data transfer message. [MS-SMBD] 2.2.3
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer {
    pub credits_requested: u16,
    pub credits_granted: u16,
    pub flags: u16,
    pub remaining_data_length: u32,
    pub data_offset: u32,
    pub data_length: u32,
}

impl Transfer {
    /// The header, and the data that it tells of. [MS-SMBD] 3.1.5.8
    pub fn decode(bytes: &[u8]) -> Result<(Self, &[u8]), Failure> {
        if bytes.len() < EMPTY_BYTES {
            return Err(Failure::TransferTruncated);
        }
        let transfer = Self {
            credits_requested: u16_at(bytes, 0),
            credits_granted: u16_at(bytes, 2),
            flags: u16_at(bytes, 4),
            remaining_data_length: u32_at(bytes, 8),
            data_offset: u32_at(bytes, 12),
            data_length: u32_at(bytes, 16),
        };
        if transfer.data_length == 0 {
            return Ok((transfer, &[]));
        }
        let start = transfer.data_offset as usize;
        if start < DATA_OFFSET || start % 8 != 0 {
            return Err(Failure::DataPlace);
        }
        // Both are below 2^32, so that their sum fits.
        let end = start as u64 + u64::from(transfer.data_length);
        if end > bytes.len() as u64 {
            return Err(Failure::DataPlace);
        }
        Ok((transfer, &bytes[start..end as usize]))
    }

    /// Writes all fields but data; answers how many bytes stand before it.
    pub fn encode(&self, bytes: &mut [u8]) -> usize {
        let length = if self.data_length == 0 {
            EMPTY_BYTES
        } else {
            DATA_OFFSET
        };
        bytes[..length].fill(0);
        bytes[0..2].copy_from_slice(&self.credits_requested.to_le_bytes());
        bytes[2..4].copy_from_slice(&self.credits_granted.to_le_bytes());
        bytes[4..6].copy_from_slice(&self.flags.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.remaining_data_length.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.data_offset.to_le_bytes());
        bytes[16..20].copy_from_slice(&self.data_length.to_le_bytes());
        length
    }
}
