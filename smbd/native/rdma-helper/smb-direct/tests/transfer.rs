//! [MS-SMBD] 3.1.5.1, 3.1.5.8, 3.1.6.

mod peer;

use peer::{FAIR, negotiated, sends, transfer};
use smb_direct::{
    Connection, EMPTY_BYTES, Failure, NegotiateRequest, RESPONSE_REQUESTED, Settings, Transfer,
};

fn ready() -> Connection {
    negotiated(Settings::default(), 256, FAIR)
}

fn only(connection: &mut Connection) -> Transfer {
    let all = sends(connection, 0);
    assert_eq!(all.len(), 1, "{all:?}");
    Transfer::decode(&all[0]).unwrap().0
}

#[test]
fn a_message_in_one_piece_arrives() {
    let mut connection = ready();
    let bytes = transfer(255, 10, 0, 0, b"hello");
    assert_eq!(connection.receive(0, &bytes), Ok(Some(b"hello".to_vec())));
    assert_eq!(connection.send_credits(), 10);
}

#[test]
fn fragments_are_joined_when_the_last_one_is_there() {
    let mut connection = ready();
    assert_eq!(
        connection.receive(0, &transfer(255, 10, 0, 6, b"abc")),
        Ok(None)
    );
    // A message without data may stand between them.
    assert_eq!(
        connection.receive(0, &transfer(255, 1, 0, 0, b"")),
        Ok(None)
    );
    assert_eq!(
        connection.receive(0, &transfer(255, 0, 0, 3, b"def")),
        Ok(None)
    );
    let whole = connection.receive(0, &transfer(255, 0, 0, 0, b"ghi"));
    assert_eq!(whole, Ok(Some(b"abcdefghi".to_vec())));
}

#[test]
fn fragments_that_do_not_count_down_end_the_connection() {
    for (remaining, data) in [
        (6u32, b"def".as_slice()),
        (2, b"def"),
        (0, b"de"),
        (0, b"defghij"),
    ] {
        let mut connection = ready();
        connection
            .receive(0, &transfer(255, 10, 0, 6, b"abc"))
            .unwrap();
        let bytes = transfer(255, 0, 0, remaining, data);
        assert_eq!(connection.receive(0, &bytes), Err(Failure::Fragments));
    }
}

#[test]
fn a_message_longer_than_was_negotiated_is_refused_by_its_first_fragment() {
    for (remaining, is_allowed) in [
        (1_048_571, true),
        (1_048_572, false),
        (0x7fff_ffff, false),
        (0xffff_ffff, false),
    ] {
        let mut connection = ready();
        let outcome = connection.receive(0, &transfer(255, 1, 0, remaining, b"hello"));
        assert_eq!(outcome == Ok(None), is_allowed, "{remaining}");
        if !is_allowed {
            assert_eq!(outcome, Err(Failure::MessageTooLong));
        }
    }
}

#[test]
fn data_lies_behind_the_header_aligned_and_within_what_was_received() {
    let bytes = transfer(255, 1, 0, 0, b"12345678");
    for (offset, length, expected) in [
        (0u32, 8u32, Failure::DataPlace),
        (16, 8, Failure::DataPlace),
        (20, 8, Failure::DataPlace),
        (25, 7, Failure::DataPlace),
        (32, 1, Failure::DataPlace),
        (24, 9, Failure::DataPlace),
        (24, 0xffff_ffff, Failure::DataPlace),
        (0xffff_fff8, 8, Failure::DataPlace),
        (0xffff_fff8, 0xffff_ffff, Failure::DataPlace),
        (0x8000_0000, 0x8000_0000, Failure::DataPlace),
    ] {
        let mut connection = ready();
        let mut wrong = bytes.clone();
        wrong[12..16].copy_from_slice(&offset.to_le_bytes());
        wrong[16..20].copy_from_slice(&length.to_le_bytes());
        assert_eq!(
            connection.receive(0, &wrong),
            Err(expected),
            "{offset} {length}"
        );
    }
    let mut connection = ready();
    let mut further = transfer(255, 1, 0, 0, b"........12345678");
    further[12..16].copy_from_slice(&32u32.to_le_bytes());
    further[16..20].copy_from_slice(&8u32.to_le_bytes());
    assert_eq!(
        connection.receive(0, &further),
        Ok(Some(b"12345678".to_vec()))
    );
}

#[test]
fn bytes_behind_the_data_do_no_harm() {
    let mut connection = ready();
    let mut bytes = transfer(255, 1, 0, 0, b"hello");
    bytes.resize(1364, 0xff);
    assert_eq!(connection.receive(0, &bytes), Ok(Some(b"hello".to_vec())));
}

