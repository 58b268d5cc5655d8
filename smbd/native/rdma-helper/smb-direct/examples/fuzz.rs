//! Feeds the machine conversations that were damaged at random, for as many seconds as are asked for: fuzz SECONDS [SEED].
//! It may refuse whatever it likes. It must not fall over, keep more than was negotiated, send more than it may, or go
//! on without end.

use std::time::{Duration, Instant};

use smb_direct::{
    Connection, DATA_OFFSET, NegotiateRequest, NegotiateResponse, Settings, Transfer, VERSION,
};

const RECEIVES: u16 = 32;

struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// A number at which fields go wrong, or any other.
    fn field(&mut self) -> u32 {
        const EDGES: [u32; 9] = [
            0,
            1,
            23,
            127,
            128,
            131_072,
            0x7fff_ffff,
            0x8000_0000,
            0xffff_ffff,
        ];
        if self.below(2) == 0 {
            EDGES[self.below(9) as usize]
        } else {
            self.next() as u32
        }
    }
}

fn main() {
    let mut given = std::env::args().skip(1);
    let seconds: u64 = given
        .next()
        .and_then(|text| text.parse().ok())
        .unwrap_or(10);
    let seed: u64 = given.next().and_then(|text| text.parse().ok()).unwrap_or(1);
    let until = Instant::now() + Duration::from_secs(seconds);
    let mut count = 0u64;
    while Instant::now() < until {
        for _ in 0..1_000 {
            conversation(&mut Chance(
                seed.wrapping_add(count).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            ));
            count += 1;
        }
    }
    println!("smb-direct: {count} conversations from seed {seed}");
}

fn conversation(chance: &mut Chance) {
    let is_initiator = chance.below(4) == 0;
    let mut connection = if is_initiator {
        Connection::initiate(Settings::default(), 0)
    } else {
        Connection::new(Settings::default(), 0)
    };
    connection.receives_posted(RECEIVES);
    let mut now_ms = 0;
    let mut bytes = if is_initiator {
        flush(&mut connection, now_ms);
        negotiate_response(chance)
    } else {
        negotiate_request(chance)
    };
    for turn in 0..20 {
        if turn > 0 {
            bytes = transfer(chance);
        }
        if chance.below(4) == 0 {
            let at = chance.below(bytes.len() as u64) as usize;
            bytes[at] = chance.next() as u8;
        }
        if chance.below(8) == 0 {
            bytes.truncate(chance.below(bytes.len() as u64 + 1) as usize);
        }
        now_ms += chance.below(60_000);
        if connection.tick(now_ms).is_err() {
            return;
        }
        match connection.receive(now_ms, &bytes) {
            Err(_) => return,
            Ok(Some(message)) => assert!(message.len() <= 1_048_576),
            Ok(None) => {}
        }
        if chance.below(2) == 0 {
            let length = chance.below(20_000) as usize;
            connection.send_message(vec![7; length], (length % 2 == 0).then_some(1));
        }
        flush(&mut connection, now_ms);
        connection.receives_posted(1);
        assert!(connection.receives_granted() <= RECEIVES);
    }
}

fn flush(connection: &mut Connection, now_ms: u64) {
    let mut target = [0; 8192];
    let mut sends = 0;
    while let Some(send) = connection.next_send(now_ms, &mut target) {
        assert!(send.length <= target.len());
        sends += 1;
        assert!(sends <= 0x1_0000, "it sends without end");
    }
}

fn negotiate_request(chance: &mut Chance) -> Vec<u8> {
    let is_fair = chance.below(4) > 0;
    let mut field = |fair: u32| if is_fair { fair } else { chance.field() };
    NegotiateRequest {
        min_version: field(u32::from(VERSION)) as u16,
        max_version: field(u32::from(VERSION)) as u16,
        credits_requested: field(64) as u16,
        preferred_send_size: field(1364),
        max_receive_size: field(1364),
        max_fragmented_size: field(1_048_576),
    }
    .encode()
    .to_vec()
}

fn negotiate_response(chance: &mut Chance) -> Vec<u8> {
    let is_fair = chance.below(4) > 0;
    let mut field = |fair: u32| if is_fair { fair } else { chance.field() };
    NegotiateResponse {
        min_version: field(u32::from(VERSION)) as u16,
        max_version: field(u32::from(VERSION)) as u16,
        negotiated_version: field(u32::from(VERSION)) as u16,
        credits_requested: field(64) as u16,
        credits_granted: field(16) as u16,
        status: field(0),
        max_read_write_size: field(1_048_576),
        preferred_send_size: field(1364),
        max_receive_size: field(1364),
        max_fragmented_size: field(1_048_576),
    }
    .encode()
    .to_vec()
}

fn transfer(chance: &mut Chance) -> Vec<u8> {
    let is_fair = chance.below(3) > 0;
    let length = chance.below(1_300) as u32;
    let remaining = [0, 0, length, chance.field()][chance.below(4) as usize];
    let mut bytes = vec![9; DATA_OFFSET + length as usize];
    Transfer {
        credits_requested: if is_fair { 64 } else { chance.field() as u16 },
        credits_granted: if is_fair { 4 } else { chance.field() as u16 },
        flags: chance.below(2) as u16,
        remaining_data_length: remaining,
        data_offset: if is_fair {
            DATA_OFFSET as u32
        } else {
            chance.field()
        },
        data_length: if is_fair { length } else { chance.field() },
    }
    .encode(&mut bytes);
    bytes
}
