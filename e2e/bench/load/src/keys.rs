//! Key derivation: [MS-SMB2] 3.1.4.2, SP800-108 in counter mode with HMAC-SHA256.
use ring::hmac;

pub fn derive(key: &[u8], label: &[u8], context: &[u8], bytes: usize) -> Vec<u8> {
    let mut input = Vec::with_capacity(64);
    input.extend_from_slice(&1u32.to_be_bytes());
    input.extend_from_slice(label);
    input.push(0);
    input.extend_from_slice(context);
    input.extend_from_slice(&(bytes as u32 * 8).to_be_bytes());
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    hmac::sign(&key, &input).as_ref()[..bytes].to_vec()
}

/// Which keys a session of a dialect has, and under which names they are derived.
pub struct SessionKeys {
    pub signing: Vec<u8>,
    /// What the client seals with.
    pub sealing: Vec<u8>,
    pub opening: Vec<u8>,
}

pub fn session_keys(dialect: u16, session_key: &[u8], preauth: &[u8], cipher_bytes: usize) -> SessionKeys {
    let make = |new: &[u8], old: (&[u8], &[u8]), bytes| match dialect {
        0x311 => derive(session_key, new, preauth, bytes),
        _ => derive(session_key, old.0, old.1, bytes),
    };
    if dialect < 0x300 {
        return SessionKeys { signing: session_key.to_vec(), sealing: vec![], opening: vec![] };
    }
    SessionKeys {
        signing: make(b"SMBSigningKey\0", (b"SMB2AESCMAC\0", b"SmbSign\0"), 16),
        sealing: make(b"SMBC2SCipherKey\0", (b"SMB2AESCCM\0", b"ServerIn \0"), cipher_bytes),
        opening: make(b"SMBS2CCipherKey\0", (b"SMB2AESCCM\0", b"ServerOut\0"), cipher_bytes),
    }
}
