//! A client's logon: NTLMv2 with key exchange and MIC, in SPNEGO with NTLM as the only mechanism.
use md4::{Digest, Md4};
use md5::Md5;
use ring::rand::{SecureRandom, SystemRandom};

/// UNICODE, REQUEST_TARGET, SIGN, NTLM, ALWAYS_SIGN, EXTENDED_SESSIONSECURITY, TARGET_INFO, VERSION, 128, KEY_EXCH, 56.
const FLAGS: u32 = 0xe288_8215;
const AV_EOL: u16 = 0;
const AV_FLAGS: u16 = 6;
const AV_TIMESTAMP: u16 = 7;

pub struct Account {
    pub user: String,
    /// MD4 of the password, made once: logons are counted by the second.
    hash: [u8; 16],
}

impl Account {
    pub fn new(user: &str, password: &str) -> Self {
        Account { user: user.to_string(), hash: Md4::digest(utf16(password)).into() }
    }
}

pub struct Logon {
    pub blob: Vec<u8>,
    pub session_key: [u8; 16],
}

pub fn first_token() -> Vec<u8> {
    let mech_types = der(0xa0, &der(0x30, NTLMSSP_OID));
    let token = der(0xa2, &der(0x04, &negotiate()));
    let init = der(0xa0, &der(0x30, &[mech_types, token].concat()));
    der(0x60, &[SPNEGO_OID, &init].concat())
}

/// The answer to the server's challenge, which is found by its mark: what is around it says nothing more.
pub fn second_token(reply: &[u8], account: &Account) -> Option<Logon> {
    let start = reply.windows(8).position(|window| window == b"NTLMSSP\0")?;
    let challenge = &reply[start..];
    let (message, session_key) = authenticate(challenge, account)?;
    let mic = der(0xa3, &der(0x04, &mech_list_mic(&session_key)));
    let token = der(0xa2, &der(0x04, &message));
    let blob = der(0xa1, &der(0x30, &[token, mic].concat()));
    Some(Logon { blob, session_key })
}

/// [MS-NLMP] 3.4.4.2 with key exchange, over the list of mechanisms: who sends a MIC inside has to send this one, too.
fn mech_list_mic(session_key: &[u8; 16]) -> [u8; 16] {
    let key = |purpose: &str| -> [u8; 16] {
        let magic = format!("session key to client-to-server {purpose} key magic constant\0");
        Md5::new_with_prefix(session_key).chain_update(magic).finalize().into()
    };
    let list = der(0x30, NTLMSSP_OID);
    let mut checksum = hmac_md5(&key("signing"), &[&[0; 4], &list]);
    rc4(&key("sealing"), &mut checksum[..8]);
    let mut mic = [0; 16];
    mic[0] = 1;
    mic[4..12].copy_from_slice(&checksum[..8]);
    mic
}

const SPNEGO_OID: &[u8] = &[0x06, 0x06, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x02];
const NTLMSSP_OID: &[u8] = &[0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x02, 0x0a];

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    match content.len() {
        length @ 0..=0x7f => bytes.push(length as u8),
        length @ 0x80..=0xff => bytes.extend([0x81, length as u8]),
        length => bytes.extend([0x82, (length >> 8) as u8, length as u8]),
    }
    bytes.extend(content);
    bytes
}

fn negotiate() -> Vec<u8> {
    let mut message = Vec::with_capacity(40);
    message.extend(b"NTLMSSP\0\x01\0\0\0");
    message.extend(FLAGS.to_le_bytes());
    message.extend([0; 16]);
    message.extend(VERSION);
    message
}

/// Windows 10, NTLM revision 15.
const VERSION: [u8; 8] = [10, 0, 0x61, 0x4a, 0, 0, 0, 15];

