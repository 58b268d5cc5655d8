/// [MS-SMBD] 2.2.1: the only version there is.
pub const VERSION: u16 = 0x0100;
pub const STATUS_NOT_SUPPORTED: u32 = 0xc000_00bb;
pub const STATUS_INSUFFICIENT_RESOURCES: u32 = 0xc000_009a;

/// [MS-SMBD] 2.2.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NegotiateRequest {
    pub min_version: u16,
    pub max_version: u16,
    pub credits_requested: u16,
    pub preferred_send_size: u32,
    pub max_receive_size: u32,
    pub max_fragmented_size: u32,
}

impl NegotiateRequest {
    pub const BYTES: usize = 20;

    /// Nothing but its length is looked at. `None`: too short.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let fixed: &[u8; Self::BYTES] = bytes.first_chunk()?;
        Some(Self {
            min_version: u16_at(fixed, 0),
            max_version: u16_at(fixed, 2),
            credits_requested: u16_at(fixed, 6),
            preferred_send_size: u32_at(fixed, 8),
            max_receive_size: u32_at(fixed, 12),
            max_fragmented_size: u32_at(fixed, 16),
        })
    }

    pub fn encode(&self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        bytes[0..2].copy_from_slice(&self.min_version.to_le_bytes());
        bytes[2..4].copy_from_slice(&self.max_version.to_le_bytes());
        bytes[6..8].copy_from_slice(&self.credits_requested.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.preferred_send_size.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.max_receive_size.to_le_bytes());
        bytes[16..20].copy_from_slice(&self.max_fragmented_size.to_le_bytes());
        bytes
    }
}

/// [MS-SMBD] 2.2.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NegotiateResponse {
    pub min_version: u16,
    pub max_version: u16,
    pub negotiated_version: u16,
    pub credits_requested: u16,
    pub credits_granted: u16,
    pub status: u32,
    pub max_read_write_size: u32,
    pub preferred_send_size: u32,
    pub max_receive_size: u32,
    pub max_fragmented_size: u32,
}

impl NegotiateResponse {
    pub const BYTES: usize = 32;

    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let fixed: &[u8; Self::BYTES] = bytes.first_chunk()?;
        Some(Self {
            min_version: u16_at(fixed, 0),
            max_version: u16_at(fixed, 2),
            negotiated_version: u16_at(fixed, 4),
            credits_requested: u16_at(fixed, 8),
            credits_granted: u16_at(fixed, 10),
            status: u32_at(fixed, 12),
            max_read_write_size: u32_at(fixed, 16),
            preferred_send_size: u32_at(fixed, 20),
            max_receive_size: u32_at(fixed, 24),
            max_fragmented_size: u32_at(fixed, 28),
        })
    }

    pub fn encode(&self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        bytes[0..2].copy_from_slice(&self.min_version.to_le_bytes());
        bytes[2..4].copy_from_slice(&self.max_version.to_le_bytes());
        bytes[4..6].copy_from_slice(&self.negotiated_version.to_le_bytes());
        bytes[8..10].copy_from_slice(&self.credits_requested.to_le_bytes());
        bytes[10..12].copy_from_slice(&self.credits_granted.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.status.to_le_bytes());
        bytes[16..20].copy_from_slice(&self.max_read_write_size.to_le_bytes());
        bytes[20..24].copy_from_slice(&self.preferred_send_size.to_le_bytes());
        bytes[24..28].copy_from_slice(&self.max_receive_size.to_le_bytes());
        bytes[28..32].copy_from_slice(&self.max_fragmented_size.to_le_bytes());
        bytes
    }
}

pub(crate) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

pub(crate) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
