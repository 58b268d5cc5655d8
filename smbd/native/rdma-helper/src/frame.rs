//! The protocol between helper and engine: frames of a header and a body, little-endian. smbd/native/rdma-helper/README.md
//! says what each means; smbd/src/host/rdma/link-frame.ts is the other side.

pub const MAGIC: u32 = 0x4d44_524c;
pub const VERSION: u16 = 2;
pub const HEADER_BYTES: usize = 12;
/// A message of SMB and what stands around it.
pub const BODY_BYTES_MAX: usize = 4 * 1_048_576;
/// Descriptors of one READ or WRITE.
pub const DESCRIPTOR_COUNT_MAX: usize = 256;

pub mod to_engine {
    pub const HELLO: u16 = 1;
    pub const MESSAGE: u16 = 2;
    pub const DONE: u16 = 3;
    pub const CONNECTED: u16 = 4;
    pub const DISCONNECTED: u16 = 5;
    pub const SENT: u16 = 6;
    pub const STATUS: u16 = 7;
}

const HELLO: u16 = 1;
const SEND: u16 = 2;
const REMOTE_WRITE: u16 = 3;
const REMOTE_READ: u16 = 4;
const CLOSE: u16 = 5;
const PAUSE: u16 = 6;
const RESUME: u16 = 7;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Descriptor {
    pub offset: u64,
    pub token: u32,
    pub length: u32,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Hello {
    pub slab_bytes: u64,
    /// For RoCE and InfiniBand, and for iWARP.
    pub port: u16,
    pub iwarp_port: u16,
    /// Names of the devices to listen on; none: all.
    pub devices: Vec<String>,
    pub is_enabled: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Job {
    pub id: u32,
    pub is_write: bool,
    pub slab_offset: u64,
    pub length: u32,
    pub descriptors: Vec<Descriptor>,
}

/// What the engine says.
#[derive(Debug, PartialEq, Eq)]
pub enum Inbound {
    Hello(Hello),
    Send {
        channel: u32,
        invalidate: Option<u32>,
        message: Vec<u8>,
    },
    Job {
        channel: u32,
        job: Job,
    },
    Close {
        channel: u32,
        is_graceful: bool,
    },
    Pause {
        channel: u32,
    },
    Resume {
        channel: u32,
    },
}

/// The first frame of `bytes` and its length; `Ok(None)` while it is not whole.
pub fn decode(bytes: &[u8]) -> Result<Option<(Inbound, usize)>, &'static str> {
    let Some(header) = bytes.first_chunk::<HEADER_BYTES>() else {
        return Ok(None);
    };
    let length = u32_at(header, 0) as usize;
    if length > BODY_BYTES_MAX {
        return Err("a frame is too long");
    }
    let Some(body) = bytes.get(HEADER_BYTES..HEADER_BYTES + length) else {
        return Ok(None);
    };
    let kind = u16::from_le_bytes([header[4], header[5]]);
    let channel = u32_at(header, 8);
    let inbound = match kind {
        HELLO => Inbound::Hello(decode_hello(body)?),
        SEND => decode_send(channel, body)?,
        REMOTE_WRITE => Inbound::Job {
            channel,
            job: decode_job(body, true)?,
        },
        REMOTE_READ => Inbound::Job {
            channel,
            job: decode_job(body, false)?,
        },
        CLOSE if length == 1 => Inbound::Close {
            channel,
            is_graceful: body[0] == 1,
        },
        PAUSE if length == 0 => Inbound::Pause { channel },
        RESUME if length == 0 => Inbound::Resume { channel },
        _ => return Err("a frame of an unknown kind"),
    };
    Ok(Some((inbound, HEADER_BYTES + length)))
}

fn decode_hello(body: &[u8]) -> Result<Hello, &'static str> {
    if body.len() < 22 || u32_at(body, 0) != MAGIC {
        return Err("this is not the engine");
    }
    if u16_at(body, 4) != VERSION {
        return Err(
            "the engine speaks another version; engine and helper have to be of one release",
        );
    }
    let names_length = u16_at(body, 20) as usize;
    let names = body
        .get(22..)
        .filter(|rest| rest.len() == names_length)
        .ok_or("a hello that does not add up")?;
    let names = std::str::from_utf8(names).map_err(|_| "a hello that does not add up")?;
    Ok(Hello {
        is_enabled: u16_at(body, 6) & 1 != 0,
        slab_bytes: u64_at(body, 8),
        port: u16_at(body, 16),
        iwarp_port: u16_at(body, 18),
        devices: names
            .split(',')
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect(),
    })
}

fn decode_send(channel: u32, body: &[u8]) -> Result<Inbound, &'static str> {
    if body.len() <= 8 {
        return Err("a message without bytes");
    }
    let invalidate = (body[4] == 1).then(|| u32_at(body, 0));
    Ok(Inbound::Send {
        channel,
        invalidate,
        message: body[8..].to_vec(),
    })
}

fn decode_job(body: &[u8], is_write: bool) -> Result<Job, &'static str> {
    if body.len() < 24 {
        return Err("a job that is cut short");
    }
    let count = u32_at(body, 4) as usize;
    if count == 0 || count > DESCRIPTOR_COUNT_MAX || body.len() != 24 + count * 16 {
        return Err("a job whose descriptors do not add up");
    }
    let descriptors = body[24..]
        .chunks_exact(16)
        .map(|one| Descriptor {
            offset: u64_at(one, 0),
            token: u32_at(one, 8),
            length: u32_at(one, 12),
        })
        .collect();
    let (id, slab_offset, length) = (u32_at(body, 0), u64_at(body, 8), u32_at(body, 16));
    Ok(Job {
        id,
        is_write,
        slab_offset,
        length,
        descriptors,
    })
}