fn authenticate(challenge: &[u8], account: &Account) -> Option<(Vec<u8>, [u8; 16])> {
    let server_challenge = challenge.get(24..32)?;
    let info_length = u16::from_le_bytes(challenge.get(40..42)?.try_into().ok()?) as usize;
    let info_at = u32::from_le_bytes(challenge.get(44..48)?.try_into().ok()?) as usize;
    let (pairs, timestamp) = with_mic_flag(challenge.get(info_at..info_at + info_length)?)?;
    let mut random = [0; 24];
    SystemRandom::new().fill(&mut random).ok()?;

    let response_key = hmac_md5(&account.hash, &[&utf16(&account.user.to_uppercase())]);
    let mut proof_input = vec![1, 1, 0, 0, 0, 0, 0, 0];
    proof_input.extend(timestamp);
    proof_input.extend(&random[..8]);
    proof_input.extend([0; 4]);
    proof_input.extend(pairs);
    proof_input.extend([0; 4]);
    let proof = hmac_md5(&response_key, &[server_challenge, &proof_input]);
    let base_key = hmac_md5(&response_key, &[&proof]);
    let session_key: [u8; 16] = random[8..].try_into().expect("16 bytes");
    let mut exchanged = session_key;
    rc4(&base_key, &mut exchanged);

    let response = [&proof[..], &proof_input].concat();
    let user = utf16(&account.user);
    let fields: [&[u8]; 6] = [&[0; 24], &response, &[], &user, &[], &exchanged];
    let mut message = Vec::with_capacity(512);
    message.extend(b"NTLMSSP\0\x03\0\0\0");
    let mut at = 88u32;
    for field in fields {
        let length = (field.len() as u16).to_le_bytes();
        message.extend([length, length].concat());
        message.extend(at.to_le_bytes());
        at += field.len() as u32;
    }
    message.extend(FLAGS.to_le_bytes());
    message.extend(VERSION);
    message.extend([0; 16]);
    for field in fields {
        message.extend(field);
    }
    let mic = hmac_md5(&session_key, &[&negotiate(), challenge, &message]);
    message[72..88].copy_from_slice(&mic);
    Some((message, session_key))
}

/// The server's AV pairs with the flag that promises a MIC, and the server's time.
fn with_mic_flag(mut pairs: &[u8]) -> Option<(Vec<u8>, [u8; 8])> {
    let mut kept = Vec::with_capacity(pairs.len() + 8);
    let mut timestamp = [0; 8];
    loop {
        let id = u16::from_le_bytes(pairs.get(..2)?.try_into().ok()?);
        let length = u16::from_le_bytes(pairs.get(2..4)?.try_into().ok()?) as usize;
        if id == AV_EOL {
            break;
        }
        let value = pairs.get(4..4 + length)?;
        if id == AV_TIMESTAMP {
            timestamp = value.try_into().ok()?;
        }
        if id != AV_FLAGS {
            kept.extend(&pairs[..4 + length]);
        }
        pairs = &pairs[4 + length..];
    }
    kept.extend([AV_FLAGS as u8, 0, 4, 0, 2, 0, 0, 0, 0, 0, 0, 0]);
    Some((kept, timestamp))
}

fn hmac_md5(key: &[u8; 16], parts: &[&[u8]]) -> [u8; 16] {
    let pad = |with: u8| {
        let mut block = [with; 64];
        for (to, from) in block.iter_mut().zip(key) {
            *to ^= from;
        }
        block
    };
    let mut inner = Md5::new_with_prefix(pad(0x36));
    for part in parts {
        inner.update(part);
    }
    Md5::new_with_prefix(pad(0x5c)).chain_update(inner.finalize()).finalize().into()
}

fn rc4(key: &[u8], bytes: &mut [u8]) {
    let mut state: [u8; 256] = std::array::from_fn(|index| index as u8);
    let mut j = 0u8;
    for i in 0..256 {
        j = j.wrapping_add(state[i]).wrapping_add(key[i % key.len()]);
        state.swap(i, j as usize);
    }
    let (mut i, mut j) = (0u8, 0u8);
    for byte in bytes {
        i = i.wrapping_add(1);
        j = j.wrapping_add(state[i as usize]);
        state.swap(i as usize, j as usize);
        *byte ^= state[state[i as usize].wrapping_add(state[j as usize]) as usize];
    }
}

pub fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}
