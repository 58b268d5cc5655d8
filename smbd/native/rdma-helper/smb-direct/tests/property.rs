//! What must hold whatever comes, and in whatever order both sides get their turns.

mod peer;

use peer::{FAIR, Peer, negotiated, sends, server};
use quickcheck::{Arbitrary, Gen, QuickCheck};
use smb_direct::{NegotiateRequest, NegotiateResponse, Settings, Transfer};

/// A conversation: sizes, receives, messages of both sides, and who has his turn when.
#[derive(Clone, Debug)]
struct Talk {
    server_receives: u16,
    client_receives: u32,
    max_receive_size: u32,
    preferred_send_size: u32,
    from_client: Vec<usize>,
    from_server: Vec<usize>,
    turns: Vec<u8>,
}

impl Arbitrary for Talk {
    fn arbitrary(gen_: &mut Gen) -> Self {
        let lengths = |gen_: &mut Gen| {
            (0..usize::arbitrary(gen_) % 6)
                .map(|_| {
                    1 + usize::arbitrary(gen_) % if bool::arbitrary(gen_) { 100 } else { 9_000 }
                })
                .collect()
        };
        Self {
            server_receives: 3 + u16::arbitrary(gen_) % 20,
            client_receives: 2 + u32::arbitrary(gen_) % 20,
            max_receive_size: 128 + u32::arbitrary(gen_) % 2_000,
            preferred_send_size: u32::arbitrary(gen_) % 2_000,
            from_client: lengths(gen_),
            from_server: lengths(gen_),
            turns: (0..50).map(|_| u8::arbitrary(gen_)).collect(),
        }
    }
}

fn message(index: usize, length: usize) -> Vec<u8> {
    (0..length).map(|at| (at * 31 + index * 7) as u8).collect()
}

/// Everything arrives whole and in order, nobody sends without a credit, and both sides come to rest.
fn holds(talk: Talk) -> bool {
    let request = NegotiateRequest {
        max_receive_size: talk.max_receive_size,
        preferred_send_size: talk.preferred_send_size,
        ..FAIR
    };
    let mut connection = server(Settings::default(), talk.server_receives);
    connection.receive(0, &request.encode()).unwrap();
    let response = NegotiateResponse::decode(&sends(&mut connection, 0)[0]).unwrap();
    // The driver posts again what the request took.
    connection.receives_posted(1);
    let mut client = Peer::new(&response, talk.client_receives);
    for (index, length) in talk.from_client.iter().enumerate() {
        client.outgoing.push_back((message(index, *length), 0));
    }
    // The client speaks first, as SMB has it; else the server had no credits to begin with.
    client.outgoing.push_back((message(99, 1), 0));
    for (index, length) in talk.from_server.iter().enumerate() {
        assert!(connection.send_message(message(index, *length), None));
    }
    let mut arrived = Vec::new();
    let mut target = vec![0; 8192];
    let mut unposted = 0;
    let mut idle = 0;
    let mut turn = 0;
    while idle < 8 {
        let who = talk.turns[turn % talk.turns.len()];
        turn += 1;
        let moved = match who % 4 {
            0 => client.next_send().map(|bytes| {
                arrived.extend(connection.receive(0, &bytes).unwrap());
                unposted += 1;
            }),
            1 => connection.next_send(0, &mut target).map(|send| {
                assert!(send.length <= talk.max_receive_size as usize);
                client.receive(&target[..send.length]).unwrap();
            }),
            _ if unposted > 0 => {
                connection.receives_posted(unposted);
                unposted = 0;
                Some(())
            }
            _ => None,
        };
        idle = if moved.is_some() { 0 } else { idle + 1 };
        if idle == 8 {
            // A schedule may starve somebody; at the end everybody gets a turn.
            connection.receives_posted(std::mem::take(&mut unposted));
            while let Some(bytes) = client.next_send() {
                arrived.extend(connection.receive(0, &bytes).unwrap());
                connection.receives_posted(1);
                idle = 0;
            }
            while let Some(send) = connection.next_send(0, &mut target) {
                client.receive(&target[..send.length]).unwrap();
                idle = 0;
            }
        }
        assert!(turn < 100_000, "credits for credits without end");
    }
    let mut expected: Vec<_> = talk
        .from_client
        .iter()
        .enumerate()
        .map(|(index, length)| message(index, *length))
        .collect();
    expected.push(message(99, 1));
    let replies: Vec<_> = talk
        .from_server
        .iter()
        .enumerate()
        .map(|(index, length)| message(index, *length))
        .collect();
    arrived == expected && client.arrived == replies && connection.queued_bytes() == 0
}

#[test]
fn every_conversation_ends_with_all_messages_on_the_other_side() {
    QuickCheck::new()
        .tests(400)
        .quickcheck(holds as fn(Talk) -> bool);
}

/// Bytes of a stranger, and changed bytes of a friend: never a panic, never more kept than was negotiated.
fn survives(noise: Vec<Vec<u8>>, flips: Vec<(usize, u8)>, is_negotiated: bool) -> bool {
    let mut connection = if is_negotiated {
        negotiated(Settings::default(), 64, FAIR)
    } else {
        server(Settings::default(), 64)
    };
    let mut honest = vec![0u8; 24 + 40];
    Transfer {
        credits_requested: 8,
        credits_granted: 8,
        flags: 0,
        remaining_data_length: 100,
        data_offset: 24,
        data_length: 40,
    }
    .encode(&mut honest);
    for (at, value) in flips {
        let at = at % honest.len();
        honest[at] ^= value;
    }
    for bytes in noise.iter().chain([&honest, &honest]) {
        match connection.receive(0, bytes) {
            Ok(Some(message)) => assert!(message.len() <= 1_048_576),
            Ok(None) => {}
            Err(_) => return true,
        }
        sends(&mut connection, 0);
        connection.receives_posted(1);
    }
    true
}

#[test]
fn no_bytes_make_it_fall_over() {
    QuickCheck::new()
        .tests(5_000)
        .quickcheck(survives as fn(Vec<Vec<u8>>, Vec<(usize, u8)>, bool) -> bool);
}
