//! The client's role, against the server's and against responses that are none.

use quickcheck::QuickCheck;
use smb_direct::{Connection, Failure, NegotiateRequest, NegotiateResponse, Settings, VERSION};

const FAIR: NegotiateResponse = NegotiateResponse {
    min_version: VERSION,
    max_version: VERSION,
    negotiated_version: VERSION,
    credits_requested: 10,
    credits_granted: 10,
    status: 0,
    max_read_write_size: 1_048_576,
    preferred_send_size: 1364,
    max_receive_size: 1364,
    max_fragmented_size: 131_072,
};

/// One that has sent its request.
fn asking() -> Connection {
    let mut client = Connection::initiate(Settings::default(), 0);
    client.receives_posted(10);
    let mut target = vec![0; 8192];
    let send = client.next_send(0, &mut target).unwrap();
    let request = NegotiateRequest::decode(&target[..send.length]).unwrap();
    assert_eq!(
        (
            request.min_version,
            request.max_version,
            request.max_receive_size
        ),
        (VERSION, VERSION, 8192)
    );
    assert_eq!(client.next_send(0, &mut target), None);
    client
}

/// What one side sends arrives at the other; the receives are posted again. True: there was something.
fn carry(from: &mut Connection, to: &mut Connection, arrived: &mut Vec<Vec<u8>>) -> bool {
    let mut target = vec![0; 8192];
    let Some(send) = from.next_send(0, &mut target) else {
        return false;
    };
    arrived.extend(to.receive(0, &target[..send.length]).unwrap());
    to.receives_posted(1);
    true
}

fn pair(receives: (u16, u16), sizes: (u32, u32)) -> (Connection, Connection) {
    let settings = |size| Settings {
        max_receive_size: size,
        ..Settings::default()
    };
    let mut client = Connection::initiate(settings(sizes.0), 0);
    let mut server = Connection::new(settings(sizes.1), 0);
    client.receives_posted(receives.0);
    server.receives_posted(receives.1);
    let mut none = Vec::new();
    assert!(carry(&mut client, &mut server, &mut none));
    assert!(carry(&mut server, &mut client, &mut none));
    assert!(client.is_ready() && server.is_ready());
    (client, server)
}

/// Messages of any lengths, both ways, over any number of receives of any size, arrive whole and in order.
fn talks(receives: (u16, u16), sizes: (u16, u16), there: Vec<u16>, back: Vec<u16>) -> bool {
    let receives = (3 + receives.0 % 60, 3 + receives.1 % 60);
    let sizes = (
        128 + u32::from(sizes.0) % 8064,
        128 + u32::from(sizes.1) % 8064,
    );
    let (mut client, mut server) = pair(receives, sizes);
    let messages = |lengths: &[u16]| -> Vec<Vec<u8>> {
        let one = |(index, length): (usize, &u16)| vec![index as u8; usize::from(*length) + 1];
        lengths.iter().enumerate().map(one).collect()
    };
    let (there, back) = (messages(&there), messages(&back));
    for one in &there {
        assert!(client.send_message(one.clone(), None));
    }
    for one in &back {
        assert!(server.send_message(one.clone(), None));
    }
    let (mut at_server, mut at_client) = (Vec::new(), Vec::new());
    loop {
        let has_sent = carry(&mut client, &mut server, &mut at_server);
        if !carry(&mut server, &mut client, &mut at_client) && !has_sent {
            break;
        }
    }
    at_server == there && at_client == back
}

#[test]
fn both_roles_understand_each_other() {
    QuickCheck::new().quickcheck(talks as fn((u16, u16), (u16, u16), Vec<u16>, Vec<u16>) -> bool);
}

#[test]
fn a_fair_response_is_taken() {
    let mut client = asking();
    assert_eq!(client.receive(0, &FAIR.encode()), Ok(None));
    assert!(client.is_ready());
    assert_eq!(
        (client.send_credits(), client.max_fragmented_send_size()),
        (10, 131_072)
    );
}

#[test]
fn what_no_server_may_answer_ends_it() {
    let cases = [
        (
            NegotiateResponse {
                status: 0xc000_00bb,
                ..FAIR
            },
            Failure::Declined,
        ),
        (
            NegotiateResponse {
                negotiated_version: 0x0200,
                ..FAIR
            },
            Failure::NegotiateValue,
        ),
        (
            NegotiateResponse {
                credits_requested: 0,
                ..FAIR
            },
            Failure::NegotiateValue,
        ),
        (
            NegotiateResponse {
                credits_granted: 0,
                ..FAIR
            },
            Failure::NegotiateValue,
        ),
        (
            NegotiateResponse {
                max_receive_size: 127,
                ..FAIR
            },
            Failure::NegotiateValue,
        ),
        (
            NegotiateResponse {
                max_fragmented_size: 131_071,
                ..FAIR
            },
            Failure::NegotiateValue,
        ),
        (
            NegotiateResponse {
                preferred_send_size: 8193,
                ..FAIR
            },
            Failure::NegotiateValue,
        ),
    ];
    for (response, failure) in cases {
        assert_eq!(
            asking().receive(0, &response.encode()),
            Err(failure),
            "{response:?}"
        );
    }
    let whole = FAIR.encode();
    for length in 0..whole.len() {
        let answer = asking().receive(0, &whole[..length]);
        assert_eq!(answer, Err(Failure::NegotiateTruncated));
    }
}

#[test]
fn who_is_not_answered_gives_up() {
    let mut client = asking();
    assert_eq!(client.tick(client.deadline_ms() - 1), Ok(()));
    assert_eq!(
        client.tick(client.deadline_ms()),
        Err(Failure::NegotiateTimeout)
    );
}