#[test]
fn a_header_cut_at_any_byte_ends_the_connection() {
    let bytes = transfer(255, 1, 0, 0, &[]);
    assert_eq!(bytes.len(), EMPTY_BYTES);
    for length in 0..bytes.len() {
        let mut connection = ready();
        assert_eq!(
            connection.receive(0, &bytes[..length]),
            Err(Failure::TransferTruncated)
        );
    }
}

#[test]
fn more_than_the_negotiated_receive_size_is_refused() {
    let mut connection = ready();
    let bytes = transfer(255, 1, 0, 0, &[0; 1364 - 24 + 1]);
    assert_eq!(connection.receive(0, &bytes), Err(Failure::MessageTooLong));
}

#[test]
fn who_asks_for_no_credits_is_ended() {
    let mut connection = ready();
    let bytes = transfer(0, 1, 0, 0, &[]);
    assert_eq!(
        connection.receive(0, &bytes),
        Err(Failure::NoCreditsRequested)
    );
}

#[test]
fn credits_that_cannot_be_counted_end_the_connection() {
    let mut connection = ready();
    connection
        .receive(0, &transfer(255, 0xffff, 0, 0, &[]))
        .unwrap();
    let bytes = transfer(255, 1, 0, 0, &[]);
    assert_eq!(connection.receive(0, &bytes), Err(Failure::CreditsOverflow));
}

#[test]
fn who_sends_more_than_was_granted_is_ended() {
    let mut connection = negotiated(Settings::default(), 4, FAIR);
    for _ in 0..3 {
        connection
            .receive(0, &transfer(255, 0, 0, 0, b"x"))
            .unwrap();
    }
    let bytes = transfer(255, 0, 0, 0, b"x");
    assert_eq!(
        connection.receive(0, &bytes),
        Err(Failure::CreditsOverdrawn)
    );
}

#[test]
fn a_message_without_credits_waits_and_goes_when_some_come() {
    let mut connection = ready();
    assert!(connection.send_message(b"reply".to_vec(), Some(7)));
    assert!(sends(&mut connection, 0).is_empty());
    connection.receive(0, &transfer(255, 2, 0, 0, &[])).unwrap();
    let mut target = [0; 8192];
    let send = connection.next_send(0, &mut target).unwrap();
    assert_eq!(send.invalidate, Some(7));
    assert_eq!(send.completes, Some(5));
    let (header, data) = Transfer::decode(&target[..send.length]).unwrap();
    assert_eq!(
        (header.data_offset, header.remaining_data_length, data),
        (24, 0, b"reply".as_slice())
    );
    assert_eq!(connection.queued_bytes(), 0);
}

#[test]
fn a_long_message_is_cut_to_what_the_peer_receives_and_only_its_end_invalidates() {
    let request = NegotiateRequest {
        max_receive_size: 128,
        ..FAIR
    };
    let mut connection = negotiated(Settings::default(), 256, request);
    let message: Vec<u8> = (0..1000u32).map(|at| at as u8).collect();
    assert!(connection.send_message(message.clone(), Some(9)));
    connection
        .receive(0, &transfer(255, 100, 0, 0, &[]))
        .unwrap();
    let mut joined = Vec::new();
    let mut target = [0; 8192];
    let mut left = 1000;
    while let Some(send) = connection.next_send(0, &mut target) {
        assert!(send.length <= 128);
        let (header, data) = Transfer::decode(&target[..send.length]).unwrap();
        left -= data.len();
        assert_eq!(header.remaining_data_length as usize, left);
        assert_eq!(send.invalidate, (left == 0).then_some(9));
        joined.extend_from_slice(data);
    }
    assert_eq!(joined, message);
}

#[test]
fn a_message_longer_than_the_peer_takes_is_not_queued() {
    let request = NegotiateRequest {
        max_fragmented_size: 131_072,
        ..FAIR
    };
    let mut connection = negotiated(Settings::default(), 256, request);
    assert!(connection.send_message(vec![0; 131_072], None));
    assert!(!connection.send_message(vec![0; 131_073], None));
    assert!(!connection.send_message(Vec::new(), None));
}

#[test]
fn the_last_credit_is_kept_for_a_message_that_grants() {
    let mut connection = negotiated(Settings::default(), 3, FAIR);
    connection.receive(0, &transfer(2, 1, 0, 0, &[])).unwrap();
    assert!(connection.send_message(b"reply".to_vec(), None));
    // One credit to send, one receive used, none posted since: nothing to grant.
    assert!(sends(&mut connection, 0).is_empty());
    connection.receives_posted(1);
    let header = only(&mut connection);
    assert_eq!((header.credits_granted, header.data_length), (1, 5));
    assert_eq!(connection.send_credits(), 0);
}

