//! [MS-SMBD] 3.1.5.7 and 3.1.6.

mod peer;

use peer::{FAIR, negotiated, sends, server, transfer};
use smb_direct::{
    Failure, NegotiateRequest, NegotiateResponse, STATUS_INSUFFICIENT_RESOURCES,
    STATUS_NOT_SUPPORTED, Settings,
};

fn answer(request: &NegotiateRequest) -> Result<NegotiateResponse, Failure> {
    let mut connection = server(Settings::default(), 256);
    connection.receive(0, &request.encode())?;
    let answers = sends(&mut connection, 0);
    assert_eq!(answers.len(), 1);
    Ok(NegotiateResponse::decode(&answers[0]).unwrap())
}

#[test]
fn a_fair_request_is_answered_with_the_smaller_sizes_of_both_sides() {
    let response = answer(&FAIR).unwrap();
    assert_eq!(
        response,
        NegotiateResponse {
            min_version: 0x0100,
            max_version: 0x0100,
            negotiated_version: 0x0100,
            credits_requested: 255,
            credits_granted: 255,
            status: 0,
            max_read_write_size: 8_388_608,
            preferred_send_size: 8192,
            max_receive_size: 1364,
            max_fragmented_size: 1_048_576,
        }
    );
}

#[test]
fn bytes_of_request_and_response_are_those_of_the_specification() {
    let golden = [
        0, 1, 0, 1, 0, 0, 0xff, 0, 0x54, 5, 0, 0, 0, 0x20, 0, 0, 0, 0, 0x10, 0,
    ];
    assert_eq!(FAIR.encode(), golden);
    assert_eq!(NegotiateRequest::decode(&golden), Some(FAIR));
    let response = answer(&FAIR).unwrap().encode();
    let golden = [
        0, 1, 0, 1, 0, 1, 0, 0, 0xff, 0, 0xff, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0x20, 0, 0, 0x54,
        5, 0, 0, 0, 0, 0x10, 0,
    ];
    assert_eq!(response, golden);
}

#[test]
fn each_version_range_without_ours_is_refused_and_the_connection_ends() {
    for (min_version, max_version) in [(0, 0), (0x0101, 0xffff), (0, 0x00ff), (0x0200, 0x0100)] {
        let mut connection = server(Settings::default(), 256);
        let request = NegotiateRequest {
            min_version,
            max_version,
            ..FAIR
        };
        assert_eq!(connection.receive(0, &request.encode()), Ok(None));
        let mut target = [0; 8192];
        let send = connection.next_send(0, &mut target).unwrap();
        assert!(send.is_last);
        let response = NegotiateResponse::decode(&target[..send.length]).unwrap();
        assert_eq!(response.status, STATUS_NOT_SUPPORTED);
        assert_eq!(
            (response.min_version, response.max_version),
            (0x0100, 0x0100)
        );
        assert_eq!(response.credits_granted, 0);
        assert_eq!(connection.next_send(0, &mut target), None);
        assert_eq!(
            connection.receive(0, &request.encode()),
            Err(Failure::Version)
        );
    }
}

#[test]
fn a_range_that_has_ours_will_do() {
    let request = NegotiateRequest {
        min_version: 0,
        max_version: 0xffff,
        ..FAIR
    };
    assert_eq!(answer(&request).unwrap().negotiated_version, 0x0100);
}

/// The values at which a field of 16 or 32 bits goes wrong in others.
const EDGES: [u32; 10] = [
    0,
    1,
    127,
    128,
    131_071,
    131_072,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_fffe,
    0xffff_ffff,
];

#[test]
fn every_field_at_every_edge_is_answered_within_bounds_or_ends_the_connection() {
    for edge in EDGES {
        let sizes = NegotiateRequest {
            preferred_send_size: edge,
            ..FAIR
        };
        let response = answer(&sizes).unwrap();
        assert_eq!(response.max_receive_size, edge.clamp(128, 8192));

        let sizes = NegotiateRequest {
            max_receive_size: edge,
            ..FAIR
        };
        match answer(&sizes) {
            Ok(response) => {
                assert!(edge >= 128);
                assert_eq!(response.preferred_send_size, edge.min(8192));
            }
            Err(failure) => {
                assert!(edge < 128);
                assert_eq!(failure, Failure::NegotiateValue);
            }
        }

        let sizes = NegotiateRequest {
            max_fragmented_size: edge,
            ..FAIR
        };
        assert_eq!(answer(&sizes).is_ok(), edge >= 131_072);

        let credits = NegotiateRequest {
            credits_requested: edge as u16,
            ..FAIR
        };
        match answer(&credits) {
            Ok(response) => assert_eq!(response.credits_granted, (edge as u16).min(255)),
            Err(failure) => {
                assert_eq!(edge as u16, 0);
                assert_eq!(failure, Failure::NegotiateValue);
            }
        }
    }
}

#[test]
fn a_request_cut_at_any_byte_ends_the_connection() {
    let whole = FAIR.encode();
    for length in 0..whole.len() {
        let mut connection = server(Settings::default(), 8);
        assert_eq!(
            connection.receive(0, &whole[..length]),
            Err(Failure::NegotiateTruncated)
        );
    }
}

#[test]
fn bytes_behind_the_request_do_no_harm() {
    let mut bytes = FAIR.encode().to_vec();
    bytes.resize(512, 0xff);
    let mut connection = server(Settings::default(), 8);
    assert_eq!(connection.receive(0, &bytes), Ok(None));
    let response = NegotiateResponse::decode(&sends(&mut connection, 0)[0]).unwrap();
    assert_eq!(response.status, 0);
}

#[test]
fn no_more_credits_are_granted_than_receives_are_posted() {
    let mut connection = server(Settings::default(), 4);
    connection.receive(0, &FAIR.encode()).unwrap();
    let response = NegotiateResponse::decode(&sends(&mut connection, 0)[0]).unwrap();
    // The request itself took one.
    assert_eq!(response.credits_granted, 3);
}

#[test]
fn without_a_receive_to_grant_the_peer_is_told_so() {
    let mut connection = server(Settings::default(), 1);
    connection.receive(0, &FAIR.encode()).unwrap();
    let response = NegotiateResponse::decode(&sends(&mut connection, 0)[0]).unwrap();
    assert_eq!(response.status, STATUS_INSUFFICIENT_RESOURCES);
    assert_eq!(
        connection.receive(0, &FAIR.encode()),
        Err(Failure::NoReceives)
    );
}

#[test]
fn who_does_not_negotiate_within_five_seconds_is_ended() {
    let mut connection = server(Settings::default(), 8);
    assert_eq!(connection.deadline_ms(), 5_000);
    assert_eq!(connection.tick(4_999), Ok(()));
    assert_eq!(connection.tick(5_000), Err(Failure::NegotiateTimeout));
}

#[test]
fn what_comes_before_the_response_is_out_was_never_granted() {
    let mut connection = server(Settings::default(), 8);
    connection.receive(0, &FAIR.encode()).unwrap();
    assert_eq!(
        connection.receive(0, &transfer(1, 1, 0, 0, &[])),
        Err(Failure::CreditsOverdrawn)
    );
}

#[test]
fn a_second_negotiate_request_is_a_malformed_transfer() {
    let mut connection = negotiated(Settings::default(), 8, FAIR);
    // Its version stands where the credits are, and its sizes where the data's place is.
    assert_eq!(
        connection.receive(0, &FAIR.encode()),
        Err(Failure::DataPlace)
    );
}