/// One frame to the engine, behind what `target` holds.
pub fn put(target: &mut Vec<u8>, kind: u16, channel: u32, parts: &[&[u8]]) {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    target.extend_from_slice(&(length as u32).to_le_bytes());
    target.extend_from_slice(&kind.to_le_bytes());
    target.extend_from_slice(&[0, 0]);
    target.extend_from_slice(&channel.to_le_bytes());
    for part in parts {
        target.extend_from_slice(part);
    }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(kind: u16, channel: u32, body: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        put(&mut bytes, kind, channel, &[body]);
        bytes
    }

    fn hello() -> Vec<u8> {
        let mut body = Vec::new();
        body.extend_from_slice(&MAGIC.to_le_bytes());
        body.extend_from_slice(&VERSION.to_le_bytes());
        body.extend_from_slice(&1u16.to_le_bytes());
        body.extend_from_slice(&4096u64.to_le_bytes());
        body.extend_from_slice(&445u16.to_le_bytes());
        body.extend_from_slice(&5445u16.to_le_bytes());
        body.extend_from_slice(&9u16.to_le_bytes());
        body.extend_from_slice(b"rxe0,siw0");
        body
    }

    fn job(id: u32, length: u32, descriptors: &[(u64, u32, u32)]) -> Vec<u8> {
        let mut body = Vec::new();
        body.extend_from_slice(&id.to_le_bytes());
        body.extend_from_slice(&(descriptors.len() as u32).to_le_bytes());
        body.extend_from_slice(&65_536u64.to_le_bytes());
        body.extend_from_slice(&length.to_le_bytes());
        body.extend_from_slice(&[0; 4]);
        for (offset, token, length) in descriptors {
            body.extend_from_slice(&offset.to_le_bytes());
            body.extend_from_slice(&token.to_le_bytes());
            body.extend_from_slice(&length.to_le_bytes());
        }
        body
    }

    #[test]
    fn each_kind_is_read() {
        let bytes = frame(HELLO, 0, &hello());
        let (inbound, length) = decode(&bytes).unwrap().unwrap();
        assert_eq!(length, bytes.len());
        assert_eq!(
            inbound,
            Inbound::Hello(Hello {
                slab_bytes: 4096,
                port: 445,
                iwarp_port: 5445,
                devices: vec!["rxe0".into(), "siw0".into()],
                is_enabled: true,
            })
        );
        let bytes = frame(SEND, 3, &[9, 0, 0, 0, 1, 0, 0, 0, b'a', b'b']);
        let (inbound, _) = decode(&bytes).unwrap().unwrap();
        assert_eq!(
            inbound,
            Inbound::Send {
                channel: 3,
                invalidate: Some(9),
                message: b"ab".into()
            }
        );
        let bytes = frame(
            REMOTE_READ,
            4,
            &job(7, 20, &[(0x1_0000_0002, 5, 12), (9, 6, 8)]),
        );
        let (inbound, _) = decode(&bytes).unwrap().unwrap();
        let Inbound::Job { channel, job } = inbound else {
            panic!()
        };
        assert_eq!(
            (channel, job.id, job.is_write, job.slab_offset, job.length),
            (4, 7, false, 65_536, 20)
        );
        assert_eq!(
            job.descriptors[0],
            Descriptor {
                offset: 0x1_0000_0002,
                token: 5,
                length: 12
            }
        );
        assert_eq!(
            decode(&frame(CLOSE, 1, &[1])).unwrap().unwrap().0,
            Inbound::Close {
                channel: 1,
                is_graceful: true
            }
        );
        assert_eq!(
            decode(&frame(PAUSE, 1, &[])).unwrap().unwrap().0,
            Inbound::Pause { channel: 1 }
        );
    }

    #[test]
    fn a_frame_that_is_not_whole_waits() {
        let bytes = frame(HELLO, 0, &hello());
        for length in 0..bytes.len() {
            assert_eq!(decode(&bytes[..length]), Ok(None));
        }
    }

    #[test]
    fn what_does_not_add_up_ends_the_link() {
        let mut long = frame(SEND, 0, &[]);
        long[0..4].copy_from_slice(&(BODY_BYTES_MAX as u32 + 1).to_le_bytes());
        assert!(decode(&long).is_err());
        assert!(decode(&frame(99, 0, &[])).is_err());
        assert!(decode(&frame(SEND, 0, &[0; 8])).is_err());
        assert!(decode(&frame(CLOSE, 0, &[])).is_err());
        assert!(decode(&frame(PAUSE, 0, &[1])).is_err());
        assert!(decode(&frame(REMOTE_READ, 0, &job(1, 1, &[]))).is_err());
        assert!(decode(&frame(REMOTE_READ, 0, &job(1, 1, &[(0, 0, 0); 257]))).is_err());
        let body = job(1, 1, &[(0, 0, 1)]);
        for length in 0..body.len() {
            assert!(decode(&frame(REMOTE_WRITE, 0, &body[..length])).is_err());
        }
        let body = hello();
        for length in 0..body.len() {
            assert!(decode(&frame(HELLO, 0, &body[..length])).is_err());
        }
        for at in 0..6 {
            let mut other = hello();
            other[at] ^= 1;
            assert!(decode(&frame(HELLO, 0, &other)).is_err());
        }
    }

    #[test]
    fn no_bytes_make_it_fall_over() {
        let mut seed = 7u64;
        for _ in 0..200_000 {
            let mut bytes = frame((seed % 9) as u16, 1, &hello());
            for _ in 0..4 {
                seed = seed
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let at = (seed >> 33) as usize % bytes.len();
                bytes[at] = (seed >> 20) as u8;
            }
            let _ = decode(&bytes);
        }
    }
}