#[test]
fn credits_go_out_by_themselves_once_half_of_them_are_back() {
    let mut connection = negotiated(
        Settings::default(),
        101,
        NegotiateRequest {
            credits_requested: 100,
            ..FAIR
        },
    );
    for _ in 0..49 {
        connection
            .receive(0, &transfer(100, 1, 0, 0, b"x"))
            .unwrap();
        connection.receives_posted(1);
        assert!(sends(&mut connection, 0).is_empty());
    }
    connection
        .receive(0, &transfer(100, 1, 0, 0, b"x"))
        .unwrap();
    connection.receives_posted(1);
    let header = only(&mut connection);
    assert_eq!(
        (header.credits_granted, header.data_length, header.flags),
        (50, 0, 0)
    );
}

#[test]
fn a_peer_that_lowers_what_it_asks_for_is_granted_less() {
    let mut connection = ready();
    assert_eq!(connection.receives_granted(), 255);
    for _ in 0..250 {
        connection.receive(0, &transfer(10, 1, 0, 0, b"x")).unwrap();
        connection.receives_posted(1);
    }
    assert_eq!(only(&mut connection).credits_granted, 5);
    assert_eq!(connection.receives_granted(), 10);
}

#[test]
fn a_request_for_a_response_is_answered_at_once() {
    let mut connection = ready();
    connection
        .receive(0, &transfer(255, 5, RESPONSE_REQUESTED, 0, &[]))
        .unwrap();
    connection.receives_posted(1);
    let header = only(&mut connection);
    assert_eq!(
        (header.credits_granted, header.data_length, header.flags),
        (1, 0, 0)
    );
    assert!(sends(&mut connection, 0).is_empty(), "once");
}

#[test]
fn data_that_goes_out_is_the_response_that_was_asked_for() {
    let mut connection = ready();
    connection
        .receive(0, &transfer(255, 5, RESPONSE_REQUESTED, 0, &[]))
        .unwrap();
    assert!(connection.send_message(b"reply".to_vec(), None));
    assert_eq!(only(&mut connection).data_length, 5);
}

#[test]
fn a_silent_peer_is_asked_and_ended_when_it_stays_silent() {
    let mut connection = ready();
    connection
        .receive(1_000, &transfer(255, 5, 0, 0, &[]))
        .unwrap();
    assert_eq!(connection.deadline_ms(), 121_000);
    assert_eq!(connection.tick(121_000), Ok(()));
    let asked = sends(&mut connection, 121_000);
    assert_eq!(asked.len(), 1);
    assert_eq!(
        Transfer::decode(&asked[0]).unwrap().0.flags,
        RESPONSE_REQUESTED
    );
    assert_eq!(connection.tick(125_999), Ok(()));
    assert_eq!(connection.tick(126_000), Err(Failure::KeepAliveTimeout));
}

#[test]
fn who_grants_nothing_for_five_seconds_to_a_message_that_waits_is_ended() {
    let mut connection = ready();
    assert!(connection.send_message(vec![1; 3_000], None));
    connection
        .receive(1_000, &transfer(255, 1, 0, 0, &[]))
        .unwrap();
    connection.receives_posted(1);
    assert_eq!(sends(&mut connection, 1_000).len(), 1);
    assert_eq!(connection.deadline_ms(), 121_000);
    let mut connection = ready();
    assert!(connection.send_message(vec![1; 30_000], None));
    connection
        .receive(1_000, &transfer(255, 1, 0, 0, &[]))
        .unwrap();
    connection.receives_posted(1);
    assert_eq!(sends(&mut connection, 1_000).len(), 1);
    assert_eq!(connection.deadline_ms(), 6_000);
    // Credits in time let it go on, and the time begins anew when they are used up.
    connection
        .receive(5_000, &transfer(255, 2, 0, 0, &[]))
        .unwrap();
    assert_eq!(sends(&mut connection, 5_000).len(), 1);
    assert_eq!(connection.tick(9_999), Ok(()));
    assert_eq!(connection.tick(10_000), Err(Failure::CreditsTimeout));
}

#[test]
fn whatever_a_silent_peer_sends_then_keeps_it() {
    let mut connection = ready();
    connection.receive(0, &transfer(255, 5, 0, 0, &[])).unwrap();
    connection.tick(120_000).unwrap();
    sends(&mut connection, 120_000);
    connection
        .receive(121_000, &transfer(255, 1, 0, 0, &[]))
        .unwrap();
    assert_eq!(connection.tick(126_000), Ok(()));
    assert_eq!(connection.deadline_ms(), 241_000);
}

#[test]
fn a_silent_peer_without_credits_to_ask_it_is_ended_as_well() {
    let mut connection = ready();
    connection.tick(120_000).unwrap();
    assert!(sends(&mut connection, 120_000).is_empty());
    assert_eq!(connection.tick(125_000), Err(Failure::KeepAliveTimeout));
}
